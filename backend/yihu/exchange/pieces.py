"""A large workbook as several small ones, each with some of the rows: the whole sheet at once takes too much memory.

The library that reads workbooks holds a sheet whole, and twice while it opens it. Rows cut out between two of them, with
what stands before and behind all rows, are a sheet again; row and cell addresses in it are those of the file.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PIECE = 16 * 2**20
"""Bytes of a piece's rows, unpacked; more when the texts that each piece has to carry along are many."""
BITE = 2**20
SHEETS, SHARED = "xl/worksheets/", "xl/sharedStrings.xml"
EMPTY = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
START = re.compile(rb"<(\w+:)?sheetData\s*>")
FIRST_ROW = re.compile(rb"\s*<(?:\w+:)?row\s(?:[^>]*\s)?r=")
MERGED_DOWN = re.compile(rb"mergeCell\s[^>]*ref=[\"'][A-Z]+(\d+):[A-Z]+(?!\1[\"'])\d")


@dataclass(frozen=True)
class Cut:
    """A workbook whose one large sheet can be cut."""

    path: Path
    sheet: str
    size: int
    head: bytes
    tail: bytes
    length: int
    """Bytes of all rows."""
    row_ends: bytes

    def workbooks(self, hand: int = 0, of: int = 1) -> Iterator[IO[bytes]]:
        """The pieces of one of several readers, in turn. Raises BadZipFile, zlib.error."""
        with zipfile.ZipFile(self.path) as archive, archive.open(self.sheet) as sheet:
            sheet.seek(len(self.head))
            for number, rows in enumerate(self._rows(sheet)):
                if number % of == hand:
                    yield self._workbook(archive, rows, first=number == 0)

    def _rows(self, sheet: IO[bytes]) -> Iterator[bytes]:
        left, rows = self.length, bytearray()
        while left:
            wanted = len(rows) + self.size
            while left and len(rows) < wanted:
                if not (bite := sheet.read(min(left, BITE, self.size))):
                    raise zipfile.BadZipFile
                rows += bite
                left -= len(bite)
            end = rows.rfind(self.row_ends) + len(self.row_ends) if left else len(rows)
            if end >= len(self.row_ends):
                yield bytes(rows[:end])
                del rows[:end]

    def _workbook(self, archive: zipfile.ZipFile, rows: bytes, *, first: bool) -> IO[bytes]:
        """Other sheets are in the first piece only, so that nothing in them is read twice."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as target:
            for entry in archive.infolist():
                if entry.filename == self.sheet:
                    with target.open(entry.filename, "w") as part:
                        for data in (self.head, rows, self.tail):
                            part.write(data)
                elif entry.filename.endswith((".xml", ".rels")):
                    other = entry.filename.startswith(SHEETS) and entry.filename.endswith(".xml") and not first
                    target.writestr(entry.filename, EMPTY if other else archive.read(entry))
        made.seek(0)
        return made


def cut(path: Path, size: int = PIECE) -> Cut | None:
    """How to cut it; None when it is small, or not of a shape that can be cut anywhere, and has to be read whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            size = max([size, *(2 * entry.file_size for entry in entries if entry.filename == SHARED)])
            large = [entry for entry in entries if entry.filename.startswith(SHEETS) and entry.file_size > size]
            if len(large) != 1:
                return None
            with archive.open(large[0]) as sheet:
                return _cut(path, large[0].filename, sheet, size)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError, EOFError):
        return None  # who reads it whole says what is wrong with it


def _cut(path: Path, name: str, sheet: IO[bytes], size: int) -> Cut | None:
    window = sheet.read(BITE)
    start = START.search(window)
    if start is None or not FIRST_ROW.match(window, start.end()):
        return None  # rows without an address are counted from the first
    prefix, head, length = start[1] or b"", window[: start.end()], 0
    window, closing = window[start.end() :], b"</" + prefix + b"sheetData"
    while (found := window.find(closing)) < 0:
        if not (bite := sheet.read(BITE)):
            return None
        kept = window[-len(closing) :]
        length += len(window) - len(kept)
        window = kept + bite
    tail = window[found:] + sheet.read(size)
    if sheet.read(1) or MERGED_DOWN.search(tail):
        return None  # a merged cell speaks for rows that may lie in the next piece
    return Cut(path, name, size, head, tail, length + found, b"</" + prefix + b"row>")
