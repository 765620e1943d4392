"""A large workbook is read piece by piece: the same rows as read whole, and refused where it is damaged."""

import csv
import io
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.exchange import make
from tests.exchange.test_hostile_files import SHEET, patched, saved
from yihu.exchange import pieces, sheets
from yihu.exchange.form import Column
from yihu.exchange.pieces import cut
from yihu.exchange.unreadable import FileUnreadable

SIZE = 3_000
TITLES = {"no": "户编号", "name": "姓名", "day": "日期", "sum": "金额"}
COLUMNS = tuple(Column(field, title, required=True) for field, title in TITLES.items())


def book() -> Workbook:
    """Titles, another sheet with a header of its own, gaps, and lines that begin in other columns."""
    made = Workbook()
    made.active.append(["填表说明"])
    sheet = made.create_sheet("名单")
    sheet["C2"] = "农户名单"
    sheet.merge_cells("C2:AF2")
    for place, column in enumerate(COLUMNS, 3):
        sheet.cell(4, place, column.title)
    for row in range(6, 260):
        if row % 40:
            for place, value in enumerate((row, f"张{row}<&>", date(2026, 1, 1 + row % 28), row / 4), 3):
                sheet.cell(row, place, value)
    for row in range(260, 330):
        sheet.cell(row, 6, row)
    sheet.cell(300, 1, "页边的字")
    return made


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "source"
    path.write_bytes(data)
    return path


def prefixed(data: bytes) -> bytes:
    """As some programs write it: each tag with the prefix of its namespace."""
    for part in (SHEET, "xl/worksheets/sheet2.xml"):
        data = patched(
            data, part,
            lambda xml: xml.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:").replace(
                b"xmlns=", b"xmlns:x="),
        )  # fmt: skip
    return data


def filled(rows) -> list[tuple[int, list]]:
    """Rows that are not blank, without the empty cells behind."""
    found = []
    for number, row in rows:
        cells = ["" if cell is None else cell for cell in row]
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            found.append((number, cells))
    return found


@pytest.mark.parametrize("change", [lambda data: data, prefixed], ids=["plain", "prefixed"])
def test_the_same_rows_as_read_whole(tmp_path, monkeypatch, change):
    path = written(tmp_path, change(saved(book())))
    whole = sheets.open_table(path, COLUMNS)
    assert whole.pieces is None
    rows = filled(whole.rows())
    margin = next(place for place, (number, _) in enumerate(rows) if number == 300)
    assert rows[margin][1][0] == "页边的字"
    monkeypatch.setattr(sheets, "cut", lambda path: cut(path, SIZE))
    table = sheets.open_table(path, COLUMNS)
    assert len(list(cut(path, SIZE).workbooks())) > 5
    shift = whole.places["no"] - table.places["no"]
    assert [table.places[c.field] + shift for c in COLUMNS] == [whole.places[c.field] for c in COLUMNS]
    wanted = [(number, cells[shift:]) for number, cells in rows if cells[shift:]]
    assert filled(table.rows()) == wanted, "also twice, for the refused rows"
    shares = [filled(table.rows(hand, 2)) for hand in (0, 1)]
    assert all(shares)
    assert sorted(shares[0] + shares[1]) == wanted
    assert [filled(replace(whole, below=iter(rows)).rows(hand, 2)) for hand in (0, 1)] == [rows, []], "one block"


def test_what_cannot_be_cut_is_read_whole(tmp_path):
    merged = book()
    merged["名单"].merge_cells("C8:C9")
    two = book()
    for row in range(200):
        two.active.append([row] * 10)
    shapes = {
        "small": (saved(book()), 10**6),
        "merged downwards": (saved(merged), SIZE),
        "two large sheets": (saved(two), SIZE),
        "rows without address": (
            patched(saved(book()), "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'<row r="2"', b"<row")), SIZE,
        ),
        "not a workbook": (b"PK", SIZE),
    }  # fmt: skip
    assert {name: cut(written(tmp_path, data), size) for name, (data, size) in shapes.items()} == dict.fromkeys(shapes)


def test_a_damaged_piece_refuses_the_list(tmp_path, monkeypatch):
    broken = patched(saved(book()), "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'r="D201"', b'r="201"'))
    monkeypatch.setattr(sheets, "cut", lambda path: cut(path, SIZE))
    table = sheets.open_table(written(tmp_path, broken), COLUMNS)
    with pytest.raises(FileUnreadable) as told:
        list(table.rows())
    assert told.value.code == "file_damaged"


def test_a_large_list_through_the_url(client, run_jobs, tmp_path):
    """Two processes share its pieces; what the second one finds damaged, the first one tells."""
    officer, chance = client("xiangzhen"), random.Random(7)
    rows = make.member_rows(2 * pieces.PIECE // 30_000)
    data = make.workbook(tmp_path, [row | {"备注": chance.randbytes(15_000).hex()} for row in rows])
    broken = patched(data, SHEET, lambda xml: xml.replace(b'r="A1000"', b'r="1000"'))
    report = make.checked(officer, run_jobs, broken)
    assert (report["state"], "损坏" in report["problem"]) == ("failed", True), report["problem"]
    officer.put(f"/imports/{report['id']}/data", content=data)
    run_jobs()
    report = officer.get(f"/imports/{report['id']}").json()
    assert (report["state"], report["counts"]["rows"], report["ignored_columns"][-1]) == ("ready", len(rows), "备注")
    assert report["counts"]["new"] == len(rows)


LINES = [
    "乡镇,行政村,户编号,姓名",
    *(f"杨柏镇,新桥河村,{n},张三" for n in range(50)),
    "",
    "杨柏镇,新桥河村,51,李 四",
    ",,,",
]


@pytest.mark.parametrize("hands", [1, 2, 3])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("quoted", [False, True])
def test_a_text_file_says_the_same_in_pieces(tmp_path, monkeypatch, hands, ending, encoding, quoted):
    lines = [*LINES, f'杨柏镇,"新桥{ending}河村",52,王五', "杨柏镇,新桥河村,53,赵六"] if quoted else LINES
    path = written(tmp_path, ending.join(lines).encode(encoding))
    expected = [(n, row) for n, row in enumerate(csv.reader(io.StringIO(ending.join(lines), newline="")), 1) if n > 1]
    monkeypatch.setattr(sheets, "TEXT", 100)
    table = sheets.open_table(path, [Column("village", "行政村", required=True), Column("name", "姓名")])
    assert (table.pieces is None) == (quoted or ending == "\r" or encoding == "utf-16")
    if table.pieces is None:
        assert list(table.rows()) == expected
        return
    shares = [list(table.rows(hand, hands)) for hand in range(hands)]
    assert sorted(row for share in shares for row in share) == expected
    assert all(shares)
