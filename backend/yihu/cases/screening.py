"""Free text that goes on a public board: refused when it could say more about people than the list may."""

import re
import unicodedata
from collections.abc import Iterable

DIGITS = re.compile(r"\d")
MOST_DIGITS = 4
"""A house number or a year; an ID number, a telephone or an account has more."""
HEALTH = re.compile(r"[病癌瘤残瘫疾症孕]|手术|住院|透析|化疗|精神|智力|艾滋|尿毒|抑郁|听力|视力|失明|失聪|聋|盲")
NAME = re.compile(r"[^\W\d_]+(?:[·・•\s.\-][^\W\d_]+)*")


def trouble(text: str, names: Iterable[str] = ()) -> str | None:
    """Why a place or an office may not be printed like this; `names`: of people who must not stand there."""
    plain = unicodedata.normalize("NFKC", text)
    if len(DIGITS.findall(plain)) > MOST_DIGITS:
        return "不能含有证件号、电话、账号等长串数字"
    if HEALTH.search(plain):
        return "不能写健康状况"
    squeezed = re.sub(r"\s", "", plain)
    if any(len(name) > 1 and name in squeezed for name in names):
        return "不能出现家庭成员的姓名"
    return None


def is_name(text: str) -> bool:
    """Whether a file's name or group reads like one: no digits but a group's number, nothing about health."""
    plain = unicodedata.normalize("NFKC", text)
    return NAME.fullmatch(plain) is not None and not re.search(r"病|残|癌", plain)
