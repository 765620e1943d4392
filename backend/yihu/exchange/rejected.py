"""The rejected rows as a workbook to mend and send in again, and the empty template."""

from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import write_worksheet

from yihu.exchange.form import Form
from yihu.exchange.sheets import Table

REASON, ROW = "拒绝原因", "原行号"


def write_rejected(table: Table, reasons: dict[int, str], target: Path) -> None:
    """The rows as they were sent in, with the reason and the row number behind."""
    names = [name or f"第{place}列" for place, name in enumerate(table.names, 1)]
    lines = []
    for row_no, cells in table.rows():
        if row_no in reasons:
            line: dict[str, Any] = dict.fromkeys([REASON, ROW, *names])
            line |= {name: _kept(cell) for name, cell in zip(names, cells, strict=False)}
            lines.append(line | {REASON: reasons[row_no], ROW: row_no})
    write_worksheet(lines, str(target), sheet_name="被拒绝的行")


def _kept(cell: Any) -> Any:
    return None if cell == "" else cell


def write_template(form: Form, target: Path) -> None:
    """Headers with an invented example and what each column means."""
    example = {column.title: column.example or None for column in form.columns}
    write_worksheet([example], str(target), sheet_name=form.title[:31])
