"""Rows into a file, one after the other: nothing but the file itself is ever whole in memory."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import write_worksheet

from yihu.exchange.columns import Cell

Line = dict[str, Cell]


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    NDJSON = "ndjson"


MEDIA = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.NDJSON: "application/x-ndjson",
}
MEASURED, WIDEST = 200, 50
"""Rows looked at to find how wide a column must be, and the most it gets, in digits."""
MOST = {Format.XLSX: 1_000_000}
"""Rows that fit."""


def write_xlsx(lines: Iterator[Line], titles: Sequence[str], target: Path, sheet: str) -> None:
    first = list(islice(lines, MEASURED))
    shown: Iterable[Line] = chain(first, lines) if first else [dict.fromkeys(titles)]
    fitting = _widths(first or [dict.fromkeys(titles)])
    write_worksheet(shown, str(target), sheet_name=sheet[:31], bold_headers=True, freeze_row=1, column_widths=fitting)


def write_csv(lines: Iterator[Line], titles: Sequence[str], target: Path) -> None:
    """With the mark by which spreadsheets know UTF-8."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles)
        writer.writerows(line.values() for line in lines)


def write_ndjson(texts: Iterator[str], target: Path) -> None:
    """Each line a row as the API gives it."""
    with target.open("w", encoding="utf-8") as file:
        file.writelines(f"{text}\n" for text in texts)


def _widths(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The writer's own fitting takes a Chinese character for a Latin one and cuts off half of each."""
    return {
        title: min(WIDEST, 2 + max(map(_width, (title, *(row[title] for row in islice(rows, MEASURED))))))
        for title in rows[0]
    }


def _width(value: Any) -> float:
    text = "" if value is None else str(value)
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
