"""Trying a rule before it is in force: with another value, on a day gone by, and switched off in one township."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.departments import make
from tests.make import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE
from tests.plans.make import home
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert
from yihu.monitoring.rule import RULES
from yihu.policy.models import PolicyParameter
from yihu.regions.models import Region

RULE, KEY = "medical_burden", "department.medical_yuan_key"
BILLED_ON = date(2026, 6, 10)


@pytest.fixture
def county(client):
    """An officer of the county, which has set the limits."""
    one = client("xianji")
    for key in (KEY, "department.medical_yuan_other"):
        assert put(one, key, 5000).is_success
    return one


@pytest.fixture
def billed(session):
    """A household of either township with a bill: 6,000 yuan here, 4,000 there."""
    there = session.scalar(
        select(Region.code).where(Region.level == "village", Region.code.startswith(OTHER_TOWNSHIP)).limit(1)
    )
    batch = make.batch(session)
    for amount, head, place in ((6000, "张三", VILLAGE), (4000, "李四", there)):
        row, member = home(session, head=head, region_code=place, household_class="verge")
        make.record(session, row, "inpatient", member, batch_id=batch.id, amount=amount, happened_on=BILLED_ON)
    session.commit()


def put(browser, key, value, **over):
    form = {"value": value, "valid_from": "2026-01-01", "source": "县文件第三条"} | over
    return browser.put(f"/policy-parameters/{key}", json=form)


def judged(session) -> list[str]:
    """Places of the alerts that are open after a round."""
    alerts.judge_rule(session, RULES[RULE], COUNTY, TODAY)
    session.commit()
    return sorted(session.scalars(select(Alert.region_code).where(Alert.rule == RULE, Alert.closed_on.is_(None))))


def preview(browser, value, key=KEY, **over):
    answer = browser.post(f"/alert-rules/{RULE}:preview", json={"key": key, "value": value} | over)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    names = {(row["kind"], row["head_name"]) for row in told["rows"]}
    return told["now"], told["then"], names


def test_another_value_is_tried_and_nothing_is_written(session, client, county, billed):
    assert judged(session) == [VILLAGE]
    kept = session.scalars(select(PolicyParameter.id).order_by(PolicyParameter.id)).all()
    assert preview(county, 3000) == (1, 2, {("added", "李四")})
    assert preview(county, 7000) == (1, 0, {("gone", "张三")})
    assert preview(county, 3000, region_code=TOWNSHIP) == (1, 1, set()), "the other township keeps its value"
    assert preview(county, False, f"rule.{RULE}", region_code=TOWNSHIP) == (1, 0, {("gone", "张三")})
    assert session.scalars(select(PolicyParameter.id).order_by(PolicyParameter.id)).all() == kept
    assert judged(session) == [VILLAGE]
    other = county.post(f"/alert-rules/{RULE}:preview", json={"key": "loan.undelivered_days", "value": 3})
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "/key")
    assert preview(client("linzhen"), 3000) == (0, 1, {("added", "李四")}), "an officer of there"


@pytest.mark.parametrize(("on", "then"), [("2026-06-09", 0), ("2026-06-10", 1), ("2027-06-10", 0)])
def test_on_a_day_gone_by_it_goes_by_the_datas_own_dates(session, county, billed, on, then):
    judged(session)
    told = county.get(f"/alert-rules/{RULE}/back-test", params={"on": on}).json()
    assert (told["then"], [row["head_name"] for row in told["rows"] if row["kind"] == "added"]) == (
        then,
        ["张三"] * then,
    )
    assert told["now"] == (on > str(TODAY)), "what was open that day"
    assert any("按现在的登记" in words for words in told["unknown"])


def test_before_its_limit_was_set_it_says_what_was_unset(county, billed):
    told = county.get(f"/alert-rules/{RULE}/back-test", params={"on": "2025-12-31"}).json()
    assert (told["then"], set(told["unset"])) == (0, {KEY, "department.medical_yuan_other"})


def test_a_township_switches_it_off_and_on_again(session, county, billed):
    put(county, KEY, 3000, valid_from="2026-02-01")
    assert len(judged(session)) == 2
    switch = f"rule.{RULE}"
    assert put(county, switch, False, region_code=TOWNSHIP).is_success
    assert [place[:9] for place in judged(session)] == [OTHER_TOWNSHIP]
    assert put(county, switch, True, region_code=TOWNSHIP, valid_from=str(TODAY)).is_success
    assert len(judged(session)) == 2
