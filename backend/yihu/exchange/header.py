"""Which column of a list says what: by our titles and their other spellings, or as a person has assigned it."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from yihu.exchange.form import Column

Assigned = Mapping[str, str | None]
"""Heading -> field; None for a column that shall not be read."""


def titles(columns: Sequence[Column], assigned: Assigned, *, fields: bool = False) -> dict[str, str]:
    """Title as `spelling` gives it -> field; a field that was assigned is looked for nowhere else. `fields`: by their own names too."""
    by_hand = {spelling(heading): field for heading, field in assigned.items()}
    taken = set(by_hand.values())
    ours = {
        spelling(name): column.field
        for column in columns
        if column.field not in taken
        for name in (*((column.field,) if fields else ()), column.title, *column.aliases)
    }
    return {name: field for name, field in (ours | by_hand).items() if field}


def spelling(heading: Any) -> str:
    """A heading without what people decorate it with: spaces, line breaks, 必填 marks."""
    found = "".join(unicodedata.normalize("NFKC", str(heading)).split())
    return found.strip("*").removesuffix("(必填)").removesuffix("*")


def places(row: Sequence[Any], known: Mapping[str, str]) -> dict[str, int]:
    """Field -> position of its column."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        field = known.get(spelling(cell)) if isinstance(cell, str) else None
        if field:
            found.setdefault(field, place)
    return found


def missing(columns: Sequence[Column], found: Mapping[str, int]) -> list[str]:
    """Titles of what a list cannot do without."""
    return [column.title for column in columns if column.required and column.field not in found]


def names(row: Sequence[Any]) -> list[str]:
    """Headings as written, blank where there is none."""
    return ["" if cell is None else str(cell).strip() for cell in row]


def unknown(headings: Sequence[str], found: Mapping[str, int]) -> list[str]:
    taken = set(found.values())
    return list(dict.fromkeys(name for place, name in enumerate(headings) if name and place not in taken))


def guessed(rows: Sequence[Sequence[Any]]) -> list[str]:
    """The row that looks most like a header, where nothing in it is known: the first of those with the most words."""
    words = [[cell for cell in row if isinstance(cell, str) and cell.strip()] for row in rows]
    return names(max(words, key=len, default=[]))
