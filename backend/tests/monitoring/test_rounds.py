from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import TODAY, rules_of_loans
from tests.loans.make import loan
from tests.make import COUNTY
from yihu.kernel.audit import AuditEntry
from yihu.kernel.jobs import queue
from yihu.kernel.settings import settings
from yihu.loans.models import LoanNotice
from yihu.monitoring import rounds
from yihu.monitoring.models import Alert, Round
from yihu.monitoring.schemas import RoundRead

pytestmark = rules_of_loans


def open_alerts(session) -> dict[str, int]:
    query = select(Alert.rule, func.count()).where(Alert.closed_on.is_(None)).group_by(Alert.rule)
    return dict(session.execute(query).all())


def test_a_round_raises_notices_and_alerts_and_the_second_adds_nothing(session):
    for days in (-40, 10, 45, 62, 200):
        loan(session, due_in=days)
    first = rounds.run(session, COUNTY, TODAY).counts
    assert first["notices"] == {"cancelled": 0, "reopened": 0, "reminder": 2, "written": 1, "overdue": 1}
    assert [key for key in first["unset"] if key.startswith("loan.")] == ["loan.overdue_percent"]
    assert open_alerts(session) == {"loan_overdue": 1, "loan_notice_missed": 3}
    again = rounds.run(session, COUNTY, TODAY)
    assert {**again.counts, "seconds": {}} == {**first, "seconds": {}}
    assert set(first["seconds"]) == set(first["alerts"])
    assert session.scalar(select(func.count()).select_from(Round)) == 1


def test_a_county_officer_runs_it_and_reads_what_it_did(client, session):
    loan(session, due_in=20)
    county = client("xianji")
    made = county.post("/rounds", json={})
    assert made.status_code == 200, made.text
    assert RoundRead.model_validate(made.json()).counts["notices"]["written"] == 1
    (listed,) = county.get("/rounds").json()["items"]
    assert (listed["id"], listed["counts"]) == (made.json()["id"], made.json()["counts"])
    assert session.scalar(select(func.count()).where(AuditEntry.action == "round.run")) == 1
    refused = county.post("/rounds", json={"business_on": str(TODAY + timedelta(days=1))})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_today")


def test_only_the_county_runs_rounds(client):
    for username in ("cunganbu", "xiangzhen", "yinhang", "guanli"):
        assert client(username).post("/rounds", json={}).status_code == 403


@pytest.mark.parametrize("days", [10, 38])
def test_the_worker_makes_the_round_that_is_missing_and_catches_up_after_an_outage(
    session, sessions, monkeypatch, days
):
    loan(session, due_in=40)
    session.commit()
    make_rounds = queue.tasks["make_rounds"].func
    make_rounds(0)
    make_rounds(0)
    assert session.scalars(select(Round.business_on)).all() == [TODAY]
    monkeypatch.setattr(settings().clock, "business_date", TODAY + timedelta(days=days))
    make_rounds(0)
    assert session.scalar(select(func.count()).select_from(Round)) == 2
    rungs = session.execute(select(LoanNotice.rung, LoanNotice.raised_on).order_by(LoanNotice.raised_on)).all()
    assert [(rung.value, on) for rung, on in rungs] == [("reminder", TODAY), ("written", TODAY + timedelta(days=days))]


def test_a_delivery_closes_the_alert_the_same_minute(client, session, run_jobs):
    loan(session, due_in=25)
    rounds.loans.raise_notices(session, COUNTY, TODAY - timedelta(days=8))
    rounds.run(session, COUNTY, TODAY)
    session.commit()
    assert open_alerts(session)["loan_notice_undelivered"] == 1
    notice = session.scalars(select(LoanNotice).where(LoanNotice.rung == "written")).one()
    form = {"delivered_on": str(TODAY), "outcome": "received", "receiver_name": "张三", "receiver_relation": "self"}
    answer = client("cunganbu").post(f"/loan-notices/{notice.id}:deliver", json=form, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    assert run_jobs() == 1
    assert "loan_notice_undelivered" not in open_alerts(session)
