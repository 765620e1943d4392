"""The change of the year: drafts out of last year's plans."""

import subprocess
import sys

from tests.make import TOWNSHIP
from tests.monitoring.test_plan_rules import measure, plan
from tests.plans.make import home


def carried(client, run_jobs, **form):
    browser = client("xiangzhen")
    asked = browser.post("/plan-carry-overs", json={"year": 2027} | form)
    assert asked.status_code == 202, asked.text
    run_jobs()
    return browser.get(f"/plan-carry-overs/{asked.json()['id']}").json()


def test_what_is_unfinished_goes_into_the_new_year_once(session, client, run_jobs):
    row, _ = home(session)
    old = plan(session, row, wish="多养几头牛")
    measure(session, old)
    measure(session, old, "已办的事", state="done", done_on=old.consent_on)
    started, _ = home(session)
    plan(session, started)
    plan(session, started, year=2027, state="draft")
    gone, _ = home(session, status="cancelled")
    plan(session, gone)
    told = carried(client, run_jobs)
    assert (told["state"], told["done"], told["total"], told["made"]) == ("done", 1, 1, 1)
    (new,) = client("cunganbu").get("/plans", params={"year": 2027, "household_id": str(row.id)}).json()["items"]
    assert (new["state"], new["why"], new["measure_count"], new["completeness"] > 0) == (
        "draft",
        "carried_over",
        1,
        True,
    )
    assert carried(client, run_jobs)["made"] == 0, "a second run adds nothing"


def test_only_the_asked_area_and_only_near_years(session, client, run_jobs):
    assert client("linzhen").post("/plan-carry-overs", json={"year": 2027, "region_code": TOWNSHIP}).status_code == 422
    assert client("xiangzhen").post("/plan-carry-overs", json={"year": 2031}).status_code == 422
    assert client("cunganbu").post("/plan-carry-overs", json={"year": 2027}).status_code == 403


def test_the_worker_alone_knows_the_jobs_of_plans():
    known = "import yihu.worker; from yihu.kernel.jobs import queue; print({'carry_plans_over', 'compare_plans'} <= set(queue.tasks))"
    assert subprocess.run([sys.executable, "-c", known], capture_output=True, text=True, check=True).stdout == "True\n"
