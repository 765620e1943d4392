"""A department's list: kept as it says, strangers too, reconciled with our own checks, taken back."""

import pytest
from sqlalchemy import select

from tests.assurances import make as assured
from tests.conftest import TODAY
from tests.exchange import make
from tests.exchange.test_plans_import import workbook
from tests.plans.make import home
from yihu.comparisons.models import DepartmentEntry, Standing


def line(row, **over) -> dict:
    return {
        "项目": "住房安全有保障", "名单日期": "2026-11-10", "户编号": row.household_no if row else None, "姓名": "张三", "地址": None,
        "鉴定等级": "C级", "就学情况": None, "参保": None,
    } | over  # fmt: skip


@pytest.mark.rules("difference_unanswered")
def test_three_lists_in_one_file_and_back(client, session, run_jobs, tmp_path):
    officer = client("bumen")
    row, head = home(session)
    assured.check(session, row, "housing", "defect", TODAY, figures={"grade": "D"})
    session.commit()
    lines = [
        line(row),
        line(row, 项目="义务教育有保障", 姓名=head.name, 鉴定等级=None, 就学情况="在校"),
        line(row, 项目="基本医疗有保障", 姓名=head.name, 鉴定等级=None, 参保="否"),
        line(None, 姓名="李不识", 地址="某村2组"),
    ]
    made = make.imported(officer, run_jobs, workbook(tmp_path, *lines), profile="department_lists")
    assert made["state"] == "succeeded", make.rows_of(officer, made["id"], "rejected")
    session.expire_all()
    told = {(e.item, e.name, e.result, e.household_id is not None) for e in session.scalars(select(DepartmentEntry))}
    assert told == {
        ("housing", "张三", "defect", True), ("education", head.name, "ok", True), ("health", head.name, "defect", True),
        ("housing", "李不识", "defect", False),
    }  # fmt: skip
    (housing,) = [one for one in officer.get("/department-lists").json() if one["item"] == "housing"]
    assert (housing["differs"], housing["only_theirs"], housing["unknown"]) == (1, 1, 1)
    again = make.imported(
        officer, run_jobs, workbook(tmp_path, line(row, 鉴定等级="D级"), *lines[1:]), profile="department_lists"
    )
    assert (again["counts"]["changed"], again["counts"]["unchanged"]) == (1, 3)
    for each, left in ((again, 4), (made, 1)):
        assert officer.post(f"/imports/{each['id']}:reverse").status_code == 202
        run_jobs()
        session.expire_all()
        theirs = select(DepartmentEntry).where(DepartmentEntry.standing != Standing.ONLY_OURS)
        assert len(session.scalars(theirs).all()) == left, "a line changed since stays"


def test_refused_rows_say_why(client, session, run_jobs, tmp_path):
    officer = client("xiangzhen")
    row, _ = home(session)
    stranger, _ = home(session, region_code="511921100201")
    session.commit()
    bad = {
        "missing": line(row, 鉴定等级=None), "code_unknown": line(row, 项目="不愁吃"), "outside_area": line(stranger),
        "in_the_future": line(row, 名单日期="2027-01-01"),
    }  # fmt: skip
    sheet = workbook(tmp_path, *bad.values(), line(row), line(row))
    report = make.checked(officer, run_jobs, sheet, profile="department_lists")
    refused = [[e["code"] for e in r["errors"]] for r in make.rows_of(officer, report["id"], "rejected")]
    assert all(code in found for code, found in zip(bad, refused, strict=False)), refused
    assert refused[-1] == ["entry_twice_in_list"]
