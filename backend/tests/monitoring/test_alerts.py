from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from tests.conftest import TODAY, rules_of_loans
from tests.households.make import household
from tests.loans.make import loan
from tests.make import COUNTY, OTHER_VILLAGE, VILLAGE
from yihu.households.models import Household
from yihu.loans import rounds as loans
from yihu.loans.models import LoanNotice, LoanState
from yihu.monitoring import rounds
from yihu.monitoring.models import Alert
from yihu.monitoring.rule import RULES
from yihu.monitoring.schemas import AlertRead, RuleRead
from yihu.policy.models import PolicyParameter

pytestmark = rules_of_loans

DELIVERY = {"outcome": "received", "receiver_name": "张三", "receiver_relation": "self"}


def alerts(session, rule: str) -> list[Alert]:
    query = select(Alert).where(Alert.rule == rule, Alert.closed_on.is_(None)).order_by(Alert.due_on)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def deliver_all(session, on=TODAY):
    given = {"state": "delivered", "delivered_on": on, **DELIVERY}
    session.execute(update(LoanNotice).values(given))


@pytest.mark.parametrize(("waited", "found"), [(6, 0), (7, 1), (30, 1)])
def test_a_letter_is_undelivered_from_the_seventh_day(session, waited, found):
    loan(session, due_in=35)
    loans.raise_notices(session, COUNTY, TODAY)
    rounds.run(session, COUNTY, TODAY + timedelta(days=waited))
    assert len(alerts(session, "loan_notice_undelivered")) == found


def test_an_alert_keeps_the_values_it_was_judged_by(client, session):
    loan(session, due_in=35)
    loans.raise_notices(session, COUNTY, TODAY)
    rounds.run(session, COUNTY, TODAY + timedelta(days=8))
    (told,) = client("cunganbu").get("/alerts", params={"rule": "loan_notice_undelivered"}).json()["items"]
    (term,) = AlertRead.model_validate(told).terms
    assert (term.key, term.value, term.unit, str(term.valid_from)) == ("loan.undelivered_days", 7, "天", "2020-01-01")
    assert term.source == "本系统缺省值，非政策规定"


def test_delivery_closes_it_and_says_why(session):
    loan(session, due_in=35)
    loans.raise_notices(session, COUNTY, TODAY)
    late = TODAY + timedelta(days=8)
    rounds.run(session, COUNTY, late)
    deliver_all(session, late)
    counts = rounds.run(session, COUNTY, late + timedelta(days=1)).counts
    assert counts["alerts"]["loan_notice_undelivered"] == {"raised": 0, "changed": 0, "closed": 1}
    closed = session.scalars(select(Alert).where(Alert.rule == "loan_notice_undelivered")).one()
    assert (closed.closed_on, closed.closed_why) == (late + timedelta(days=1), "书面通知已登记送达，或贷款已还清、续贷")


@pytest.mark.parametrize(
    ("due_in", "missed"),
    [
        (60, None),
        (59, "到期前60天提醒"),
        (30, "到期前60天提醒"),
        (29, "到期前60天提醒、到期前30天书面通知"),
        (-1, "到期前60天提醒、到期前30天书面通知"),
    ],
)
def test_what_was_not_done_in_time_is_missed(session, due_in, missed):
    loan(session, due_in=due_in)
    rounds.run(session, COUNTY, TODAY)
    assert [alert.facts["未完成"] for alert in alerts(session, "loan_notice_missed")] == ([missed] if missed else [])


def test_what_was_done_is_not_missed(session):
    loan(session, due_in=62)
    for day in range(0, 60, 5):
        rounds.run(session, COUNTY, TODAY + timedelta(days=day))
        deliver_all(session, TODAY + timedelta(days=day))
        rounds.run(session, COUNTY, TODAY + timedelta(days=day))
        assert alerts(session, "loan_notice_missed") == []


