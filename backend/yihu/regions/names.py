"""How region names are written: the formal name, the name people say, and what two spellings have in common."""

import re
import unicodedata
from enum import StrEnum

_FORMAL_ENDINGS = (
    (re.compile(r"社区(?:居民委员会|居委会|村民委员会|村委会)$"), "社区"),
    (re.compile(r"嘎查(?:村民委员会|村委会)$"), "嘎查"),
    (re.compile(r"村?(?:村民委员会|村委会)$"), "村"),
    (re.compile(r"居民委员会$"), "居委会"),
)
_KIND = re.compile(r"(?:社区居委会|社区|居委会|嘎查|村|街道办事处|街道|镇|乡)$")
_NOISE = re.compile(r"[\s·•.,\u3001\u3002_()\-]+")  # after full-width forms are folded


class Level(StrEnum):
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GROUP = "group"


LEVEL_OF_LENGTH = {
    2: Level.PROVINCE,
    4: Level.PREFECTURE,
    6: Level.COUNTY,
    9: Level.TOWNSHIP,
    12: Level.VILLAGE,
    15: Level.GROUP,
}
PARENT_LENGTH = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9, 15: 12}


def level_of(code: str) -> Level:
    """Level told by the length of a code; ValueError when no level has that length."""
    try:
        return LEVEL_OF_LENGTH[len(code)]
    except KeyError:
        raise ValueError(f"区划代码长度不对：{code}") from None


def parent_of(code: str) -> str | None:
    return code[: PARENT_LENGTH[len(code)]] or None


def significant(code: str) -> str:
    """Cut a twelve-digit code to its significant prefix: 511921119000 -> 511921119.

    Twelve digits whose last three are not zero are a village; anything of another length is taken as it stands.
    """
    if len(code) != 12:
        return code
    for length in (2, 4, 6, 9):
        if not code[length:].strip("0"):
            return code[:length]
    return code


def short_name(name: str) -> str:
    """Give the name as people say it: 贾村观村民委员会 -> 贾村观村."""
    for ending, spoken in _FORMAL_ENDINGS:
        if ending.search(name):
            return ending.sub(spoken, name)
    return name


def spelling(text: str) -> str:
    """Bring a name typed by hand to one form: full-width folded, spaces and punctuation out, formal ending spoken."""
    return short_name(_NOISE.sub("", unicodedata.normalize("NFKC", text)))


def stem(name: str) -> str:
    """Leave the proper name only: 贾村观村 -> 贾村观, 杨柏镇 -> 杨柏. Names of one character keep their kind."""
    bare = _KIND.sub("", spelling(name))
    return bare if len(bare) > 1 else spelling(name)
