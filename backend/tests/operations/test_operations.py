"""One act at many records: foreseen, done in steps, told row by row, stopped, taken back."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from tests.conftest import rules_of_loans
from tests.households.make import household
from tests.make import COUNTY, OTHER_TOWNSHIP, VILLAGE
from tests.operations.make import asked, figures, read, rows, step
from yihu.accounts.models import User
from yihu.households.models import Household, HouseholdHistory
from yihu.kernel.audit import AuditEntry
from yihu.monitoring.models import Alert
from yihu.operations.operation import OPERATIONS

pytestmark = rules_of_loans


@pytest.fixture
def person(session):
    return lambda username: session.scalars(select(User).where(User.username == username)).one()


def test_alerts_are_given_to_somebody_and_taken_back(session, client, run_jobs, person):
    one = household(session, "5119210001", VILLAGE, "单小红")
    here = {"county": COUNTY, "region_code": VILLAGE, "household_id": one.id, "severity": "warning", "facts": {}}
    about = {"subject_kind": "loan", "raised_on": date(2026, 11, 20), "rule": "loan_overdue"}
    done = {"state": "resolved", "resolved_on": date(2026, 11, 21), "resolved_by": person("lincun").id}
    told = [{}, {}, {"state": "claimed", "assignee_id": person("lincun").id, "assignee_name": "邻村"}, done]
    alerts = [Alert(**here, **about, subject_id=uuid4(), **more) for more in told]
    session.add_all(alerts)
    session.commit()
    officer, cadre = client("xiangzhen"), person("cunganbu")
    form = {"list": "/alerts?rule=loan_overdue&sort=raised_on", "parameters": {"assignee_id": str(cadre.id)}}

    found = asked(officer, run_jobs, "alerts.assign", **form)
    assert (found.state, figures(found)) == ("ready", {"foreseen": 3, "refused": 1})
    assert [(one.code, one.count) for one in found.counts.reasons] == [("wrong_step", 1)]
    assert [one.label for one in rows(officer, found, state="refused")] == ["单小红 小额信贷逾期"]
    session.expire_all()
    assert [one.state for one in alerts] == ["open", "open", "claimed", "resolved"], "a preview changes nothing"
    assert not session.query(AuditEntry).filter_by(action="alert.assigned").count()

    faster = person("lincun").id
    alerts[1].state, alerts[1].resolved_on, alerts[1].resolved_by = "resolved", date(2026, 11, 22), faster
    session.commit()
    found = step(officer, run_jobs, found, "start")
    assert (found.state, figures(found)) == ("done", {"refused": 1, "succeeded": 2, "failed": 1})
    session.expire_all()
    assert [one.assignee_id for one in alerts] == [cadre.id, None, cadre.id, None]
    audits = session.scalars(select(AuditEntry).where(AuditEntry.action == "alert.assigned")).all()
    assert {(one.actor_name, one.subject_id) for one in audits} == {("向镇", alerts[0].id), ("向镇", alerts[2].id)}
    (failed,) = rows(officer, found, state="failed")
    assert (failed.target_id, failed.code, bool(failed.message)) == (alerts[1].id, "wrong_step", True)
    job = officer.post("/exports", json={"list": f"/operations/{found.id}/rows?state=failed&state=refused"}).json()
    run_jobs()
    assert officer.get(f"/jobs/{job['id']}").json()["result"] == {"rows": 2}

    alerts[2].state = "verified"
    session.commit()
    found = step(officer, run_jobs, found, "reverse")
    assert (found.state, figures(found)) == ("reversed", {"refused": 1, "failed": 1, "reversed": 1, "kept": 1})
    session.expire_all()
    assert (alerts[0].state, alerts[0].assignee_id) == ("open", None)
    assert client("linzhen").get(f"/operations/{found.id}").status_code == 404
    assert client("xianji").get(f"/operations/{found.id}").status_code == 404, "his own alone"


def test_households_get_another_class_and_their_own_back(session, client, run_jobs):
    homes = [household(session, f"51192100{n:02}", VILLAGE, f"户{n}", household_class="ordinary") for n in range(5)]
    away = household(session, "5119210099", f"{OTHER_TOWNSHIP}001", "外乡")
    homes[0].household_class = "verge"
    session.commit()
    officer, wanted = client("xiangzhen"), {"household_class": "verge", "source": "通江监测〔2026〕3号"}
    every = [str(one.id) for one in (*homes, away)]
    found = asked(officer, run_jobs, "households.reclassify", ids=every, parameters=wanted)
    assert figures(found) == {"foreseen": 4, "refused": 1}, "what he does not see is not there"
    found = step(officer, run_jobs, found, "start")
    session.expire_all()
    assert {one.household_class for one in homes} == {"verge"}
    said = select(HouseholdHistory.source).where(HouseholdHistory.household_class == "verge")
    assert wanted["source"] in set(session.scalars(said))
    session.execute(update(Household).where(Household.id == homes[4].id).values(household_class="sudden_hardship"))
    session.commit()
    found = step(officer, run_jobs, found, "reverse")
    assert figures(found) == {"refused": 1, "reversed": 3, "kept": 1}
    session.expire_all()
    assert [one.household_class for one in homes] == ["verge", "ordinary", "ordinary", "ordinary", "sudden_hardship"]

    def refused(**form):
        answer = officer.post("/operations", json={"operation": "households.reclassify", **form})
        return answer.status_code, answer.json().get("errors", [{}])[0].get("pointer") or answer.json()["code"]

    assert refused(ids=every, parameters={"source": "通江监测"}) == (422, "/parameters")
    assert refused(ids=every, parameters={"household_class": "verge"}) == (422, "/parameters/source")
    assert refused(list="/loans", parameters=wanted) == (409, "wrong_list")
    assert refused(list="/nowhere", parameters=wanted) == (404, "list_unknown")
    assert (
        client("bumen")
        .post("/operations", json={"operation": "households.reclassify", "ids": every, "parameters": wanted})
        .status_code
        == 403
    )
    nothing = asked(officer, run_jobs, "households.reclassify", list="/households?q=没有", parameters=wanted)
    assert (nothing.state, officer.get(f"/jobs/{nothing.job_id}").json()["problem"]) == ("failed", "没有符合条件的记录")


def test_a_batch_stops_where_it_is_and_is_never_done_twice(session, client, run_jobs, monkeypatch):
    from yihu.jobs import running
    from yihu.operations import working

    for n in range(6):
        household(session, f"51192100{n:02}", VILLAGE, f"户{n}", household_class="ordinary")
    session.commit()
    found = OPERATIONS["households.reclassify"]
    monkeypatch.setitem(OPERATIONS, found.name, type(found)(**{**vars(found), "at_once": 2}))
    officer, wanted = client("xiangzhen"), {"household_class": "verge", "source": "通江监测〔2026〕3号"}
    ready = asked(officer, run_jobs, found.name, list="/households?sort=household_no", parameters=wanted)
    write, steps = working._write, []

    def interrupted(*args):
        steps.append(1)
        if len(steps) == 4:
            assert officer.delete(f"/jobs/{job_id}").status_code == 202
        write(*args)
        if len(steps) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(working, "_write", interrupted)
    answer = officer.post(f"/operations/{ready.id}:start", headers={"If-Match": f'"{ready.version}"'})
    job_id = answer.json()["job_id"]
    with pytest.raises(KeyboardInterrupt):
        run_jobs()
    steps.append(1)
    running.do_job.func(COUNTY, job_id)  # the next worker: one step more, then somebody cancels
    done = read(officer, ready.id)
    assert (done.state, figures(done)) == ("done", {"succeeded": 2, "foreseen": 4})
    assert session.query(AuditEntry).filter_by(action="household.reclassified").count() == 2


def test_a_step_is_tried_again_while_others_hold_its_records(session, client, run_jobs, monkeypatch):
    """The tests have one connection, so that the lock is told of, not held: after the step's work, which is rolled back."""
    from yihu.operations import working

    one = household(session, "5119210001", VILLAGE, "单小红", household_class="ordinary")
    session.commit()
    officer, wanted = client("xiangzhen"), {"household_class": "verge", "source": "通江监测〔2026〕3号"}
    found, held, pauses = OPERATIONS["households.reclassify"], [LockNotAvailable(), DeadlockDetected()], []

    def meeting(work):
        def meets(*args):
            told = work(*args)
            if held:
                raise OperationalError("update", {}, held.pop())
            return told

        return meets

    patched = replace(found, act=meeting(found.act), undo=meeting(found.undo))
    monkeypatch.setitem(OPERATIONS, found.name, patched)
    monkeypatch.setattr(working, "time", SimpleNamespace(sleep=pauses.append))
    ready = asked(officer, run_jobs, found.name, ids=[str(one.id)], parameters=wanted)
    assert (figures(ready), len(pauses)) == ({"foreseen": 1}, 2)
    held.append(LockNotAvailable())
    done = step(officer, run_jobs, ready, "start")
    assert (figures(done), len(pauses)) == ({"succeeded": 1}, 3)
    assert session.query(AuditEntry).filter_by(action="household.reclassified").count() == 1, "done once"
    held.extend(LockNotAvailable() for _ in range(working.TRIES))
    kept = step(officer, run_jobs, done, "reverse")
    assert (kept.state, figures(kept), held) == ("reversed", {"kept": 1}, [])
    assert [one.code for one in rows(officer, kept)] == ["busy"]
    session.expire_all()
    assert one.household_class == "verge"
