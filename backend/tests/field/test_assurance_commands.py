"""A check from the phone: kept once, late ones are history; what is due stands among the to-dos."""

from datetime import timedelta
from uuid import uuid4

from tests.assurances import make
from tests.conftest import TODAY
from tests.field.make import command, send
from tests.plans.make import home


def sent(row, **over):
    lines = [{"item": item, "result": "ok"} for item in ("food", "clothing", "education", "health", "housing", "water")]
    patch = {"household_id": str(row.id), "checked_on": str(TODAY), "checks": lines} | over
    return command("assurance_check", uuid4(), patch)


def told(phone, one):
    (result,) = send(phone, one)
    return result


def kit(phone):
    return phone.get("/field-kit").json()


def test_a_round_is_due_until_the_phone_has_checked(session, client):
    row, _ = home(session, exited_year=2016)
    make.round_(session)
    phone = client("cunganbu")
    assert [t["title"] for t in kit(phone)["todos"] if t["kind"] == "assurance_due"] == ["脱贫户全面核查"]
    one = sent(row)
    assert told(phone, one)["status"] == "applied"
    assert told(phone, one)["status"] == "duplicate"
    taken = kit(phone)
    assert [t for t in taken["todos"] if t["kind"] == "assurance_due"] == []
    (file,) = (h for h in taken["households"] if h["id"] == str(row.id))
    assert {(a["item"], a["result"]) for a in file["assurances"]} == {
        ("food", "ok"), ("clothing", "ok"), ("education", "not_applicable"), ("health", "ok"), ("housing", "ok"), ("water", "ok"),
    }  # fmt: skip
    assert {form["code"] for form in taken["assurance_items"]} == {
        "food",
        "clothing",
        "education",
        "health",
        "housing",
        "water",
    }


def test_what_arrives_late_changes_nothing_newer(session, client):
    row, _ = home(session)
    make.check(session, row, "housing", "ok", TODAY)
    phone = client("cunganbu")
    late = sent(
        row, checked_on=str(TODAY - timedelta(days=9)), checks=[{"item": "housing", "result": "defect", "note": "漏雨"}]
    )
    assert told(phone, late)["status"] == "applied"
    assert [a["result"] for a in phone.get(f"/households/{row.id}").json()["assurances"]] == ["ok"]
    against = sent(row, checks=[{"item": "housing", "result": "ok", "figures": {"grade": "D"}}])
    refused = told(phone, against)
    assert (refused["status"], refused["problem"]["errors"][0]["code"]) == ("quarantined", "against_figures")
