"""Excel workbooks to take away: made from rows, sent as a file with a Chinese name."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Response
from rustpy_xlsxwriter import write_worksheet

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {WORKBOOK: {"schema": {"type": "string", "format": "binary"}}}}
}
"""Of a route that sends one, for its description."""


def workbook(rows: Iterable[Mapping[str, Any]], titles: Iterable[str], sheet: str) -> bytes:
    """One sheet, its titles in bold and standing still; without rows only these."""
    shown = [dict(row) for row in rows] or [dict.fromkeys(titles)]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "sheet.xlsx"
        write_worksheet(shown, str(target), sheet_name=sheet, bold_headers=True, autofit=True, freeze_row=1)
        return target.read_bytes()


def sent(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.xlsx"}
    return Response(data, media_type=WORKBOOK, headers=headers)
