"""A department's list of grants: recorded once, mended, taken back."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.exchange import make
from tests.exchange.test_plans_import import workbook
from tests.plans.make import home
from yihu.benefits.models import Benefit, BenefitPolicy


@pytest.fixture
def policies(session):
    at = {"county": "511921", "region_code": "511921", "valid_from": date(2025, 1, 1), "source": "试验"}
    session.add(BenefitPolicy(**at, name="低保", kind="dibao", for_persons=True))
    session.add(BenefitPolicy(**at, name="产业奖补", kind="industry_aid", for_persons=False, valid_to=date(2026, 6, 1)))
    session.flush()


def line(row, **over) -> dict:
    return {
        "户编号": row.household_no, "享受人": None, "政策": "产业奖补", "享受日期": "2026-03-01", "截止日期": None, "金额": "3,000元",
    } | over  # fmt: skip


def test_a_list_is_recorded_once_mended_and_taken_back(client, session, policies, run_jobs, tmp_path):
    officer = client("bumen")
    row, head = home(session)
    session.commit()
    lines = [line(row), line(row, 政策="低保", 享受人=head.name, 金额=None)]
    made = make.imported(officer, run_jobs, workbook(tmp_path, *lines), profile="benefits")
    assert made["state"] == "succeeded", make.rows_of(officer, made["id"], "rejected")
    session.expire_all()
    told = {(b.member_id, str(b.amount), b.source) for b in session.scalars(select(Benefit))}
    assert told == {(None, "3000.00", "成员.xlsx"), (head.id, "None", "成员.xlsx")}
    mended = [line(row, 金额=3500), lines[1]]
    second = make.imported(officer, run_jobs, workbook(tmp_path, *mended), profile="benefits")
    assert (second["counts"]["changed"], second["counts"]["unchanged"]) == (1, 1)
    for each, left in ((second, ["3000.00", None]), (made, ["3000.00"])):
        assert officer.post(f"/imports/{each['id']}:reverse").status_code == 202
        run_jobs()
        session.expire_all()
        amounts = session.scalars(select(Benefit.amount).order_by(Benefit.amount.nulls_last())).all()
        assert [str(a) if a else None for a in amounts] == left, "a record changed since stays"


def test_refused_rows_say_why(client, session, policies, run_jobs, tmp_path):
    officer = client("bumen")
    row, _ = home(session)
    session.commit()
    bad = {
        "policy_unknown": line(row, 政策="没有这项"), "policy_not_in_force": line(row, 享受日期="2026-08-01"),
        "member_not_named": line(row, 政策="低保"), "member_not_found": line(row, 政策="低保", 享受人="没有此人"),
        "in_the_future": line(row, 政策="低保", 享受日期="2027-01-01"), "before_start": line(row, 截止日期="2026-01-01"),
        "household_not_found": line(row, 户编号="5119299999"), "missing": line(row, 享受日期=None),
    }  # fmt: skip
    report = make.checked(
        officer, run_jobs, workbook(tmp_path, *bad.values(), line(row), line(row)), profile="benefits"
    )
    rows = make.rows_of(officer, report["id"], "rejected")
    refused = [[error["code"] for error in r["errors"]] for r in rows]
    assert all(code in found for code, found in zip(bad, refused, strict=False)), refused
    assert refused[-1] == ["benefit_twice_in_list"]
