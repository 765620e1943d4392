"""Files nobody vouches for: each is read exactly or refused with its reason, and nothing else suffers."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from sqlalchemy import func, select

from tests.exchange import make
from tests.households.make import id_number
from tests.plans.make import home
from yihu.exchange.upload import LIMIT
from yihu.households.models import Household, Member
from yihu.loans.models import CreditRating

HEADER = ["乡镇", "行政村", "户编号", "姓名", "证件号码", "与户主关系"]


@pytest.fixture
def officer(client):
    return client("xiangzhen")


def line(number: str = "5119210001", name: str = "张三", born: str = "1970-01-01", relation: str = "户主") -> list:
    return ["杨柏镇", "新桥河村", number, name, id_number(born, "1"), relation]


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def workbook(*rows: list) -> Workbook:
    book = Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    return book


def patched(data: bytes, name: str, change) -> bytes:
    """The workbook with one of its parts rewritten."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in source.infolist():
            part = source.read(entry)
            out.writestr(entry.filename, change(part) if entry.filename == name else part)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def far_cell() -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return patched(saved(workbook(line())), SHEET, lambda xml: xml.replace(b"</sheetData>", far))


def bomb() -> bytes:
    return patched(
        saved(workbook(line())), SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b" " * 60_000_000)
    )


def entities() -> bytes:
    """XXE and a billion laughs: entities are never expanded."""
    doctype = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa">'
        b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    )
    data = saved(workbook(line(name="NAME")))
    return patched(
        data, "xl/sharedStrings.xml", lambda xml: doctype + xml.split(b"?>", 1)[-1].replace(b"NAME", b"&secret;&b;")
    )


def nested() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        out.writestr("list.xlsx", saved(workbook(line())))
    return target.getvalue()


def hidden() -> bytes:
    book = workbook(line())
    book.active.sheet_state = "hidden"
    book.create_sheet("说明").append(["填表说明"])
    return saved(book)


