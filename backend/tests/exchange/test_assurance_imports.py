"""Checks and water tests by list: judged as a phone's are, corrected by the next list, taken back with what followed."""

import pytest
from sqlalchemy import func, select

from tests.assurances import make as assured
from tests.conftest import TODAY
from tests.exchange import make
from tests.exchange.test_plans_import import workbook
from tests.plans.make import home
from yihu.assurances import judging
from yihu.assurances.models import AssuranceCheck, AssuranceDefect
from yihu.assurances.sector_models import WaterTest
from yihu.exchange.forms.assurance_checks import FIGURES


def line(row, **over) -> dict:
    return {
        "项目": "住房安全有保障", "核查日期": "2026-11-10", "户编号": row.household_no if row else None, "姓名": None, "结果": None,
        "情况说明": None, "鉴定等级": None, "就学情况": None, "可用水量": None, "供水入户": None, "参保": None,
    } | over  # fmt: skip


def test_the_list_has_a_column_for_every_figure_of_every_item():
    known = {(form.code, field.name) for form in judging.forms() for field in form.fields}
    assert {(told.item, told.figure) for told in FIGURES} == known


@pytest.mark.rules("assurance_failed", "assurance_not_zero")
def test_checks_open_a_defect_the_next_list_mends_it_and_both_go_back(client, session, run_jobs, tmp_path):
    officer = client("xiangzhen")
    row, head = home(session)
    old = assured.check(session, row, "water", "ok", TODAY.replace(month=10))
    session.commit()
    lines = [
        line(row, 鉴定等级="C级"),
        line(row, 项目="基本医疗有保障", 姓名=head.name, 参保="是"),
        line(row, 项目="饮水安全有保障", 可用水量=12, 供水入户="是"),
    ]
    first = make.imported(officer, run_jobs, workbook(tmp_path, *lines), profile="assurance_checks")
    assert first["state"] == "succeeded", make.rows_of(officer, first["id"], "rejected")
    assert (first["counts"]["new"], first["counts"]["defects_found"]) == (3, 2)

    def checks() -> dict:
        session.expire_all()
        held = session.scalars(select(AssuranceCheck).where(AssuranceCheck.current))
        return {c.item: (c.result, c.reasons, c.checker_name) for c in held}

    def defects() -> dict:
        return {d.item: d.state for d in session.scalars(select(AssuranceDefect))}

    assert checks() == {
        "housing": ("defect", ["grade_c"], "向镇"), "health": ("ok", [], "向镇"), "water": ("defect", ["water_short"], "向镇"),
    }  # fmt: skip
    assert defects() == {"housing": "open", "water": "open"}
    second = make.imported(
        officer, run_jobs,
        workbook(tmp_path, line(row, 鉴定等级="B级"), *lines[1:2], line(row, 项目="饮水安全有保障", 结果="达标", 核查日期="2026-11-15")),
        profile="assurance_checks",
    )  # fmt: skip
    assert [second["counts"][name] for name in ("new", "changed", "unchanged")] == [1, 1, 1]
    changed = make.rows_of(officer, second["id"], "changed")[0]["changes"]
    assert [(c["old"], c["new"]) for c in changed] == [("未达标", "达标"), ("鉴定等级：C级", "鉴定等级：B级")], changed
    checks()
    assert defects() == {"housing": "mended", "water": "mended"}
    mended = session.scalars(select(AssuranceDefect).where(AssuranceDefect.item == "water")).one()
    refused = officer.post(
        f"/assurance-defects/{mended.id}:reconcile",
        json={"note": "已核对"},
        headers={"If-Match": f'"{mended.version}"'},
    )
    assert refused.status_code == 409, "who imported it is not the one to close it"
    for each, left in (
        (second, {"housing": "open", "water": "open"}),
        (first, {"housing": "open"}),
    ):  # what was changed since stays
        assert officer.post(f"/imports/{each['id']}:reverse").status_code == 202
        run_jobs()
        held = checks()
        assert defects() == left
    assert set(held) == {"water", "housing"}
    assert session.scalar(select(func.count()).select_from(AssuranceCheck)) == 2
    assert session.get(AssuranceCheck, (old.county, old.id)).current


def test_refused_checks_say_why(client, session, run_jobs, tmp_path):
    officer = client("xiangzhen")
    row, _ = home(session)
    stranger, _ = home(session, region_code="511921100201")
    session.commit()
    bad = {
        "against_figures": line(row, 鉴定等级="D级", 结果="达标"),
        "missing": line(row, 项目="不愁穿", 结果="未达标"),
        "of_another_item": line(row, 项目="不愁吃", 鉴定等级="A级"),
        "household_not_found": line(stranger, 鉴定等级="A级"),
        "in_the_future": line(row, 核查日期="2027-01-01", 鉴定等级="A级"),
        "member_not_named": line(row, 项目="基本医疗有保障", 参保="是"),
        "member_not_found": line(row, 项目="基本医疗有保障", 参保="是", 姓名="无此人"),
        "household_not_named": line(None, 鉴定等级="A级"),
    }
    sheet = workbook(tmp_path, *bad.values(), line(row, 鉴定等级="A级"), line(row, 鉴定等级="A级"))
    report = make.checked(officer, run_jobs, sheet, profile="assurance_checks")
    refused = [[e["code"] for e in r["errors"]] for r in make.rows_of(officer, report["id"], "rejected")]
    assert refused == [[code] for code in (*bad, "check_twice_in_list")]


@pytest.mark.rules("water_test_failed")
def test_water_tests_and_back(client, session, run_jobs, tmp_path):
    officer = client("bumen")
    source = assured.water(session, tested=[(TODAY.replace(day=1), True)])
    session.commit()

    def test(**over) -> dict:
        return {
            "村": "朽石坎村", "供水点": source.name, "检测日期": "2026-11-10", "结果": "不合格", "超标指标": "浑浊度", "检测单位": "县疾控中心",
        } | over  # fmt: skip

    def tests() -> list:
        session.expire_all()
        held = session.scalars(select(WaterTest).order_by(WaterTest.tested_on))
        return [(t.tested_on.day, t.passed, t.failing) for t in held]

    lines = [test(), test(检测日期="2026-11-01", 结果="合格", 超标指标=None), test(供水点="没有的水厂"), test(检测日期="2027-01-01"),
             test(检测日期="2026-11-12", 超标指标=None), test()]  # fmt: skip
    made = make.imported(officer, run_jobs, workbook(tmp_path, *lines), profile="water_tests")
    refused = [[e["code"] for e in r["errors"]] for r in make.rows_of(officer, made["id"], "rejected")]
    assert refused == [["source_not_found"], ["in_the_future"], ["missing"], ["test_twice_in_list"]]
    assert [made["counts"][name] for name in ("new", "changed", "unchanged", "tests_failed")] == [1, 1, 0, 1]
    assert tests() == [(1, True, None), (10, False, "浑浊度")]
    again = make.imported(
        officer, run_jobs, workbook(tmp_path, test(结果="合格", 超标指标=None)), profile="water_tests"
    )
    assert tests() == [(1, True, None), (10, True, None)]
    assert officer.post(f"/imports/{again['id']}:reverse").status_code == 202
    run_jobs()
    assert tests() == [(1, True, None), (10, False, "浑浊度")]
