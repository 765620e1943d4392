"""A list taken away again, restricted to what has changed: on a database of its own, since it must have been committed."""

import json
from datetime import timedelta

import pytest

from tests.households.make import household
from tests.loans.make import loan
from tests.make import OTHER_VILLAGE, VILLAGE, run_jobs
from yihu.exchange import exports  # noqa: F401  the lists are known
from yihu.exchange.export import EXPORTS
from yihu.integration.resources import RESOURCES
from yihu.kernel import clock
from yihu.kernel.db import EVERYWHERE, entering, transaction
from yihu.main import create_app

LOANS = "/loans?q=单小&sort=due_on"


@pytest.fixture
def exported(committed):
    def export(browser, **form):
        """The job's result, and what its files hold."""
        answer = browser.post("/exports", json={"format": "ndjson", **form})
        assert answer.status_code == 202, answer.text
        run_jobs(committed)
        job = browser.get(f"/jobs/{answer.json()['id']}").json()
        assert job["state"] == "succeeded", job
        texts = (browser.get(file["url"].removeprefix("/api/v1")).text for file in job["files"])
        return job["result"], [[json.loads(line) for line in text.splitlines()] for text in texts]

    return export


def test_what_has_changed_is_taken_away_and_the_next_time_goes_on_from_there(committed, signed_in, exported):
    with transaction(committed, entering(EVERYWHERE)) as session:
        homes = [household(session, f"511921900{n}", VILLAGE, f"单小{n}") for n in range(4)]
        session.flush()
        lent = [str(loan(session, home, 400).id) for home in homes]
    village, town = signed_in("cunganbu"), signed_in("xiangzhen")
    first, (rows,) = exported(village, list=LOANS)
    assert {*lent} <= {row["id"] for row in rows}, "other tests have committed loans too"
    assert first["rows"] == len(rows)
    none, files = exported(village, list=LOANS, since=first["sync_token"])
    assert (none["rows"], none["removed"], files) == (0, 0, [[], []])

    # One is paid back, one goes to another village, one comes to be called otherwise.
    started = clock.now()
    paid = town.get(f"/loans/{lent[0]}").json()
    form = {name: paid[name] for name in ("household_no", "principal", "lent_on", "due_on")} | {"balance": "0"}
    path = f"/loans/{paid['bank_code']}/{paid['contract_no']}"
    assert town.put(path, json=form).status_code == 200
    moved = town.patch(f"/households/{homes[1].id}", json={"region_code": OTHER_VILLAGE}, headers={"If-Match": '"1"'})
    assert moved.status_code == 200, moved.text
    seen = {}
    for since in (none["sync_token"], started.isoformat()):
        second, (rows, gone) = exported(village, list=LOANS, since=since)
        seen[since] = [(row["id"], row["state"]) for row in rows], [(row["id"], row["reason"]) for row in gone]
        assert (second["rows"], second["removed"]) == (1, 1)
    assert list(seen.values()) == [([(lent[0], "settled")], [(lent[1], "OUT_OF_SCOPE")])] * 2
    active = f"{LOANS}&state=active"
    _, (rows, gone) = exported(town, list=active, since=none["sync_token"])
    assert [row["id"] for row in rows] == [lent[1]]
    assert gone == [{"op": "REMOVE", "id": lent[0], "reason": "NOT_LISTED"}]
    assert exported(village, list=LOANS, since=second["sync_token"])[0]["rows"] == 0
    sheet, _ = village.post("/exports", json={"list": LOANS, "since": none["sync_token"]}), run_jobs(committed)
    job = village.get(f"/jobs/{sheet.json()['id']}").json()
    assert (len(job["files"]), job["result"]["rows"], job["result"]["removed"]) == (1, 1, 1)


def test_a_list_without_changes_of_its_own_and_a_bad_start_are_refused(signed_in):
    village = signed_in("cunganbu")
    old = (clock.now() - timedelta(days=31)).isoformat()
    asked = [("/loan-repayments", clock.now().isoformat()), ("/loans", "x"), ("/loans", old), ("/loans", "2026-11-28")]
    told = [village.post("/exports", json={"list": where, "since": since}).json() for where, since in asked]
    codes = ["list_not_followed", "sync_token_invalid", "sync_token_expired", "validation_failed"]
    assert [one["code"] for one in told] == codes
    assert told[3]["errors"][0]["pointer"] == "/since"


def test_every_resource_of_the_feed_is_followed_and_called_as_its_address():
    followed = {one.follows.subject: one for one in EXPORTS.values() if one.follows}
    assert set(followed) == set(RESOURCES)
    paths = create_app().openapi()["paths"]
    for name, one in followed.items():
        assert RESOURCES[name].table == one.follows.__tablename__
        assert f"/api/v1/{one.name}" in paths
        assert all("id" in listing.base.selected_columns for listing in one.listings())
