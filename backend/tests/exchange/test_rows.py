"""What is wrong with a row, and what is only written differently."""

import io

import pytest
from sqlalchemy import func, select

from tests.exchange import make
from tests.households.make import id_number
from yihu.households.models import Household, Member


@pytest.fixture
def officer(client):
    return client("xiangzhen")


def count(session, table) -> int:
    return session.scalar(select(func.count()).select_from(table))


def test_planted_faults_are_found_where_they_are(officer, session, run_jobs, tmp_path):
    rows = make.member_rows(300)
    path = tmp_path / "faults.xlsx"
    planted = make.write(path, rows, faults=2, title="通江县防止返贫监测信息表")
    report = make.imported(officer, run_jobs, path.read_bytes())
    assert report["state"] == "succeeded_with_errors"
    refused = {row["row_no"]: row["errors"] for row in make.rows_of(officer, report["id"], "rejected")}
    codes = {
        "no_head": "head_missing",
        "wrong_checksum": "id_number_checksum",
        "numeric_id": "id_number_lost_precision",
        "unknown_village": "village_unknown",
        "two_households": "person_twice_in_list",
    }
    for fault in planted:
        if fault.refused:
            found = {(error["column"], error["code"]) for error in refused[fault.row_no]}
            assert (fault.column, codes[fault.kind]) in found
            assert all(error["message"] for error in refused[fault.row_no])
        else:
            assert fault.row_no not in refused
    spoiled = {f.household_no for f in planted if f.refused}
    stored = set(session.scalars(select(Household.household_no)))
    assert not spoiled & stored
    cards = {f.household_no for f in planted if not f.refused}
    assert cards <= stored
    assert count(session, Member) + report["counts"]["rejected"] == 300


def test_refused_rows_come_back_as_a_workbook_that_can_be_mended_and_sent_again(officer, session, run_jobs, tmp_path):
    rows = make.member_rows(60)
    good = rows[1]["证件号码"]
    rows[1]["证件号码"] = good[:-1] + ("0" if good[-1] != "0" else "1")
    report = make.imported(officer, run_jobs, make.workbook(tmp_path, rows))
    assert report["counts"]["rejected"] == 1
    answer = officer.get(f"/imports/{report['id']}/rejected.xlsx")
    assert answer.status_code == 200
    (row,) = make.sheet(io.BytesIO(answer.content))
    assert row["拒绝原因"].startswith("证件号码：")
    assert (row["姓名"], row["原行号"]) == (rows[1]["姓名"], 3)
    again = make.imported(officer, run_jobs, make.workbook(tmp_path, [{**rows[1], "证件号码": good}]))
    assert (again["counts"]["new"], again["state"]) == (1, "succeeded")
    assert count(session, Member) == 60


FAULTS = {
    "id_number_15_digits": ("证件号码", {"证件号码": "511921700101001"}),
    "id_number_length": ("证件号码", {"证件号码": "5119211970"}),
    "missing": ("姓名", {"姓名": " "}),
    "name_with_digits": ("姓名", {"姓名": "张3"}),
    "code_unknown": ("与户主关系", {"与户主关系": "户住"}),
    "out_of_range": ("务工时间", {"务工时间": 13}),
    "not_whole": ("务工时间", {"务工时间": "2.5"}),
    "not_a_number": ("人均纯收入", {"人均纯收入": "不详"}),
    "phone_malformed": ("联系电话", {"联系电话": "1380000"}),
    "not_yes_no": ("危房户", {"危房户": "C级"}),
    "other_county": ("行政县", {"行政县": "和政县"}),
    "head_missing": ("与户主关系", {"与户主关系": "配偶"}),
    "village_unknown": ("行政村", {"行政村": "云顶坪村"}),
    "id_number_lost_precision": ("证件号码", {"证件号码": "5.11921E+17"}),
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_is_told_with_its_column(code, officer, run_jobs, tmp_path):
    column, over = FAULTS[code]
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, [make.row(**over)]))
    (found,) = make.rows_of(officer, report["id"], "rejected")
    assert (column, code) in {(error["column"], error["code"]) for error in found["errors"]}


def test_forms_of_writing_are_forgiven(officer, session, run_jobs, tmp_path):
    wide = id_number("1970-01-01", "1").translate(str.maketrans("0123456789X", "０１２３４５６７８９ｘ"))
    given = make.row(
        姓名="　张　 三 ", 证件号码=f" {wide} ", 行政村="新桥河", 务工时间="8个月", 人均纯收入="￥9,860元", 危房户="×"
    )
    second = make.row(
        姓名="阿卜杜・ 热合曼", 证件号码=id_number("1999-01-01", "1"), 与户主关系="之子", 人均纯收入="0.986万元"
    )
    report = make.imported(officer, run_jobs, make.workbook(tmp_path, [given, second]))
    assert report["state"] == "succeeded", [r["errors"] for r in make.rows_of(officer, report["id"], "rejected")]
    members = {m.name: m for m in session.scalars(select(Member))}
    assert set(members) == {"张三", "阿卜杜· 热合曼"}
    assert members["张三"].work_months == 8
    stored = session.scalars(select(Household)).one()
    assert (str(stored.declared_income), stored.unsafe_housing, stored.region_code) == (
        "9860.00",
        False,
        "511921119214",
    )


def test_a_household_stays_consistent(officer, run_jobs, tmp_path):
    child = {"证件号码": id_number("2012-01-01", "2"), "姓名": "张小花", "与户主关系": "之女"}
    rows = [
        make.row(主要致贫原因="因病"),
        make.row(**child, 主要致贫原因="因学"),
        make.row(姓名="李四", 证件号码=id_number("1975-01-01", "1"), 主要致贫原因="因病"),
    ]
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, rows))
    refused = {r["row_no"]: r["errors"][0]["code"] for r in make.rows_of(officer, report["id"], "rejected")}
    assert refused == {3: "household_column_differs", 4: "head_twice"}


def test_a_person_of_another_household_is_refused(officer, session, run_jobs, tmp_path):
    made = make.imported(officer, run_jobs, make.workbook(tmp_path, [make.row()]))
    assert made["counts"]["new"] == 1
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, [make.row(户编号="5119210002")]))
    (found,) = make.rows_of(officer, report["id"], "rejected")
    assert found["errors"][0]["code"] == "person_in_other_household"
