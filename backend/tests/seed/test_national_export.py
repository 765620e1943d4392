import csv
from datetime import date

import pytest
from python_calamine import load_workbook

from yihu.households.identity import IdNumberError, parse
from yihu.seed.national_export import COLUMNS, FAULTS, sample_rows, write

TODAY = date(2026, 11, 23)
TITLE = "通江县防止返贫监测信息表"


@pytest.fixture(scope="module")
def rows():
    return sample_rows(200, TODAY, within="511921119213")


def test_one_row_per_member_with_the_household_repeated(rows):
    assert len(COLUMNS) == 30
    assert len(rows) == 200
    assert sum(1 / row["人数"] for row in rows) == pytest.approx(len({row["户编号"] for row in rows}))
    first = rows[0]
    same = [row for row in rows if row["户编号"] == first["户编号"]]
    assert len(same) == first["人数"]
    assert same[0]["与户主关系"] == "户主"
    assert len({row["人均纯收入"] for row in same}) == 1


def test_workbook_with_titles_and_faults_where_it_says(rows, tmp_path):
    path = tmp_path / "export.xlsx"
    planted = write(path, [dict(row) for row in rows], faults=2, title=TITLE)
    sheet = load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert sheet[0][0] == TITLE
    assert tuple(sheet[2]) == COLUMNS
    assert len(sheet) == len(rows) + 3
    assert {fault.kind for fault in planted} == set(FAULTS)
    assert len({fault.household_no for fault in planted}) == len(planted) == 2 * len(FAULTS)
    column = {name: place for place, name in enumerate(COLUMNS)}
    for fault in planted:
        row = sheet[fault.row_no - 1]
        assert row[column["户编号"]] == fault.household_no
        number = row[column["证件号码"]]
        match fault.kind:
            case "wrong_checksum":
                with pytest.raises(IdNumberError, match="校验"):
                    parse(number)
            case "numeric_id":
                assert isinstance(number, float)
            case "disability_card_20" | "disability_card_22":
                assert len(number) == int(fault.kind[-2:])
                assert parse(number).disability_class
            case "no_head":
                assert row[column["与户主关系"]] != "户主"
            case "two_households":
                assert sum(number == other[column["证件号码"]] for other in sheet) == 2


def test_text_in_gb18030(rows, tmp_path):
    path = tmp_path / "export.csv"
    assert write(path, [dict(row) for row in rows], encoding="gb18030") == []
    with pytest.raises(UnicodeDecodeError):
        path.read_text("utf-8")
    with path.open(encoding="gb18030", newline="") as file:
        assert [row["姓名"] for row in csv.DictReader(file)] == [row["姓名"] for row in rows]


def test_too_many_faults_are_refused(rows, tmp_path):
    with pytest.raises(ValueError, match="faults"):
        write(tmp_path / "x.csv", [dict(row) for row in rows], faults=50)