REFUSED = {
    "far cell": (far_cell, "文件无法读取"),
    "zip bomb": (bomb, "解压后过大"),
    "zip in a zip": (nested, "不是 Excel 工作簿"),
    "truncated": (lambda: saved(workbook(line()))[:-300], "损坏"),
    "cut in the middle": (lambda: saved(workbook(line()))[:3000], "损坏"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 1000, "不是 Excel 工作簿"),
    "old binary": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "损坏"),
    "broken sheet": (lambda: patched(saved(workbook(line())), SHEET, lambda xml: xml[: len(xml) // 2]), "损坏"),
    "no header": ("甲,乙\n1,2\n".encode, "没有找到表头"),
    "columns missing": (
        "姓名,户编号,民族\n张三,1,汉族\n".encode,
        "缺少必需的列：乡镇、行政村、证件号码、与户主关系",
    ),
    "header alone": (lambda: ",".join(HEADER).encode(), "没有数据"),
    "hidden sheet": (hidden, "没有找到表头"),
    "not text": (lambda: b"\x81\xff\xfe\x80" * 50, "文字编码"),
    "a million columns": ((",".join(HEADER) + "," * 1_000_000 + "\n").encode, "超过 16384 列"),
    "endless cell": ((",".join(HEADER) + '\n"' + "张" * 1_000_000).encode, "不是规范的 CSV"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_with_its_reason(kind, officer, run_jobs):
    build, reason = REFUSED[kind]
    report = make.checked(officer, run_jobs, build())
    assert (report["state"], reason in report["problem"]) == ("failed", True), report["problem"]


def test_entities_are_not_expanded(officer, session, run_jobs):
    report = make.checked(officer, run_jobs, entities())
    told = str(report) + str([make.rows_of(officer, report["id"], a) for a in ("new", "rejected")])
    assert "root:" not in told
    assert "aaaaaaaaaa" not in told


def test_a_better_file_takes_the_place_of_a_bad_one(officer, run_jobs):
    bad = make.checked(officer, run_jobs, far_cell())
    assert officer.put(f"/imports/{bad['id']}/data", content=saved(workbook(line()))).status_code == 202
    run_jobs()
    report = officer.get(f"/imports/{bad['id']}").json()
    assert (report["state"], report["counts"]["new"], report["problem"]) == ("ready", 1, None)


ENCODINGS = {"utf-8": "utf-8", "with mark": "utf-8-sig", "gb18030": "gb18030", "gbk": "gbk", "utf-16": "utf-16"}


@pytest.mark.parametrize("kind", ENCODINGS)
def test_text_in_each_encoding(kind, officer, session, run_jobs):
    text = "\n".join(",".join(row) for row in (HEADER, line(name="龙翠花")))
    report = make.imported(officer, run_jobs, text.encode(ENCODINGS[kind]))
    assert report["state"] == "succeeded"
    assert session.scalar(select(Member.name)) == "龙翠花"


def test_what_spreadsheets_do_to_a_list(officer, session, run_jobs):
    """Titles above, marks in the header, other sheets before, formulas, numbers as text, blank lines, columns aside."""
    book = Workbook()
    book.active.title = "填表说明"
    book.active.append(["请如实填写"])
    sheet = book.create_sheet("名单")
    sheet["B2"] = "通江县农户信息表"
    sheet.merge_cells("B2:H2")
    for place, title in enumerate(HEADER):
        sheet.cell(4, place + 2, f"*{title}\n（必填）")
    sheet.cell(4, 8, "备注")
    for place, value in enumerate(line(name="=1+1")):
        sheet.cell(6, place + 2, value)
    for place, value in enumerate(line("5119210002", "李四", "1980-05-05")):
        sheet.cell(8, place + 2, value)
    sheet.cell(8, 4, 5119210002)
    report = make.imported(officer, run_jobs, saved(book))
    refused = {r["row_no"]: [e["column"] for e in r["errors"]] for r in make.rows_of(officer, report["id"], "rejected")}
    assert refused == {6: ["姓名"]}, "a formula without a stored value is an empty cell"
    assert report["ignored_columns"] == ["备注"]
    assert session.scalar(select(Household.household_no)) == "5119210002"


def test_merged_cells_speak_for_every_row_they_cover(officer, session, run_jobs):
    book = workbook(line(), line(name="张小花", born="2010-01-01", relation="之女"))
    for column in "ABC":
        book.active.merge_cells(f"{column}2:{column}3")
    report = make.imported(officer, run_jobs, saved(book))
    assert (report["state"], report["counts"]["households_new"]) == ("succeeded", 1)
    assert session.scalar(select(Household.member_count)) == 2


def test_dates_as_cells_serials_and_text():
    from yihu.exchange import cells

    wanted = "2026-05-31"
    for cell in (
        date(2026, 5, 31),
        46173.0,
        "2026-05-31",
        "2026/5/31",
        "2026.5.31",
        "20260531",
        "2026年5月31日",
        "２０２６-05-31",
    ):
        assert cells.day(cell) == wanted, cell
    for cell in ("31/5/2026", "2026-02-30", "五月", 12.0):
        with pytest.raises(cells.CellError):
            cells.day(cell)


def test_numbers_and_words_as_they_are_copied():
    from yihu.exchange import cells

    assert [cells.yuan(cell) for cell in ("1,234.50", "￥１２，３４５元", "1.5万", 0.1 + 0.2)] == [
        "1234.50",
        "12345.00",
        "15000.00",
        "0.30",
    ]
    for cell in ("1.234,56", "12,5", "1,23,456", "5%", "5万5千"):
        with pytest.raises(cells.CellError, match=r"数字|逗号"):
            cells.yuan(cell)
    assert (cells.percent("3.65%"), cells.whole(0, 9999)("1,200天")) == ("3.650", "1200")
    assert cells.name("张\u200b三\ufeff").split("\t")[0] == "张三"


def test_days_of_a_workbook_that_counts_from_1904(client, session, run_jobs):
    row, _ = home(session)
    session.commit()
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["户编号", "银行", "评级日期", "信用等级"])
    serial = (date(2026, 11, 2) - date(1904, 1, 1)).days
    book.active.append([row.household_no, "农商行", serial, "优秀"])
    book.active.append([row.household_no, "农商行", date(2026, 11, 3), "优秀"])
    report = make.imported(client("yinhang"), run_jobs, saved(book), profile="credit_ratings")
    assert report["state"] == "succeeded", report
    assert set(session.scalars(select(CreditRating.rated_on))) == {date(2026, 11, 2), date(2026, 11, 3)}


def test_ten_thousand_bad_rows_are_all_told(officer, session, run_jobs, tmp_path):
    rows = make.member_rows(10_000, within="511921119")
    for row in rows:
        row["证件号码"] = row["证件号码"][:17] + ("1" if row["证件号码"][17] != "1" else "2")
        row["民族"] = "火星"
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, rows))
    assert report["counts"]["rejected"] == report["counts"]["rows"] == 10_000
    worst = make.rows_of(officer, report["id"], "rejected")[0]
    assert [(e["column"], e["code"]) for e in worst["errors"]] == [
        ("证件号码", "id_number_checksum"), ("民族", "code_unknown"),
    ]  # fmt: skip
    assert len(make.sheet(io.BytesIO(officer.get(f"/imports/{report['id']}/rejected.xlsx").content))) == 10_000
    assert session.scalar(select(func.count()).select_from(Household)) == 0


def test_the_door_is_narrow(officer, client):
    made = officer.post("/imports", json={"profile": "households", "file_name": "x.xlsx", "size": 1}).json()["id"]
    assert officer.put(f"/imports/{made}/data", content=b"").json()["code"] == "file_empty"
    too_large = officer.put(f"/imports/{made}/data", content=b"x" * (LIMIT + 1))
    assert too_large.status_code == 413
    assert client("linzhen").put(f"/imports/{made}/data", content=b"x").status_code == 404
    assert client("cunganbu").put(f"/imports/{made}/data", content=b"x").status_code == 403
    assert officer.get(f"/imports/{made}").json()["state"] == "open"
    unknown = officer.post("/imports", json={"profile": "cattle", "file_name": "x.xlsx", "size": 1})
    assert unknown.json()["code"] == "profile_not_found"
