"""Files as nobody should send them, made from a seed, and what a person who looks at each would read in it.

A file holds ratings of households that are on file, with dates and money, or households of its own, with people's numbers. Each
way to spoil it changes what is written, or how; what a person would read stays the truth, or the row is struck from it. The ways stand in `hostile_whole`, `hostile_sheets` and
`hostile_cells`.
"""

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from yihu.households import identity

RATING = ["户编号", "承贷银行", "评级日期", "信用等级", "授信额度"]
HOME = ["乡镇", "行政村", "户编号", "姓名", "证件号码", "与户主关系"]
NAMES = ("张三", "李翠花", "王二", "欧阳建国", "阿依古丽·买买提", "龙小娥")
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"


@dataclass
class Draft:
    """A file while it is being spoilt: rows of cells as written, beside what each row says."""

    chance: random.Random
    profile: str
    header: list[str]
    rows: list[list[Any]]
    truth: list[tuple[str, ...] | None]
    """Of each row: what may be stored, None where nothing may."""
    epoch: Any = None
    before: list[Callable[[Workbook], None]] = field(default_factory=list)
    parts: list[Callable[[dict[str, bytes]], None]] = field(default_factory=list)
    whole: list[Callable[[bytes], bytes]] = field(default_factory=list)
    encoding: str | None = None
    """Written as text, in this encoding, instead of as a workbook."""

    def cell(self, column: str, change: Callable[[Any], Any], share: float = 0.4, *, lost: bool = False) -> None:
        """Rewrite some cells of a column; `lost`: nobody can tell any more what was meant."""
        place = self.header.index(column)
        for number, row in enumerate(self.rows):
            if place < len(row) and self.chance.random() < share:
                row[place] = change(row[place])
                if lost:
                    self.truth[number] = None

    @property
    def rating(self) -> bool:
        return self.profile == "credit_ratings"


@dataclass(frozen=True)
class File:
    name: str
    profile: str
    data: bytes
    truth: frozenset[tuple[str, ...]]
    ways: tuple[str, ...]


def id_number(chance: random.Random) -> str:
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(25_000))
    first = f"511921{born:%Y%m%d}{chance.randrange(1000):03}"
    return first + identity.check_digit(first)


def draft(chance: random.Random, number: int, homes: list[str]) -> Draft:
    count = chance.randrange(2, 16)
    if chance.random() < 0.7:
        rows, truth = [], []
        for home in chance.sample(homes, count):
            day = date(2020, 1, 1) + timedelta(days=chance.randrange(2400))
            limit = Decimal(chance.randrange(1, 10_000_000)) / 100
            grade = chance.choice(("优秀", "良好", "一般", "AAA", "3级"))
            rows.append([home, "农村商业银行", day.isoformat(), grade, str(limit)])
            truth.append((home, day.isoformat(), grade, f"{limit:.2f}"))
        return Draft(chance, "credit_ratings", list(RATING), rows, truth)
    rows, truth = [], []
    for place in range(count):
        home, name, person = f"H{number:05}{place:03}", chance.choice(NAMES), id_number(chance)
        rows.append(["杨柏镇", "新桥河村", home, name, person, "户主"])
        truth.append((home, name, person))
    return Draft(chance, "households", list(HOME), rows, truth)


Way = Callable[[Draft], None]
WAYS: dict[str, Way] = {}


def way(spoil: Way) -> Way:
    WAYS[spoil.__name__] = spoil
    return spoil


def make(seed: int, number: int, homes: list[str]) -> File:
    """The same file for the same seed and number."""
    chance = random.Random(f"{seed} {number}")
    one = draft(chance, number, homes)
    names = list(WAYS)
    ways = [names[number % len(names)], *chance.sample(names, chance.choice((0, 0, 1, 2)))]
    for name in dict.fromkeys(ways):
        WAYS[name](one)
    data = _text(one) if one.encoding else _workbook(one)
    for spoil in one.whole:
        data = spoil(data)
    ending = "csv" if one.encoding else "xlsx"
    truth = frozenset(row for row in one.truth if row)
    return File(f"hostile-{seed}-{number}.{ending}", one.profile, data, truth, tuple(dict.fromkeys(ways)))


def _text(one: Draft) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows([one.header, *one.rows])
    return target.getvalue().encode(one.encoding or "utf-8", "replace")


def _workbook(one: Draft) -> bytes:
    book = Workbook()
    if one.epoch:
        book.epoch = one.epoch
    sheet = book.active
    sheet.append(one.header)
    for row in one.rows:
        sheet.append([_writable(cell) for cell in row])
    for change in one.before:
        change(book)
    target = io.BytesIO()
    book.save(target)
    if not one.parts:
        return target.getvalue()
    with zipfile.ZipFile(target) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    for spoil in one.parts:
        spoil(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _writable(cell: Any) -> Any:
    """A workbook holds no control characters."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", cell) if isinstance(cell, str) else cell


def patch(
    one: Draft, name: str, old: bytes | str, new: bytes | Callable[[re.Match[bytes]], bytes], count: int = 0
) -> None:
    """Rewrite what a pattern finds in a part of the workbook."""
    pattern = old.encode() if isinstance(old, str) else old

    def spoil(parts: dict[str, bytes]) -> None:
        if name in parts:
            parts[name] = re.sub(pattern, new, parts[name], count=count)

    one.parts.append(spoil)


def say(one: Draft, said: str, truth: str | None) -> None:
    """Put the same words into some cells of the fourth column; `truth`: what they are read as."""
    for number, row in enumerate(one.rows):
        if len(row) > 3 and one.chance.random() < 0.3:
            row[3] = said
            found = one.truth[number]
            read = truth and found and ((*found[:2], truth, found[3]) if one.rating else (found[0], truth, found[2]))
            one.truth[number] = read or None
