"""Excel workbooks to take away: made from rows, sent as a file with a Chinese name."""

import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote

from fastapi import Response
from rustpy_xlsxwriter import write_worksheet

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {WORKBOOK: {"schema": {"type": "string", "format": "binary"}}}}
}
"""Of a route that sends one, for its description."""
MEASURED, WIDEST = 200, 50
"""Rows looked at to find how wide a column must be, and the most it gets, in digits."""


def workbook(rows: Iterable[Mapping[Any, Any]], titles: Iterable[str], sheet: str) -> bytes:
    """One sheet, its titles in bold and standing still; without rows only these."""
    shown = [dict(row) for row in rows] or [dict.fromkeys(titles)]
    target = io.BytesIO()
    write_worksheet(shown, target, sheet_name=sheet, bold_headers=True, freeze_row=1, column_widths=_widths(shown))
    return target.getvalue()


def _widths(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The writer's own fitting takes a Chinese character for a Latin one and cuts off half of each."""
    return {
        title: min(WIDEST, 2 + max(map(_width, (title, *(row[title] for row in islice(rows, MEASURED))))))
        for title in rows[0]
    }


def _width(value: Any) -> float:
    text = "" if value is None else str(value)
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def sent(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.xlsx"}
    return Response(data, media_type=WORKBOOK, headers=headers)
