"""What stands in a cell of a list that is taken away: people's words instead of codes, numbers as numbers.

A column is the name of one of the list's own columns, or one of the kinds below.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yihu.kernel import clock

Cell = str | int | float | None
Labels = Mapping[str, Mapping[str, str]]
"""Code list -> code -> label."""
Row = Mapping[Any, Any]
MARK = "'"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", MARK)
"""What a spreadsheet may take for the beginning of a formula, in full width too; and the mark, or reading would drop it."""


@dataclass(frozen=True)
class Code:
    """A code, or several, in the words of a code list."""

    field: str
    list: str


@dataclass(frozen=True)
class Word:
    """A state, or several, in the words of the house."""

    field: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Yes:
    field: str
    yes: str = "是"
    no: str = "否"


@dataclass(frozen=True)
class Number:
    """Money, quantities and shares, which travel as text."""

    field: str


@dataclass(frozen=True)
class Told:
    """Anything else: said of the whole row."""

    say: Callable[[Row, Labels], Cell]


Column = str | Code | Word | Yes | Number | Told


def reader(column: Column, labels: Labels) -> Callable[[Row], Cell]:
    """How one column's cell is read from a row."""
    match column:
        case str():
            return lambda row: plain(row[column])
        case Code(field, name):
            words = labels.get(name, {})
            return lambda row: _worded(row[field], words)
        case Word(field, words):
            return lambda row: _worded(row[field], words)
        case Yes(field, yes, no):
            return lambda row: None if row[field] is None else yes if row[field] else no
        case Number(field):
            return lambda row: None if row[field] is None else float(row[field])
        case Told(say):
            return lambda row: plain(say(row, labels))


def _worded(value: Any, words: Mapping[str, str]) -> Cell:
    if isinstance(value, list | tuple):
        return "、".join(words.get(str(one), str(one)) for one in value) or None
    return None if value is None else words.get(str(value), str(value))


def plain(value: Any) -> Cell:
    return None if value is None or value == "" else _kinds.get(type(value), _text)(value)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula; the mark in front is one that our own imports leave out again."""
    return f"{MARK}{text}" if text.startswith(DANGEROUS) else text


def _text(value: Any) -> Cell:
    return harmless(str(value))


_kinds: dict[type, Callable[[Any], Cell]] = {
    bool: lambda value: "是" if value else "否",
    int: int,
    float: float,
    Decimal: float,
    datetime: lambda value: value.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M"),
    date: date.isoformat,
    list: lambda value: harmless("、".join(map(str, value))),
}
