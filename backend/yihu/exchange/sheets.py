"""Reading lists out of files that nobody vouches for. Runs in the reading process only, under its limits."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetVisibleEnum, load_workbook

from yihu.exchange import header
from yihu.exchange.form import Column
from yihu.exchange.header import Assigned
from yihu.exchange.lines import cut_lines
from yihu.exchange.objects import CELL, COLUMNS, MARK, Objects
from yihu.exchange.pieces import Cut, cut
from yihu.exchange.unreadable import FileUnreadable

HEADER_WITHIN = 20
ENTRIES, UNPACKED, RATIO, RATIO_FROM = 2000, 700 * 2**20, 120, 8 * 2**20
"""Of a workbook's zip directory: most entries, most bytes unpacked, most growth of an entry larger than RATIO_FROM."""
MERGED = 100
"""Rows of the tallest merged cell that is taken for a value shared by its rows."""
BEGINNING = 2**20
"""Bytes of a workbook's description that are looked at for its calendar."""

BLOCK = 2_000
"""Rows that one of several readers takes at a time."""
TEXT = 2**20
"""Bytes of a text file that one of them takes, where it can be cut."""

NOTHING: Assigned = {}

Row = tuple[int, Sequence[Any]]
"""Row number as the spreadsheet shows it, and its cells."""
Rows = Iterator[Row]


Pieces = Callable[[int, int], Rows]
"""Of a file that is read piece by piece: the rows of one of several readers, those above the header too."""


@dataclass(frozen=True)
class Sheet:
    rows: Rows
    pieces: Pieces | None = None


@dataclass(frozen=True)
class Table:
    header_row: int
    names: list[str]
    """Header cells as written."""
    places: dict[str, int]
    """Field -> position of its column."""
    below: Rows
    """What stands under the header, once."""
    pieces: Pieces | None = None

    def rows(self, hand: int = 0, of: int = 1) -> Rows:
        """The rows of one of several readers, which are processes of their own. Raises FileUnreadable."""
        if self.pieces:
            return (row for row in self.pieces(hand, of) if row[0] > self.header_row)
        return chain.from_iterable(islice(_blocks(self.below), hand, None, of))

    @property
    def ignored(self) -> list[str]:
        return header.unknown(self.names, self.places)


def open_table(path: Path, columns: Sequence[Column], assigned: Assigned = NOTHING) -> Table:
    """The first visible sheet, or the text file, with its header found among the first rows."""
    with path.open("rb") as file:
        start = file.read(1024)
    if start.startswith(b"PK"):
        check_zip(path)
        if parts := cut(path):
            with _told():
                first = next(parts.workbooks())
            return _first_table(_sheets(first, parts), columns, assigned)
        return _first_table(_sheets(path), columns, assigned)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _first_table(_sheets(path), columns, assigned)
    if written := WRITTEN.match(start):
        if written[1]:
            raise FileUnreadable("one_array", "文件是一个 JSON 数组，应为 NDJSON：每行一个对象，行与行之间没有逗号")
        return _objects(path.read_bytes(), columns, assigned)
    return _first_table(iter([_text(path)]), columns, assigned)


WRITTEN = re.compile(rb"(?:%b)?\s*+(\[?)\s*+\{" % MARK)
"""How what a program wrote as JSON begins."""


def _objects(data: bytes, columns: Sequence[Column], assigned: Assigned) -> Table:
    """The lines of an NDJSON file; keys are titles, their aliases or the fields' own names."""
    titles = header.titles(columns, assigned, fields=True)
    found = Objects(data, lru_cache(lambda key: titles.get(header.spelling(key))))
    unknown = header.unknown(found.names, found.places)
    if not found.places:
        said = "没有读到写着认得的列名的 JSON 对象，应为 NDJSON：每行一个完整的对象"
        raise FileUnreadable("header_missing", said, unknown)
    if missing := header.missing(columns, found.places):
        raise FileUnreadable("columns_missing", f"缺少必需的列：{'、'.join(missing)}", unknown)
    return Table(0, found.names, found.places, iter(()), partial(found.rows, TEXT))


OF_1904 = re.compile(rb"""date1904\s*=\s*["'](1|true|on)""")


def counts_from_1904(path: Path) -> bool:
    """Whether a workbook's days are counted in the calendar of old Macintoshes."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return False
    with _told(), zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as part:
        return OF_1904.search(part.read(BEGINNING)) is not None


def check_zip(path: Path) -> None:
    """Refuse by the directory alone, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FileUnreadable("file_damaged", "文件已损坏或没有上传完整，请重新保存后再上传") from None
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise FileUnreadable("not_a_workbook", "这不是 Excel 工作簿（.xlsx）")
    swollen = any(e.file_size > RATIO_FROM and e.file_size > RATIO * max(e.compress_size, 1) for e in entries)
    if swollen or len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise FileUnreadable("file_too_large_unpacked", "文件解压后过大，请删去多余的工作表和空白行后重新保存")


@contextmanager
def _told() -> Iterator[None]:
    """What can be wrong with a workbook, in words for people."""
    try:
        yield
    except PasswordError:
        raise FileUnreadable("file_encrypted", "文件设有密码，请取消密码后再上传") from None
    except (CalamineError, zipfile.BadZipFile, zlib.error, OSError, ValueError):
        raise FileUnreadable("file_damaged", "文件已损坏或不是 Excel 工作簿，请重新保存后再上传") from None


