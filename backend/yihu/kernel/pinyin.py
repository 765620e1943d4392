"""Chinese names for sorting and for finding by initials. PostgreSQL here has no Chinese collation, so keys are stored."""

import os
from functools import lru_cache

# Phrases would tell how a character reads beside others; we read one at a time, and every process would load 40 MB of them.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin

# Readings as a surname that the common reading gets wrong.
SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "区": "ou",
    "朴": "piao",
    "查": "zha",
    "盖": "ge",
    "翟": "zhai",
    "任": "ren",
    "华": "hua",
    "宁": "ning",
    "尉": "wei",
    "冼": "xian",
    "缪": "miao",
    "乐": "yue",
    "员": "yun",
    "折": "she",
    "逄": "pang",
    "牟": "mou",
    "覃": "qin",
    "秘": "bi",
    "种": "chong",
    "洗": "xian",
    "晁": "chao",
    "隗": "wei",
    "郗": "xi",
    "繁": "po",
    "祭": "zhai",
    "过": "guo",
    "召": "shao",
    "卜": "bu",
}
COMPOUND = {"尉迟": ["yu", "chi"], "万俟": ["mo", "qi"], "长孙": ["zhang", "sun"], "澹台": ["tan", "tai"]}


@lru_cache(maxsize=40_000)
def _reading(character: str) -> str:
    """One character at a time: context would make a name's key depend on its neighbours, and costs ten times more."""
    return str(lazy_pinyin(character, style=Style.NORMAL)[0]).lower()


@lru_cache(maxsize=100_000)
def syllables(name: str) -> tuple[str, ...]:
    if name[:2] in COMPOUND:
        return (*COMPOUND[name[:2]], *map(_reading, name[2:]))
    head = SURNAMES.get(name[:1])
    return (head or _reading(name[0]), *map(_reading, name[1:])) if name else ()


def initials(name: str) -> str:
    """`initials("单小红")` is `sxh`."""
    return "".join([syllable[0] for syllable in syllables(name)])


def sort_key(name: str) -> str:
    """Syllables first, the characters themselves to tell 王伟 from 汪伟; never empty for a non-empty name."""
    return f"{' '.join(syllables(name))} {name}"
