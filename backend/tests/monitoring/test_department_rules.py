"""What departments report becomes alerts: each rule finds what it is about (`yes`) and leaves alone what looks like it (`no`)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.departments import make
from tests.make import COUNTY
from tests.pairings.make import helper, pairing
from tests.plans.make import home
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert
from yihu.monitoring.rule import RULES
from yihu.policy.models import PolicyParameter
from yihu.policy.parameters import unset
from yihu.visits.models import Visit


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@dataclass(frozen=True)
class Told:
    """A record of a department and what is around it."""

    kind: str
    on: date = TODAY
    also: tuple["Told", ...] = ()
    """Of the same person."""
    over: dict[str, Any] = field(default_factory=dict)
    member: dict[str, Any] = field(default_factory=dict)
    household: dict[str, Any] = field(default_factory=dict)


def told(
    kind: str, days: int = 0, *also: Told, member: dict | None = None, household: dict | None = None, **over
) -> Told:
    return Told(kind, ago(days), also, over, member or {}, household or {})


def says(**details) -> dict:
    return {"details": details}


ORDINARY = {"household_class": "ordinary", "status": None}
WORK = "work_willingness"
WILLING, IDLE = says(willingness="willing_cannot_leave"), says(willingness="able_no_intention")
ALL_FOUR = says(**dict.fromkeys(("counselled_on", "recommended_on", "trained_on", "subsidised_on"), str(TODAY)))
IN_COUNTY = says(in_county=True, one_stop=False)
CASES: dict[str, tuple[list[Told], list[Told]]] = {
    "disaster_unchecked": (
        [told("disaster", 11), told("disaster", 300)],
        [told("disaster", 10), told("disaster", 400), told("accident", 11), told("disaster", 11, state="wrong")],
    ),
    "four_have": (
        [told("vehicle"), told("commercial_house", 900), told("business", **says(for_production=False)), told("state_payroll")],
        [
            told("vehicle", **says(for_production=True)), told("vehicle", 30, ends_on=ago(1)), told("dibao"),
            told("vehicle", household=ORDINARY), told("vehicle", state="not_ours"),
        ],
    ),
    "subsidy_failed": ([told("subsidy_failed", 3)], [told("subsidy_failed", 3, ends_on=TODAY), told("dropout")]),
    "graduate_unsupported": (
        [told("graduate", 100), told("graduate", 100, **says(counselled_on=str(TODAY)))],
        [told("graduate", 80), told("graduate", 100, **ALL_FOUR), told("graduate", 100, household=ORDINARY)],
    ),
    "deposit_charged": (
        [told("inpatient", 5, **says(deposit="2000.00"))],
        [
            told("inpatient", 5, **says(deposit="0.00")), told("inpatient", 5),
            told("inpatient", 5, **says(deposit="2000.00"), household=ORDINARY), told("inpatient", 380, **says(deposit="1.00")),
        ],
    ),
    "settled_elsewhere": (
        [told("inpatient", 5, **IN_COUNTY), told("medical_bill", 5, **IN_COUNTY)],
        [told("inpatient", 5, **says(in_county=True, one_stop=True)), told("inpatient", **says(one_stop=False))],
    ),
    "selfpay_over_cap": (
        [
            told("inpatient", 5, told("inpatient", 90, amount=1500, **says(hospital_level="township")), amount=1600,
                 **says(hospital_level="county")),
            told("inpatient", amount=5001, **says(hospital_level="city")),
        ],
        [
            told("inpatient", amount=3000, **says(hospital_level="county")), told("inpatient", amount=9999),
            told("inpatient", 400, amount=9999, **says(hospital_level="county")),
        ],
    ),
    "medical_burden": (
        [
            told("inpatient", 5, told("medical_bill", 360, amount=2000), amount=3000),
            told("inpatient", amount=20000, household=ORDINARY),
        ],
        [
            told("inpatient", amount=4999), told("inpatient", 5, told("inpatient", 370, amount=4000), amount=3000),
            told("inpatient", amount=19999, household=ORDINARY), told("disaster", amount=90000),
            told("inpatient", amount=9000, state="wrong"),
        ],
    ),
    "costly_stay": (
        [told("inpatient", amount=6000), told("inpatient", amount=10000, household=ORDINARY)],
        [told("inpatient", amount=5999), told("inpatient", amount=6000, household=ORDINARY), told("medical_bill", amount=9000)],
    ),
    "post_duty_low": (
        [told("post_duty", 30, **says(days=4)), told("post_duty", 0, **says(days=-3))],
        [told("post_duty", 30, **says(days=5)), told("post_duty", 0, **says(days=1)), told("post_duty", 60, **says(days=1))],
    ),
    "post_unfit": (
        [told("public_post", 90, member={"labour": "lost"})],
        [told("public_post", 90), told("public_post", 90, ends_on=ago(2), member={"labour": "lost"})],
    ),
    "job_lost": (
        [told("job_loss", 31), told("job_loss", 31, told("job_start", 40))],
        [
            told("job_loss", 30), told("job_loss", 31, told("job_start", 20)), told("job_loss", 31, told("public_post", 1)),
            told("job_loss", 31, household=ORDINARY),
        ],
    ),
    "work_followup_late": (
        [told("job_start", 36), told("job_start", 90, told("work_followup", 40))],
        [
            told("job_start", 35), told("job_start", 90, told("work_followup", 30)), told("job_start", 90, told("job_loss", 50)),
            told("job_start", 90, ends_on=ago(3)),
        ],
    ),
    "willing_without_helper": (
        [told(WORK, 3, **WILLING)],
        [told(WORK, 3, **IDLE), told(WORK, 9, told(WORK, 3, **says(willingness="can_leave")), **WILLING)],
    ),
    "work_not_offered": (
        [told(WORK, 91, **IDLE), told(WORK, 200, told("job_offer", 95), **IDLE)],
        [told(WORK, 90, **IDLE), told(WORK, 200, told("job_offer", 80), **IDLE), told(WORK, 200, **WILLING)],
    ),
    "award_unpaid": (
        [told("job_award", 61)],
        [told("job_award", 60), told("job_award", 61, **says(paid_on=str(TODAY)))],
    ),
}  # fmt: skip
LIMITS = {
    "department.medical_yuan_key": 5000, "department.medical_yuan_other": 20000, "department.stay_yuan_key": 6000,
    "department.stay_yuan_other": 10000, "department.cap_county_yuan": 3000, "department.cap_city_yuan": 5000,
    "department.cap_province_yuan": 10000,
}  # fmt: skip


@pytest.fixture
def limits(session):
    """The county has set what the plan leaves open."""
    for key, value in LIMITS.items():
        session.add(
            PolicyParameter(key=key, value=value, valid_from=date(2020, 1, 1), source="县文件", region_code=COUNTY)
        )
    session.flush()


def found(session, rule: str) -> list[Alert]:
    """Its open alerts after a round."""
    session.flush()
    if unset(session, RULES[rule].parameters, COUNTY, TODAY) == []:
        alerts.judge_rule(session, RULES[rule], COUNTY, TODAY)
    open_ones = select(Alert).where(Alert.rule == rule, Alert.closed_on.is_(None))
    return list(session.scalars(open_ones.execution_options(populate_existing=True)))


def stored(session, case: Told):
    row, head = home(session, **case.household)
    for name, value in case.member.items():
        setattr(head, name, value)
    batch = make.batch(session)
    for one in (case, *case.also):
        aside = {"household_id": None, "matched_by": None} if one.over.get("state") else {}
        make.record(session, row, one.kind, head, batch_id=batch.id, happened_on=one.on, **{**aside, **one.over})
    return row


@pytest.mark.parametrize("rule", CASES)
def test_it_finds_what_it_is_about_and_nothing_else(session, limits, rule):
    yes, no = ([stored(session, case).id for case in cases] for cases in CASES[rule])
    raised = found(session, rule)
    assert {alert.household_id for alert in raised} == set(yes), [alert.facts for alert in raised]
    assert set(no).isdisjoint(yes)
    assert len(raised) == len(yes), "one alert for each"
    assert "：" in RULES[rule].clause


@pytest.mark.parametrize("rule", ["medical_burden", "costly_stay", "selfpay_over_cap"])
def test_without_a_value_of_the_county_it_is_silent(session, rule, monkeypatch):
    monkeypatch.setattr(alerts, "RULES", {rule: RULES[rule]})
    stored(session, told("inpatient", amount=90000, **says(hospital_level="county")))
    session.flush()
    assert alerts.judge_each(alerts.within(session), COUNTY, TODAY)[0] == {}


def visit(session, row, on: date, **over) -> None:
    said = {
        "visited_on": on,
        "contact": "home",
        "purposes": ["verification"],
        "visitor_name": "何",
        "visitor_level": "village",
    }
    session.add(Visit(county=COUNTY, region_code=row.region_code, household_id=row.id, **said | over))


def test_a_visit_answers_a_disaster(session):
    row = stored(session, told("disaster", 20))
    visit(session, row, ago(21))
    visit(session, row, ago(5), contact="phone")
    assert len(found(session, "disaster_unchecked")) == 1
    visit(session, row, ago(20))
    assert found(session, "disaster_unchecked") == []


def test_a_helper_answers_the_will_to_work(session):
    row = stored(session, told(WORK, 3, **WILLING))
    assert len(found(session, "willing_without_helper")) == 1
    pairing(session, helper(session, kind="job_helper"), row, "job_helper")
    assert found(session, "willing_without_helper") == []


@pytest.mark.rules("household_returned")
def test_a_household_that_has_fallen_back(session):
    row, _ = home(session, status="returned")
    home(session)
    alerts.judge_each(alerts.within(session), COUNTY, TODAY)
    (alert,) = session.scalars(select(Alert).where(Alert.rule == "household_returned"))
    assert alert.household_id == row.id


def test_who_is_not_insured_where_the_list_has_come(session):
    missing, head = home(session)
    _, child = home(session)
    child.born_on, head.born_on = ago(10 * 365), ago(40 * 365)
    assert found(session, "pension_missing") == [], "this year's list has not come"
    insured = stored(session, told("pension_insured", 30))
    session.flush()
    assert {alert.household_id for alert in found(session, "pension_missing")} == {missing.id}
    assert insured.id != missing.id
    make.record(session, missing, "pension_insured", head)
    assert found(session, "pension_missing") == []


def test_a_batch_with_records_that_nobody_settles(session):
    batch = make.batch(session, name="10月")
    row, _ = home(session)
    aside = {"household_id": None, "matched_by": None, "region_code": COUNTY}
    late = make.record(
        session, row, "job_loss", batch_id=batch.id, state="unmatched", why="person_unknown", created_at=ago(12), **{
            k: v for k, v in aside.items() if k != "region_code"
        }
    )  # fmt: skip
    (alert,) = found(session, "records_unsettled")
    assert (alert.facts["批次"], alert.facts["未对应"], alert.household_id) == ("10月", 1, None)
    late.state, late.why = "not_ours", None
    assert found(session, "records_unsettled") == []


def test_a_push_becomes_an_alert_at_once(session, client, limits, run_jobs):
    row, head = home(session)
    number = make.identify(session, head)
    session.commit()
    bureau = client("bumen")
    for batch in ("一", "二"):
        make.push(bureau, make.bill(number, source_no="Z1", amount="5000.00"), batch=batch)
        run_jobs()
    (alert,) = session.scalars(select(Alert).where(Alert.rule == "medical_burden"))
    assert (alert.household_id, alert.facts["近12个月自付"]) == (row.id, "5000.00")
    record = client("xianji").get("/department-records").json()["items"][0]
    client("cunganbu").post(
        f"/department-records/{record['id']}:settle",
        json={"how": "wrong", "note": "不是本人"},
        headers={"If-Match": '"1"'},
    )
    run_jobs()
    session.expire_all()
    assert session.scalar(select(Alert.closed_on).where(Alert.rule == "medical_burden")) == TODAY
