"""Passwords: argon2id with the parameters that OWASP names as the minimum, 19 MiB and 2 passes.

The library's default of 64 MiB and 3 passes takes 0.7 s of a small server: eight o'clock would stall.
"""

from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from yihu.kernel.problems import ValidationFailed

MIN_LENGTH = 10
CLASSES = 3
COMMON = (
    "password",
    "123456",
    "111111",
    "000000",
    "qwerty",
    "abc123",
    "admin",
    "yihu",
    "fupin",
    "woaini",
    "iloveyou",
    "88888888",
    "66666666",
    "5201314",
)


@cache
def _hasher() -> PasswordHash:
    return PasswordHash([Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)])


def hash_password(password: str) -> str:
    return _hasher().hash(password)


@cache
def _nobody() -> str:
    return hash_password("no such account: verified all the same, so that timing tells nothing")


def verify(password: str, password_hash: str | None) -> bool:
    """An unknown account costs the same time as a wrong password."""
    matches = _hasher().verify(password, password_hash or _nobody())
    return matches and password_hash is not None


def check_strength(password: str, username: str, name: str) -> None:
    """等保 profile: at least 10 characters of 3 kinds, nothing that a neighbour would guess."""
    pointer = "/new_password"
    kinds = (
        any(c.islower() for c in password)
        + any(c.isupper() for c in password)
        + any(c.isdigit() for c in password)
        + any(not c.isalnum() for c in password)
    )
    if len(password) < MIN_LENGTH:
        raise ValidationFailed.at(pointer, "password_too_short", f"密码至少 {MIN_LENGTH} 位", min_length=MIN_LENGTH)
    if kinds < CLASSES:
        raise ValidationFailed.at(pointer, "password_too_simple", "密码须含大写字母、小写字母、数字、符号中的三种")
    lowered = password.lower()
    if any(word in lowered for word in (*COMMON, username.lower(), name.lower()) if word):
        raise ValidationFailed.at(pointer, "password_guessable", "密码不能含有用户名、姓名或常见密码")
