"""Files as nobody should send them, made from a seed, and what a person who looks at each would read in it.

A file holds ratings of households that are on file, with dates and money, or households of its own, with people's numbers. Each
way to spoil it changes what is written, or how; what a person would read stays the truth, or the row is struck from it.
"""

import csv
import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

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


# The file as a whole


@way
def truncated(one: Draft) -> None:
    """A text is cut behind a line: of a cut number nobody can tell that it was longer."""

    def spoil(data: bytes) -> bytes:
        cut = data[: one.chance.randrange(1, len(data))]
        return cut if data.startswith(b"PK") else data[: data.rfind(b"\n", 0, len(cut)) + 1] or data

    one.whole.append(spoil)


@way
def bits_flipped(one: Draft) -> None:
    def spoil(data: bytes) -> bytes:
        found = bytearray(data)
        for _ in range(one.chance.randrange(1, 60)):
            found[one.chance.randrange(len(found))] = one.chance.randrange(256)
        return bytes(found)

    if not one.encoding:  # of a text that still reads well nobody can know
        one.whole.append(lambda data: spoil(data) if data.startswith(b"PK") else data)


@way
def zip_bomb(one: Draft) -> None:
    size = one.chance.choice((20_000_000, 90_000_000, 150_000_000))
    patch(one, SHEET, rb"<sheetData>", lambda _: b"<sheetData>" + b" " * size)


@way
def zip_of_many(one: Draft) -> None:
    one.parts.append(lambda parts: parts.update({f"x/{n}.xml": b"<x/>" for n in range(one.chance.choice((500, 4000)))}))


