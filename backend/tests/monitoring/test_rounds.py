from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from tests.conftest import TODAY, rules_of_loans
from tests.loans.make import loan
from tests.make import COUNTY
from yihu.kernel.audit import AuditEntry
from yihu.kernel.jobs import queue
from yihu.kernel.settings import settings
from yihu.loans.models import LoanNotice
from yihu.monitoring import alerts, jobs, rounds
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


def test_a_county_officer_has_it_made_and_reads_what_it_did(client, session, run_jobs):
    loan(session, due_in=20)
    county = client("xianji")
    asked = county.post("/rounds", json={"business_on": str(TODAY)})
    assert (asked.status_code, asked.json()["state"], asked.json()["about"]) == (202, "waiting", str(TODAY)), asked.text
    assert county.get("/rounds").json()["items"] == [], "nothing is made in the request"
    again = county.post("/rounds", json={})
    assert (again.status_code, again.json()["id"]) == (202, asked.json()["id"]), "one at a time"
    assert run_jobs() == 1
    job = county.get(f"/jobs/{asked.json()['id']}").json()
    assert (job["state"], job["progress"]["done"], job["progress"]["total"]) == ("succeeded", 3, 3), job
    assert job["result"] == {"notices": 1, "rules": 3, "rules_failed": 0, "raised": 1, "changed": 0, "closed": 0}
    (listed,) = county.get("/rounds").json()["items"]
    assert RoundRead.model_validate(listed).counts["notices"]["written"] == 1
    assert session.scalar(select(func.count()).where(AuditEntry.action == "round.run")) == 1
    refused = county.post("/rounds", json={"business_on": str(TODAY + timedelta(days=1))})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_today")
    assert county.post("/rounds", json={}).json()["id"] != asked.json()["id"], "that one has ended"


def test_what_fails_is_tried_once_more_and_then_told(client, session, sessions, run_jobs, monkeypatch):
    loan(session, due_in=-40)
    session.commit()
    county, real, tries = client("xianji"), alerts.judge_rule, []
    broken = {"loan_overdue": 2, "loan_notice_missed": 1}

    def judged(within, rule, *asked):
        tries.append(rule.code)
        if tries.count(rule.code) <= broken.get(rule.code, 0):
            within.execute(text("select 1 / 0"))
        return real(within, rule, *asked)

    monkeypatch.setattr(alerts, "judge_rule", judged)
    queue.tasks["make_rounds"].func(0)
    (job,) = county.get("/jobs", params={"kind": rounds.MAKE}).json()["items"]
    assert (job["asked_by_name"], job["mine"], county.post("/rounds", json={}).json()["id"]) == (
        "系统",
        False,
        job["id"],
    )
    run_jobs()
    assert tries == [
        "loan_overdue",
        "loan_notice_missed",
        "loan_notice_undelivered",
        "loan_overdue",
        "loan_notice_missed",
    ]
    (job,) = county.get("/jobs", params={"kind": rounds.MAKE}).json()["items"]
    assert (job["state"], job["progress"]["failed"]) == ("succeeded_with_errors", 1)
    (listed,) = county.get("/rounds").json()["items"]
    assert listed["counts"]["failed"] == {"loan_overdue": "DivisionByZero"}
    assert open_alerts(session) == {"loan_notice_missed": 1}
    tries.clear()
    jobs.judge_county.func(COUNTY, ["loan"], at_once=True)
    assert county.get("/rounds").json()["items"][0]["counts"]["failed"] == {"loan_overdue": "DivisionByZero"}
    broken.clear()
    jobs.judge_county.func(COUNTY, ["loan"], at_once=True)
    assert county.get("/rounds").json()["items"][0]["counts"]["failed"] == {}, "it has worked since"
    assert open_alerts(session) == {"loan_notice_missed": 1, "loan_overdue": 1}


def test_only_the_county_runs_rounds(client):
    for username in ("cunganbu", "xiangzhen", "yinhang", "guanli"):
        assert client(username).post("/rounds", json={}).status_code == 403


@pytest.mark.parametrize("days", [10, 38])
def test_the_worker_makes_the_round_that_is_missing_and_catches_up_after_an_outage(
    session, run_jobs, monkeypatch, days
):
    loan(session, due_in=40)
    session.commit()
    make_rounds = queue.tasks["make_rounds"].func
    make_rounds(0)
    make_rounds(0)
    assert run_jobs() == 1
    make_rounds(0)
    assert run_jobs() == 0
    assert session.scalars(select(Round.business_on)).all() == [TODAY]
    monkeypatch.setattr(settings().clock, "business_date", TODAY + timedelta(days=days))
    make_rounds(0)
    run_jobs()
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