def _sheets(source: Path | IO[bytes], parts: Cut | None = None) -> Iterator[Sheet]:
    with _told():
        book = load_workbook(source)
        for name in [m.name for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible]:
            sheet = book.get_sheet_by_name(name)
            first = sheet.start[1] if sheet.start else 0
            yield Sheet(_sheet_rows(sheet), partial(_pieces, parts, name, first) if parts else None)


def _sheet_rows(sheet: CalamineSheet) -> Rows:
    """Cells merged downwards (a household number over its members) speak for every row they cover."""
    first = sheet.start[1] if sheet.start else 0
    covered: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if left >= first and bottom - top < MERGED:
            for row in range(top + 1, bottom + 1):
                covered.setdefault(row, []).append((left - first, top))
    if not covered:
        return enumerate(sheet.iter_rows(), 1)
    return _filled(sheet, covered)


def _filled(sheet: CalamineSheet, covered: dict[int, list[tuple[int, int]]]) -> Rows:
    tops: dict[int, tuple[int, Any]] = {}
    wanted = {place for merged in covered.values() for place in merged}
    for number, cells in enumerate(sheet.iter_rows()):
        for column, top in covered.get(number, ()):
            if column < len(cells) and tops.get(column, (None,))[0] == top:
                cells[column] = tops[column][1]
        for column, cell in enumerate(cells):
            if (column, number) in wanted:
                tops[column] = number, cell
        yield number + 1, cells


def _pieces(cut: Cut, name: str, first: int, hand: int, of: int) -> Rows:
    """Cells stand where they stand in the first piece, in whatever column those of another one begin."""
    with _told():
        for workbook in cut.workbooks(hand, of):
            piece = load_workbook(workbook).get_sheet_by_name(name)
            top, left = piece.start or (0, 0)
            moved = left - first
            for number, cells in enumerate(piece.to_python(), top + 1):
                yield number, [None] * moved + cells if moved > 0 else cells[-moved:]


def _blocks(rows: Rows) -> Iterator[list[Row]]:
    while block := list(islice(rows, BLOCK)):
        yield block


def _text(path: Path) -> Sheet:
    data = path.read_bytes()  # not the open file: the processes that share a list would share its position too
    csv.field_size_limit(CELL)
    encoding = _encoding(data)
    with io.TextIOWrapper(io.BytesIO(data), encoding, newline="") as file:
        delimiter = max(",\t;", key=file.read(65_536).count)
    # Where nothing is quoted every line is a row, in encodings whose other characters never hold the byte of a line's end.
    lines = encoding != "utf-16" and b'"' not in data and data.count(b"\r") == data.count(b"\r\n")
    pieces = partial(_text_rows, data, encoding, delimiter, TEXT)
    return Sheet(_text_rows(data, encoding, delimiter, len(data)), pieces if lines else None)


def _text_rows(data: bytes, encoding: str, delimiter: str, size: int, hand: int = 0, of: int = 1) -> Rows:
    for row_no, piece in cut_lines(data, size, hand, of):
        with io.TextIOWrapper(io.BytesIO(piece), encoding, newline="") as file:
            try:
                yield from enumerate(csv.reader(file, delimiter=delimiter), row_no)
            except csv.Error:
                raise FileUnreadable("file_damaged", "文件不是规范的 CSV，请另存为 Excel 工作簿后再上传") from None


def _encoding(data: bytes) -> str:
    """The first that can read all of it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif b"\0" in data:
        raise FileUnreadable("not_a_workbook", "这不是 Excel 工作簿，也不是 CSV 文本")
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise FileUnreadable("encoding_unknown", "无法识别文件的文字编码，请另存为 Excel 工作簿后再上传")


def _first_table(sheets: Iterator[Sheet], columns: Sequence[Column], assigned: Assigned) -> Table:
    """The first sheet with a header; when none has all required columns, say what the best one lacks."""
    known = header.titles(columns, assigned)
    best: tuple[list[str], list[str]] | None = None
    guessed: list[str] = []
    for sheet in sheets:
        top = list(islice(sheet.rows, HEADER_WITHIN))
        if any(len(cells) > COLUMNS for _, cells in top):
            raise FileUnreadable("too_many_columns", f"一行超过 {COLUMNS} 列，请检查分隔符，删去多余的列后再上传")
        head = max(top, key=lambda row: len(header.places(row[1], known)), default=None)
        if head is None:
            continue
        places, names = header.places(head[1], known), header.names(head[1])
        missing = header.missing(columns, places)
        if not missing:
            below = (row for row in top if row[0] > head[0])
            return Table(head[0], names, places, chain(below, sheet.rows), sheet.pieces)
        if len(places) >= 2 and (best is None or len(missing) < len(best[0])):
            best = missing, header.unknown(names, places)
        guessed = guessed or header.guessed([cells for _, cells in top])
    if best is None:
        raise FileUnreadable("header_missing", f"前 {HEADER_WITHIN} 行里没有找到表头", guessed)
    raise FileUnreadable("columns_missing", f"缺少必需的列：{'、'.join(best[0])}", best[1])
