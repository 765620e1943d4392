"""A clue is verified on a phone without network, and what somebody else has said meanwhile is not overwritten."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.field.make import command, send
from tests.households.make import household
from tests.make import COUNTY, VILLAGE
from yihu.monitoring.models import Alert

SEEN = {"verdict": "true", "reason": "medical", "verified_on": str(TODAY)}
UNTRUE = {"verdict": "false", "reason": "bearable", "verified_on": str(TODAY)}


@pytest.fixture
def clue(session):
    home = household(session)
    row = Alert(
        county=COUNTY, region_code=VILLAGE, household_id=home.id, subject_id=uuid4(), rule="visit_finding_clue",
        subject_kind="finding", severity="warning", facts={"来源": "走访发现"}, raised_on=date(2026, 11, 20),
        step_due_on=date(2026, 11, 24),
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


def verification(clue, patch, version=1, **over) -> dict:
    return command(
        "alert_verification", clue.id, patch, base_version=version, household_id=str(clue.household_id), **over
    )


def fresh(session) -> Alert:
    return session.scalars(select(Alert).execution_options(populate_existing=True)).one()


def todos(browser) -> list[dict]:
    kit = browser.get("/field-kit").json()
    return [one for one in kit["todos"] if one["kind"] == "alert_verification"]


def test_the_to_do_has_the_clock_and_goes_when_it_is_done(client, session, clue):
    village = client("cunganbu")
    (todo,) = todos(village)
    assert (todo["verb"], todo["due_on"], todo["group"]) == ("核实", "2026-11-24", "week")
    assert todo["ref"]["facts"] == {"来源": "走访发现"}
    (told,) = send(village, verification(clue, SEEN | {"note": "花费两万"}))
    assert told["status"] == "applied", told
    row = fresh(session)
    assert (row.state, row.found_true, row.assignee_name) == ("verified", True, "何村")
    assert todos(village) == []


def test_the_same_word_merges_and_another_one_is_shown(client, session, clue):
    village, helper = client("cunganbu"), client("bangfu")
    send(village, verification(clue, SEEN))
    assert send(helper, verification(clue, SEEN))[0]["status"] == "merged"
    (told,) = send(helper, verification(clue, UNTRUE))
    assert (told["status"], told["conflict"]["fields"]["verdict"]["theirs"]) == ("conflict", "属实")
    assert fresh(session).found_true is True
    (again,) = send(helper, verification(clue, UNTRUE, version=told["conflict"]["version"]))
    row = fresh(session)
    assert (again["status"], row.state, row.found_true) == ("applied", "resolved", False)


def test_what_is_given_to_another_is_not_taken_unseen(client, session, clue):
    client("bangfu").post(f"/alerts/{clue.id}:claim")
    village = client("cunganbu")
    assert todos(village) == []
    (told,) = send(village, verification(clue, SEEN))
    assert (told["status"], told["conflict"]["fields"]["assignee"]) == (
        "conflict",
        {"base": None, "mine": "何村", "theirs": "方扶"},
    )
