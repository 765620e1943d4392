"""A030 to A033: each rule finds what it is about, and nothing else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.assurances import make
from tests.conftest import TODAY
from tests.make import COUNTY
from tests.plans.make import home
from yihu.assurances import rounds
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert


@pytest.fixture
def found(session):
    """`found(rule, day)`: the facts of the rule's open alerts when it is judged on the day."""

    def judged(rule, day=TODAY):
        session.flush()
        alerts.judge_rule(session, alerts.RULES[rule], COUNTY, day)
        open_ones = select(Alert).where(Alert.rule == rule, Alert.closed_on.is_(None)).order_by(Alert.raised_on)
        return [alert.facts for alert in session.scalars(open_ones.execution_options(populate_existing=True))]

    return judged


def test_a_failed_item_and_a_village_not_at_zero(session, found):
    row, _ = home(session)
    make.check(session, row, "housing", "ok")
    assert (found("assurance_failed"), found("assurance_not_zero")) == ([], [])
    make.check(session, row, "water", "defect", reasons=["water_far"])
    (told,) = found("assurance_failed")
    assert (told["项目"], told["问题"]) == ("饮水安全有保障", "取水不便")
    assert [f["未解决"] for f in found("assurance_not_zero")] == [1]
    before = TODAY - timedelta(days=1)
    assert [found(rule, before) for rule in ("assurance_failed", "assurance_not_zero")] == [[], []], "not found yet"
    make.check(session, row, "water", "ok")
    assert (found("assurance_failed"), found("assurance_not_zero")) == ([], [])


def test_a_month_without_its_screening(session, found):
    row, _ = home(session, household_class="verge")
    home(session, household_class="ordinary")
    rounds.open_monthly(session, COUNTY, TODAY)
    assert found("assurance_screening_missed", date(2026, 11, 23)) == [], "there is time until the 24th"
    assert [f["未排查户"] for f in found("assurance_screening_missed", date(2026, 11, 24))] == [1]
    for item in rounds.SCREENED_ITEMS:
        make.check(session, row, item, "ok", date(2026, 11, 5))
    assert found("assurance_screening_missed", date(2026, 11, 30)) == []


def test_an_exited_household_without_its_recheck(session, found):
    row, _ = home(session, exited_year=2016)
    home(session, exited_year=None, status=None)
    made = make.round_(session)
    early = made.due_on - timedelta(days=15)
    assert found("assurance_recheck_missed", early) == []
    assert [f["脱贫年度"] for f in found("assurance_recheck_missed")] == [2016]
    make.check(session, row, "housing", "ok")
    make.check(session, row, "water", "defect")
    assert found("assurance_recheck_missed") == [], "it has been looked at, whatever was found"


def test_a_check_is_judged_at_once(session, client, run_jobs):
    row, _ = home(session)
    form = {
        "household_id": str(row.id),
        "checked_on": str(TODAY),
        "checks": [{"item": "food", "result": "defect", "note": "缺粮"}],
    }
    assert client("cunganbu").post("/assurance-checks", json=form).status_code == 201
    run_jobs()
    raised = session.scalars(select(Alert.rule).where(Alert.household_id == row.id)).all()
    assert "assurance_failed" in raised
