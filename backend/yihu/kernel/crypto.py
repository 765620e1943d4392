"""Personal data at rest: AES-256-GCM with the column as associated data, and a keyed blind index for exact search.

A sealed value is `key id (1 byte) | nonce (12) | ciphertext and tag`. The keys live in one file of mode 0600 outside the
database, so that a stolen dump shows neither the values nor, without the index key, equal values across installations.
"""

import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from yihu.kernel.settings import settings

NONCE = 12


@dataclass(frozen=True)
class Keyring:
    sealing: dict[int, bytes]
    """All keys that can open; the highest id seals."""
    index: bytes
    token: bytes

    @cached_property
    def current(self) -> int:
        return max(self.sealing)


def make_keyring(path: Path) -> None:
    """Write fresh random keys, readable by this user alone; an existing file is left as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = {
        "sealing": {"1": secrets.token_hex(32)},
        "index": secrets.token_hex(32),
        "token": secrets.token_hex(32),
    }
    draft = path.with_suffix(f".{secrets.token_hex(8)}")  # two threads may be at it
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(keys, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails when another one was first: its keys count
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def load_keyring(path: Path) -> Keyring:
    keys = json.loads(path.read_text())
    sealing = {int(number): bytes.fromhex(key) for number, key in keys["sealing"].items()}
    return Keyring(sealing, bytes.fromhex(keys["index"]), bytes.fromhex(keys["token"]))


@cache
def keyring() -> Keyring:
    path = settings().security.secrets_file or settings().storage.home / "secrets.json"
    if not path.exists():
        make_keyring(path)
    return load_keyring(path)


@cache
def _cipher(number: int) -> AESGCM:
    return AESGCM(keyring().sealing[number])


@cache
def _sealer() -> tuple[bytes, AESGCM]:
    """The first byte of what is sealed from now on, and what seals it."""
    number = keyring().current
    return bytes([number]), _cipher(number)


def seal(value: str, place: str) -> bytes:
    """Encrypt for one place (`table.column`): moved to another column it will not open."""
    number, cipher = _sealer()
    nonce = os.urandom(NONCE)
    return number + nonce + cipher.encrypt(nonce, value.encode(), place.encode())


def unseal(sealed: bytes, place: str) -> str:
    return _cipher(sealed[0]).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place.encode()).decode()


@cache
def _indexer() -> hmac.HMAC:
    """Knows the key already: setting that up costs as much as the rest."""
    return hmac.new(keyring().index, digestmod="sha256")


def blind_index(value: str) -> bytes:
    """16 bytes that are equal for equal values and tell nothing without the key."""
    told = _indexer().copy()
    told.update(value.encode())
    return told.digest()[:16]


class Sealed(TypeDecorator[str]):
    """A text column that is ciphertext in the database."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        return None if value is None else seal(value, self.place)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else unseal(bytes(value), self.place)


def masked(value: str, head: int, tail: int) -> str:
    """Keep the ends, star the middle: `masked("13812345678", 3, 4)` is `138****5678`."""
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + value[-tail:]