@way
def zip_in_zip(one: Draft) -> None:
    def spoil(data: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("list.xlsx", data)
        return out.getvalue()

    one.whole.append(spoil)


@way
def lying_directory(one: Draft) -> None:
    """The sizes in the zip's directory are not those of the entries."""

    def spoil(data: bytes) -> bytes:
        found = bytearray(data)
        at = found.find(b"PK\x01\x02")
        while at >= 0:
            struct.pack_into("<I", found, at + 24, one.chance.randrange(2**32))
            at = found.find(b"PK\x01\x02", at + 4)
        return bytes(found)

    if not one.encoding:
        one.whole.append(spoil)


@way
def entities(one: Draft) -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY s SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    patch(one, STRINGS, rb"<sst", lambda _: doctype + b"<sst", 1)
    patch(one, STRINGS, rb"<t>[^<]*</t>", lambda found: b"<t>&s;&b;</t>" if one.chance.random() < 0.1 else found[0])


@way
def other_format(one: Draft) -> None:
    start = one.chance.choice(
        (
            b"\x89PNG\r\n\x1a\n",
            b"%PDF-1.7\n",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"<html><table>",
            b"{\\rtf1",
            b"PK\x05\x06",
            b"PK\x03\x04",
        )
    )
    one.whole.append(lambda _: start + one.chance.randbytes(one.chance.randrange(1, 5000)))


@way
def encoded(one: Draft) -> None:
    one.encoding = one.chance.choice(("gbk", "gb18030", "utf-16", "utf-8", "utf-8-sig"))


@way
def mixed_encodings(one: Draft) -> None:
    one.encoding = "gb18030"
    one.whole.append(lambda data: data + "5119219999,农村商业银行,2026-01-01,优秀,1\n".encode())


@way
def noughts(one: Draft) -> None:
    one.encoding = one.encoding or "utf-8"
    one.whole.append(lambda data: data + b"\0" * one.chance.randrange(1, 100))


@way
def million_columns(one: Draft) -> None:
    one.encoding = "utf-8"
    one.whole.append(lambda data: data.replace(b"\r\n", b"," * 1_000_000 + b"\r\n", one.chance.choice((1, 3))))


@way
def endless_cell(one: Draft) -> None:
    one.encoding = "utf-8"
    one.whole.append(lambda data: data + b'"' + "张".encode() * one.chance.choice((40_000, 3_000_000)))


@way
def ragged(one: Draft) -> None:
    one.encoding = one.encoding or "utf-8"
    for number, row in enumerate(one.rows):
        if one.chance.random() < 0.3:
            del row[one.chance.randrange(1, len(row)) :]
            found = one.truth[number]
            one.truth[number] = (*found[:3], "") if found and one.rating and len(row) == 4 else None
        elif one.chance.random() < 0.3:
            row.extend(["x"] * one.chance.randrange(1, 500))


# Sheets


@way
def hidden_sheet(one: Draft) -> None:
    state = one.chance.choice(("hidden", "veryHidden"))

    def change(book: Workbook) -> None:
        other = book.create_sheet("旧表", one.chance.choice((0, 1)))
        other.append(one.header)
        other.append(["999"] * len(one.header))
        other.sheet_state = state

    one.before.append(change)


@way
def only_sheet_hidden(one: Draft) -> None:
    def change(book: Workbook) -> None:
        book.worksheets[0].sheet_state = "hidden"
        book.create_sheet("说明").append(["请如实填写"])

    one.before.append(change)
    one.whole.append(lambda data: _nothing_seen(one, data))


def _nothing_seen(one: Draft, data: bytes) -> bytes:
    if data.startswith(b"PK"):
        one.truth = [None] * len(one.truth)
    return data


@way
def merged(one: Draft) -> None:
    """Cells merged over several rows: what stands in the first counts for all of them."""
    column = one.header.index("授信额度" if one.rating else "乡镇")
    tall = one.chance.randrange(2, len(one.rows) + 1)

    def change(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.merge_cells(start_row=2, end_row=1 + tall, start_column=column + 1, end_column=column + 1)

    one.before.append(change)
    if one.rating and (first := one.truth[0]):  # as a text, each row still says its own
        one.truth.extend([(*row[:3], first[3]) for row in one.truth[1:tall] if row])


@way
def far_cell(one: Draft) -> None:
    place = one.chance.choice((b"XFD1048576", b"A1048576", b"XFD2"))
    row = re.sub(rb"\D", b"", place.replace(b"XFD", b""))
    patch(
        one,
        SHEET,
        rb"</sheetData>",
        lambda _: b'<row r="' + row + b'"><c r="' + place + b'"><v>1</v></c></row></sheetData>',
    )


@way
def lying_dimension(one: Draft) -> None:
    told = one.chance.choice((b"A1:XFD1048576", b"A1", b"ZZZ99999999:A0", b"", b"B2:C3"))
    patch(one, SHEET, rb'<dimension ref="[^"]*"', lambda _: b'<dimension ref="' + told + b'"')


@way
def no_references(one: Draft) -> None:
    """Rows and cells that do not say where they stand."""
    patch(one, SHEET, rb'<(row|c) r="[^"]*"', lambda found: b"<" + found[1])


@way
def broken_strings(one: Draft) -> None:
    patch(
        one, SHEET, rb't="s"><v>\d+</v>', lambda found: b't="s"><v>99999</v>' if one.chance.random() < 0.3 else found[0]
    )
    _or_nothing(one)


def _or_nothing(one: Draft) -> None:
    """The last cell may be read as empty."""
    if one.rating:
        one.truth.extend([(*row[:3], "") for row in one.truth if row])


@way
def error_cells(one: Draft) -> None:
    said = one.chance.choice((b"#REF!", b"#N/A", b"#DIV/0!", b"#VALUE!"))
    patch(
        one,
        SHEET,
        rb't="s"><v>\d+</v>',
        lambda found: b't="e"><v>' + said + b"</v>" if one.chance.random() < 0.2 else found[0],
    )
    _or_nothing(one)


@way
def formulas(one: Draft) -> None:
    said = one.chance.choice(("=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "@SUM(1)", "+1"))
    _said(one, said, said if one.rating else None)


def _said(one: Draft, said: str, truth: str | None) -> None:
    """Put the same words into some cells of the fourth column; `truth`: what they are read as."""
    for number, row in enumerate(one.rows):
        if len(row) > 3 and one.chance.random() < 0.3:
            row[3] = said
            found = one.truth[number]
            read = truth and found and ((*found[:2], truth, found[3]) if one.rating else (found[0], truth, found[2]))
            one.truth[number] = read or None


@way
def reading_aids(one: Draft) -> None:
    """Rich text, with a phonetic guide beside it that is no part of the word."""
    patch(
        one,
        STRINGS,
        rb"<si><t>([^<]*)</t></si>",
        lambda found: b"<si><r><t>" + found[1] + b'</t></r><rPh sb="0" eb="1"><t>X</t></rPh></si>',
    )


@way
def macros(one: Draft) -> None:
    one.parts.append(lambda parts: parts.update({"xl/vbaProject.bin": one.chance.randbytes(5000)}))


@way
def parts_missing(one: Draft) -> None:
    gone = one.chance.choice(
        ("xl/styles.xml", STRINGS, "[Content_Types].xml", "xl/_rels/workbook.xml.rels", SHEET, BOOK)
    )
    one.parts.append(lambda parts: parts.pop(gone, None))


@way
def styled(one: Draft) -> None:
    def change(book: Workbook) -> None:
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                cell.font = Font(strike=True, size=one.chance.randrange(1, 400))

    one.before.append(change)


@way
def blank_rows(one: Draft) -> None:
    patch(
        one,
        SHEET,
        rb"</sheetData>",
        lambda _: b"".join(b'<row r="%d"/>' % n for n in range(100, 200_000)) + b"</sheetData>",
    )


# Cells


@way
def invisible_letters(one: Draft) -> None:
    mark = one.chance.choice(("\u200b", "\ufeff", "\u202e", "\u2060", "\u00ad"))
    column = one.chance.choice(("信用等级", "户编号") if one.rating else ("姓名", "户编号", "证件号码"))
    one.cell(column, lambda cell: mark.join(str(cell)))


@way
def spaces(one: Draft) -> None:
    column = one.chance.choice(one.header)
    one.cell(column, lambda cell: f" \u3000{cell}\u00a0\t ")


@way
def full_width(one: Draft) -> None:
    column = one.chance.choice(("授信额度", "评级日期", "户编号") if one.rating else ("户编号", "证件号码"))
    one.cell(
        column, lambda cell: "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in str(cell))
    )


@way
def control_letters(one: Draft) -> None:
    one.encoding = one.encoding or "utf-8"
    one.cell(one.header[3], lambda cell: f"{cell}\x07", 0.3, lost=True)


@way
def copy_marks(one: Draft) -> None:
    """What would end a COPY, a string or an array."""
    said = one.chance.choice(
        ("\\.", "\\N", "a\tb", "'; drop table household; --", '{"x"}', "\\\\x41", "%s%n", "${jndi}")
    )
    _said(one, said, " ".join(said.split()) if one.rating else "".join(said.split()))


@way
def old_numbers(one: Draft) -> None:
    """15-digit numbers, and those that a spreadsheet has made a number of."""
    if one.rating:
        return
    how = one.chance.choice(("15", "float", "text", "short", "swapped"))
    changes: dict[str, Callable[[str], Any]] = {
        "15": lambda n: n[:6] + n[8:17] if n[6:8] == "19" else n, "float": lambda n: float(n[:17] + "0"), "text": lambda n: f"{float(n[:17] + '0'):.5E}",
        "short": lambda n: n[:-1], "swapped": lambda n: n[:10] + n[11] + n[10] + n[12:] if n[10] != n[11] else n[:-1],
    }  # fmt: skip
    one.cell("证件号码", changes[how], lost=how != "15")


@way
def dates(one: Draft) -> None:
    if not one.rating:
        return
    how = one.chance.choice(("serial", "cell", "slash", "chinese", "american", "impossible", "stamp"))
    changes: dict[str, Callable[[str], Any]] = {
        "serial": lambda d: (date.fromisoformat(d) - date(1899, 12, 30)).days, "cell": date.fromisoformat,
        "slash": lambda d: d.replace("-0", "/").replace("-", "/"), "chinese": lambda d: "{}年{}月{}日".format(*map(int, d.split("-"))),
        "american": lambda d: "{1}/{2}/{0}".format(*d.split("-")), "impossible": lambda d: d[:5] + "02-30",
        "stamp": lambda d: f"{d} 23:59:59",
    }  # fmt: skip
    one.cell(
        "评级日期",
        lambda d: changes[how](d) if isinstance(d, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", d) else d,
        lost=how == "impossible",
    )


@way
def other_calendar(one: Draft) -> None:
    """A workbook that counts its days from 1904."""
    one.epoch = CALENDAR_MAC_1904
    if not one.rating or one.encoding:
        return
    bare = one.chance.random() < 0.5
    first = date(1904, 1, 1)
    one.cell(
        "评级日期",
        lambda d: (
            d
            if not isinstance(d, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", d)
            else (date.fromisoformat(d) - first).days
            if bare
            else date.fromisoformat(d)
        ),
    )


@way
def money(one: Draft) -> None:
    if not one.rating:
        return
    how = one.chance.choice(
        ("comma", "yuan", "wan", "european", "float", "brackets", "misplaced", "minus", "nan", "sum")
    )
    changes: dict[str, Callable[[str], Any]] = {
        "comma": lambda y: f"{Decimal(y):,}", "yuan": lambda y: f"￥{y}元", "wan": lambda y: f"{Decimal(y) / 10_000}万", "european": lambda y: f"{Decimal(y):,.2f}".translate(str.maketrans(",.", ".,")),
        "float": float, "brackets": lambda y: f"({y})", "misplaced": lambda y: f"{y[:1]},{y[1:]}", "minus": lambda y: f"-{y}",
        "nan": lambda _: one.chance.choice(("NaN", "Infinity", "1e400", "壹万元整", "5万5千")), "sum": lambda y: f"{y}+0",
    }  # fmt: skip
    one.cell(
        "授信额度",
        lambda y: changes[how](y) if re.fullmatch(r"[\d.]+", str(y)) else y,
        lost=how in ("brackets", "minus", "nan"),
    )


@way
def twice(one: Draft) -> None:
    """A row again, saying something else: only one of them may be believed."""
    again = list(one.rows[0])
    again[3] = "王麻子" if not one.rating else "较差"
    one.rows.append(again)
    first = one.truth[0]
    one.truth.append(None if not first else (*first[:2], "较差", first[3]) if one.rating else None)


@way
def column_twice(one: Draft) -> None:
    one.header.append(one.header[-1])
    for row in one.rows:
        row.append("废" if len(row) == len(one.header) - 1 else "")


@way
def header_far_down(one: Draft) -> None:
    above = one.chance.choice((1, 5, 19, 40))

    def change(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.insert_rows(1, above)
        for covered in sheet.merged_cells.ranges:
            covered.shift(row_shift=above)
        sheet["A1"] = "通江县评级授信表"

    one.before.append(change)


@way
def thousands_of_columns(one: Draft) -> None:
    extra = one.chance.choice((300, 3000))
    one.header.extend(f"备注{n}" for n in range(extra))
    for row in one.rows:
        row.extend(["x"] * extra)
