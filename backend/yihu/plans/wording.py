"""Comparing what plans say: words without names, numbers and order, as sets of character shingles.

`Wording` makes one print per plan: sorted clauses after synonyms were made one, and MinHash bands over the shingles of
each clause, so that moved clauses and changed names or numbers leave both as they were. Two prints are alike by the
share of shingles they have in common (Dice coefficient, per cent); equal bands only find whom to compare.
Source of the method: Broder 1997, min-wise hashing with banding; 16 bands of 4 find a Dice of 85 with p > 0.99.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BANDS, ROWS = 16, 4
SHINGLE = 3
CLAUSES = re.compile(r"[，。；、！？：,;.!?:\s（）()《》“”\"'〔〕\[\]【】…—-]+")
NUMBERS = re.compile(r"[0-9０-９.%％]+|[〇零一二两三四五六七八九十百千万亿半]+")
EDGE = "\x02"
PRIME = np.uint64((1 << 61) - 1)
_random = np.random.default_rng(20261123)
FACTORS = _random.integers(1, 1 << 32, BANDS * ROWS, dtype=np.uint64)
OFFSETS = _random.integers(0, 1 << 60, BANDS * ROWS, dtype=np.uint64)


Shingles = NDArray[np.uint32]
"""Distinct hashes, ascending."""


@dataclass(frozen=True)
class Print:
    """What is kept of a plan's words: `text` one clause per line, sorted; `bands` 16 signed 64-bit numbers."""

    text: str
    bands: list[int]


class Wording:
    """Words brought to one form; `synonyms`: spelling -> the word that stands for it."""

    def __init__(self, synonyms: Mapping[str, str]) -> None:
        # The words themselves too, so that none of their parts is taken for a synonym.
        self._synonyms = {**{word: word for word in synonyms.values()}, **synonyms}
        spelled = sorted(self._synonyms, key=len, reverse=True)
        self._spelling = re.compile("|".join(map(re.escape, spelled))) if spelled else None

    def clauses(self, texts: Iterable[str], names: Iterable[str] = ()) -> list[str]:
        """The distinct clauses of the measures, without names and numbers, synonyms made one, sorted."""
        named = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
        away = re.compile("|".join(map(re.escape, named))) if named else None
        found: set[str] = set()
        for text in texts:
            plain = unicodedata.normalize("NFKC", text)
            if away:
                plain = away.sub("", plain)
            for clause in CLAUSES.split(plain):
                said = NUMBERS.sub("", clause)
                if self._spelling:
                    said = self._spelling.sub(lambda word: self._synonyms[word[0]], said)
                if len(said) > 1:
                    found.add(said)
        return sorted(found)

    def print(self, texts: Iterable[str], names: Iterable[str] = ()) -> Print:
        clauses = self.clauses(texts, names)
        return Print("\n".join(clauses), bands(shingles(clauses)))


def shingles(clauses: Iterable[str]) -> Shingles:
    """Hashes of every run of three characters of each clause, its edges included; distinct, ascending."""
    found = {
        crc32(padded[i : i + SHINGLE].encode())
        for clause in clauses
        for padded in (f"{EDGE}{clause}{EDGE}",)
        for i in range(max(1, len(padded) - SHINGLE + 1))
    }
    return np.fromiter(sorted(found), np.uint32, len(found))


def bands(hashes: Shingles) -> list[int]:
    """MinHash of the shingles, four values hashed into each band; none for a plan that says nothing."""
    if not len(hashes):
        return []
    mixed = (hashes.astype(np.uint64)[:, None] * FACTORS[None, :] + OFFSETS[None, :]) % PRIME
    least = mixed.min(axis=0).reshape(BANDS, ROWS)
    band = np.arange(1, BANDS + 1, dtype=np.uint64)
    for row in range(ROWS):
        band = (band ^ least[:, row]) * np.uint64(0x9E3779B97F4A7C15)
        band ^= band >> np.uint64(29)
    return [int(value) for value in band.view(np.int64)]


def likeness(one: Shingles, other: Shingles) -> int:
    """Per cent of shingles in common, 0 when either says nothing."""
    if not len(one) or not len(other):
        return 0
    both = np.concatenate((one, other))
    both.sort(kind="stable")  # merges the two runs
    return round(200 * int(np.count_nonzero(both[1:] == both[:-1])) / len(both))


def likeness_of_texts(one: str, others: Sequence[str]) -> list[int]:
    """Of one print's text to each of the others."""
    mine = shingles(one.split("\n")) if one else np.empty(0, np.uint32)
    return [likeness(mine, shingles(text.split("\n")) if text else np.empty(0, np.uint32)) for text in others]