def test_an_overdue_loan_goes_to_the_county_after_thirty_days(client, session):
    row = loan(session, due_in=-1)
    loan(session, due_in=0)
    rounds.run(session, COUNTY, TODAY)
    (alert,) = alerts(session, "loan_overdue")
    assert (alert.subject_id, alert.due_on, alert.escalates_on) == (row.id, row.due_on, row.due_on + timedelta(days=30))
    listed = client("xianji").get("/alerts", params={"rule": "loan_overdue"}).json()["items"]
    told = AlertRead.model_validate(listed[0])
    assert (told.escalated, told.title, told.subject_label, told.region_name) == (
        False,
        "小额信贷逾期",
        "张三",
        "朽石坎村",
    )
    assert told.facts == {"贷款到期日": str(row.due_on), "余额": "50000.00", "合同号": row.contract_no}
    assert client("xianji").get("/alerts", params={"escalated": True}).json()["items"] == []


def test_facts_follow_and_renewal_closes(session):
    row = loan(session, due_in=-5)
    rounds.run(session, COUNTY, TODAY)
    row.balance = 100
    session.flush()
    counts = rounds.run(session, COUNTY, TODAY).counts["alerts"]["loan_overdue"]
    assert counts == {"raised": 1, "changed": 1, "closed": 0}
    assert alerts(session, "loan_overdue")[0].facts["余额"] == "100.00"
    row.state = LoanState.RENEWED
    session.flush()
    rounds.run(session, COUNTY, TODAY)
    assert alerts(session, "loan_overdue") == []


def test_an_alert_that_comes_back_is_a_new_one(session):
    row = loan(session, due_in=-5)
    for state in (LoanState.ACTIVE, LoanState.RENEWED, LoanState.ACTIVE):
        row.state = state
        session.flush()
        rounds.run(session, COUNTY, TODAY)
    assert len(session.scalars(select(Alert).where(Alert.rule == "loan_overdue")).all()) == 2


def test_a_rule_without_its_parameter_is_silent_and_leaves_its_alerts(session):
    loan(session, due_in=20)
    loans.raise_notices(session, COUNTY, TODAY)
    rounds.run(session, COUNTY, TODAY + timedelta(days=10))
    session.execute(delete(PolicyParameter).where(PolicyParameter.key == "loan.undelivered_days"))
    counts = rounds.run(session, COUNTY, TODAY + timedelta(days=11)).counts
    assert "loan.undelivered_days" in counts["unset"]
    assert "loan_notice_undelivered" not in counts["alerts"]
    assert len(alerts(session, "loan_notice_undelivered")) == 1


def test_the_rules_explain_themselves(client):
    rules = [RuleRead.model_validate(rule) for rule in client("cunganbu").get("/alert-rules").json()]
    assert (
        {rule.code for rule in rules} == set(RULES) > {"loan_notice_undelivered", "loan_notice_missed", "loan_overdue"}
    )
    told = {rule.code: rule for rule in rules}
    assert told["loan_notice_undelivered"].parameters[0].key == "loan.undelivered_days"
    assert (told["loan_overdue"].handling, told["loan_overdue"].told) == ("cure", ["helper", "village", "township"])
    assert told["plan_same_measure"].cadence == "nightly"


def test_another_village_sees_no_alert_of_ours(client, session):
    loan(session, due_in=-3)
    loan(session, household(session, "5119210099", OTHER_VILLAGE, "邻居"), due_in=-3)
    rounds.run(session, COUNTY, TODAY)
    regions = lambda browser: {row["region_code"] for row in browser.get("/alerts").json()["items"]}  # noqa: E731
    assert regions(client("cunganbu")) == {VILLAGE}
    assert regions(client("xiangzhen")) == {VILLAGE, OTHER_VILLAGE}
    assert regions(client("linzhen")) == set()
    assert client("guanli").get("/alerts").status_code == 403


def test_alerts_move_with_their_household(session):
    row = loan(session, due_in=-3)
    rounds.run(session, COUNTY, TODAY)
    for table in (Household, type(row)):
        session.execute(update(table).values(region_code=OTHER_VILLAGE))
    rounds.run(session, COUNTY, TODAY)
    assert {alert.region_code for alert in session.scalars(select(Alert))} == {OTHER_VILLAGE}
