"""Households that were merged into another, moved away or died out (注销): their plans stay readable, nothing more is asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.make import COUNTY
from tests.monitoring.test_plan_rules import measure, plan
from tests.plans.make import CONSENT, Author, home
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert
from yihu.plans.suggestion_models import RiskSignal

SHOCK = {"kind": "illness", "happened_on": TODAY - timedelta(days=40), "note": "住院", "source": "走访"}


@pytest.fixture
def household(session):
    """A verge household with a plan in force that every rule of plans has something to say about."""
    row, _ = home(session, household_class="verge", status="not_exited")
    made = plan(session, row, causes=["illness"], completeness=10)
    measure(session, made, due_on=TODAY - timedelta(days=30), category="other", cause=None, fund_source=None)
    session.add(RiskSignal(county=row.county, region_code=row.region_code, household_id=row.id, **SHOCK))
    session.flush()
    return row, made


def raised(session):
    alerts.judge_each(alerts.within(session), COUNTY, TODAY)
    found = select(Alert).where(Alert.closed_on.is_(None)).execution_options(populate_existing=True)
    return {alert.rule for alert in session.scalars(found)}


PLAN_RULES = {
    "measure_overdue", "measure_unfunded", "plan_perfunctory", "plan_cause_unaddressed", "plan_kind_mismatch",
    "plan_member_no_measure", "verge_no_support", "income_shock_unanswered",
}  # fmt: skip


@pytest.mark.rules(*PLAN_RULES)
def test_its_alerts_close_and_nobody_is_reminded(session, client, household):
    row, _ = household
    before = raised(session)
    assert before >= PLAN_RULES
    assert client("cunganbu").get("/plans/roll-up", params={"year": 2026}).json()["villages"][0]["households"] == 1
    row.status = "cancelled"
    session.flush()
    assert not raised(session) & PLAN_RULES
    assert client("cunganbu").get("/plans/roll-up", params={"year": 2026}).json()["villages"] == []


def test_nothing_new_is_begun_but_the_year_may_be_closed(session, client, household):
    row, made = household
    other, head = home(session)
    author = Author(client("cunganbu"))
    author.start(other.id)
    author.complete(head.id)
    author.verb("confirm", CONSENT)
    for one in (row, other):
        one.status = "cancelled"
    session.flush()
    refused = author.verb("submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "household_struck_off")
    old = Author(client("cunganbu"))
    old.plan = old.browser.get(f"/plans/{made.id}").json()
    assert old.plan["measure_count"] is not None, "what there was stays readable"
    assert old.verb("adjust").json()["code"] == "household_struck_off"
    again = old.browser.post("/plans", json={"household_id": str(row.id), "year": 2027})
    assert (again.status_code, again.json()["code"]) == (409, "household_struck_off")
    closing = {"income_result": "5000.00", "outcome": "已并入长子户", "satisfaction": 4, "satisfaction_on": str(TODAY)}
    assert old.verb("close", closing).json()["state"] == "closed"


def test_a_reviewer_learns_that_the_household_is_gone(session, client):
    row, head = home(session)
    author = Author(client("cunganbu"))
    author.start(row.id)
    author.complete(head.id)
    author.verb("confirm", CONSENT)
    author.verb("submit")
    row.status = "cancelled"
    session.flush()
    township = Author(client("xiangzhen"))
    township.plan = author.plan
    assert township.verb("approve").json()["code"] == "household_struck_off"
    assert township.verb("return", {"note": "户已并入他户"}).json()["state"] == "returned"
