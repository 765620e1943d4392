"""Naming who answers for many measures at once."""

from sqlalchemy import select

from tests.pairings.make import helper
from tests.plans.make import CONSENT, Author, home
from yihu.accounts.models import User
from yihu.kernel.audit import AuditEntry

NOBODY = "0199aaaa-0000-7000-8000-000000000000"


def account(session, username):
    return str(session.scalars(select(User.id).where(User.username == username)).one())


def assign(browser, measures, **who):
    ids = [one["id"] if isinstance(one, dict) else one for one in measures]
    return browser.post("/measures:assign", json={"measure_ids": ids, **who})


def test_measures_of_several_plans_go_to_one_helper(client, session):
    village, plans = Author(client("cunganbu")), []
    for _ in range(2):
        row, _head = home(session)
        village.start(row.id)
        village.add()
        plans.append(village.plan)
    assert village.verb("confirm", CONSENT).is_success
    who = helper(session, name="罗建国")
    measures = [plan["measures"][0] for plan in plans]
    answer = assign(client("xiangzhen"), [*measures, NOBODY], helper_id=str(who.id)).json()
    assert answer["count"] == 2
    assert [row["outcome"] for row in answer["rows"]] == ["assigned", "assigned", "unknown"]

    plan = client("cunganbu").get(f"/plans/{plans[1]['id']}").json()
    measure = plan["measures"][0]
    assert (measure["owner_name"], measure["helper_id"], measure["owner_id"]) == ("罗建国", str(who.id), None)
    assert measure["version"] == measures[1]["version"] + 1
    assert plan["consent_stale"]
    told = session.scalars(select(AuditEntry).where(AuditEntry.action == "measure.assigned")).all()
    assert {str(one.subject_id) for one in told} == {one["id"] for one in plans}
    again = assign(client("xiangzhen"), measures, helper_id=str(who.id)).json()
    assert (again["count"], {row["outcome"] for row in again["rows"]}) == (0, {"same"})


def test_a_submitted_plan_stays_as_its_reviewer_sees_it(client, session):
    village = Author(client("cunganbu"))
    row, head = home(session)
    village.start(row.id)
    village.complete(head.id)
    assert village.verb("confirm", CONSENT).is_success
    assert village.verb("submit").is_success
    answer = assign(client("cunganbu"), village.plan["measures"], helper_id=str(helper(session).id)).json()
    assert {row["outcome"] for row in answer["rows"]} == {"closed"}


def test_an_owner_must_answer_for_the_place_and_the_caller_must_reach_it(client, session):
    village = Author(client("cunganbu"))
    row, _head = home(session)
    village.start(row.id)
    measure = village.add()
    elsewhere = assign(client("cunganbu"), [measure], owner_id=account(session, "lincun")).json()
    assert elsewhere["rows"][0]["outcome"] == "outside"
    stranger = assign(client("lincun"), [measure], owner_id=account(session, "xianji")).json()
    assert stranger["rows"][0]["outcome"] == "unknown"
    assert assign(client("cunganbu"), [measure], owner_id=account(session, "xianji")).json()["count"] == 1
    assert assign(client("cunganbu"), [measure], owner_id=NOBODY).status_code == 422
    both = assign(client("cunganbu"), [measure], owner_id=NOBODY, helper_id=NOBODY)
    assert (both.status_code, assign(client("cunganbu"), [measure]).status_code) == (422, 422)
