"""Visits and what they brought to light, sent as commands."""

from uuid import uuid4

import pytest

from tests.conftest import TODAY
from tests.field.make import command, days_ago, send
from tests.households.make import household
from tests.make import VILLAGE
from yihu.kernel.audit import AuditEntry


@pytest.fixture
def home(session):
    row = household(session, "5119210001", VILLAGE, "张三")
    session.commit()
    return row


@pytest.fixture
def cadre(client):
    return client("cunganbu")


def visit(home, **over) -> dict:
    told = {"household_id": str(home.id), "visited_on": str(TODAY), "contact": "home", "purposes": ["routine"]}
    return command("visit", uuid4(), told | over)


def action(finding_id, text, **over) -> dict:
    return command("finding_action", finding_id, {"action": text, "acted_on": str(TODAY)}, **over)


def test_a_visit_and_what_was_done_about_its_finding_arrive_in_one_batch(cadre, home):
    finding, photo = str(uuid4()), str(uuid4())
    found = {"id": finding, "category": "housing", "severity": "warning", "text": "屋顶漏雨"}
    made_at = days_ago(40)
    sent = visit(home, findings=[found], attachment_ids=[photo]) | {"made_at": made_at}
    results = send(cadre, sent, action(finding, "请人修好了"))
    assert [r["status"] for r in results] == ["applied", "merged"], results
    row = cadre.get(f"/visits/{sent['subject_id']}").json()
    assert (row["visitor_name"], row["attachments"]) == ("何村", [{"id": photo, "here": False}])
    assert row["findings"][0]["state"] == "acted"
    assert [r["status"] for r in send(cadre, sent)] == ["duplicate"]


def test_two_who_saw_to_the_same_finding_are_asked_unless_they_say_the_same(client, cadre, home, session):
    finding = str(uuid4())
    found = {"id": finding, "category": "housing", "severity": "warning", "text": "屋顶漏雨"}
    send(cadre, visit(home, findings=[found]))
    assert send(client("xiangzhen"), action(finding, "镇上已报危改", base_version=1))[0]["status"] == "applied"
    same, other = send(cadre, action(finding, "镇上已报危改"), action(finding, "请人修好了", base_version=1))
    assert (same["status"], other["status"]) == ("merged", "conflict")
    assert other["conflict"]["fields"] == {"action": {"base": None, "mine": "请人修好了", "theirs": "镇上已报危改"}}
    assert cadre.post(f"/field-commands/{other['id']}:settle", json={"how": "apply"}).json()["status"] == "resolved"
    row = cadre.get(f"/findings/{finding}").json()
    assert (row["action"], row["acted_by_name"]) == ("请人修好了", "何村")
    assert session.query(AuditEntry).filter_by(action="finding.reopened").count() == 1


def test_the_office_records_a_parked_visit_in_its_authors_name(client, cadre, home):
    wrong = visit(home, purposes=["nothing we know"])
    (parked,) = send(cadre, wrong)
    assert (parked["status"], parked["problem"]["code"]) == ("quarantined", "validation_failed")
    right = visit(home) | {"replaces": wrong["id"]}
    assert send(cadre, right)[0]["status"] == "applied"
    statuses = {c["id"]: c["status"] for c in client("xiangzhen").get("/field-commands").json()["items"]}
    assert statuses == {wrong["id"]: "resolved", right["id"]: "applied"}
