"""The change of the year: drafts out of last year's plans."""

import subprocess
import sys
from datetime import date

from tests.conftest import TODAY
from tests.make import TOWNSHIP
from tests.monitoring.test_plan_rules import measure, plan
from tests.pairings.make import helper as make_helper
from tests.plans.make import CONSENT, Author, home


def carried(client, run_jobs, **form):
    browser = client("xiangzhen")
    asked = browser.post("/plan-carry-overs", json={"year": 2027} | form)
    assert asked.status_code == 202, asked.text
    run_jobs()
    return browser.get(f"/plan-carry-overs/{asked.json()['id']}").json()


def rows(client, run, **asked):
    return client("xiangzhen").get(f"/plan-carry-overs/{run['id']}/rows", params=asked).json()["items"]


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
    unborn, _ = home(session)
    plan(session, unborn, state="returned")
    without, _ = home(session)
    foreseen = client("xiangzhen").get("/plan-carry-overs/preview", params={"year": 2027}).json()
    told = carried(client, run_jobs)
    assert (told["state"], told["done"], told["total"], told["made"]) == ("done", 1, 1, 1)
    assert foreseen["counts"] == told["counts"], "the preview says what the run does"
    assert foreseen["still_open"] == 1
    assert {one["household_id"]: one["outcome"] for one in rows(client, told)} == {
        str(row.id): "carried", str(started.id): "has_plan", str(gone.id): "struck_off",
        str(unborn.id): "not_in_force", str(without.id): "no_plan",
    }  # fmt: skip
    (new,) = client("cunganbu").get("/plans", params={"year": 2027, "household_id": str(row.id)}).json()["items"]
    assert (new["state"], new["why"], new["measure_count"], new["completeness"] > 0) == (
        "draft",
        "carried_over",
        1,
        True,
    )
    (kept,) = rows(client, told, outcome="carried")
    assert (kept["plan_id"], kept["measures"], kept["finished"]) == (new["id"], 1, 1)
    assert carried(client, run_jobs)["made"] == 0, "a second run adds nothing"


def test_a_measure_comes_along_without_its_old_date_and_without_who_has_gone(session, client, run_jobs):
    row, head = home(session)
    old = plan(session, row)
    helper = make_helper(session, name="李帮扶")
    measure(session, old, "修两间圈舍", due_on=date(2026, 10, 31), helper_id=helper.id, owner_name=helper.name)
    measure(session, old, "读完三年技校", due_on=date(2028, 6, 30), owner_name="何春林")
    measure(session, old, "外出务工", member_id=head.id)
    helper.valid_to = head.left_on = TODAY
    session.flush()
    told = carried(client, run_jobs)
    (mine,) = rows(client, told, outcome="carried")
    assert (mine["measures"], mine["undated"], mine["left_behind"]) == (2, 1, 1)
    new = client("cunganbu").get(f"/plans/{mine['plan_id']}").json()
    brought = {one["text"]: (one["due_on"], one["owner_name"]) for one in new["measures"]}
    assert brought == {"修两间圈舍": (None, None), "读完三年技校": ("2028-06-30", "何春林")}
    gaps = {gap["code"]: gap["message"] for gap in new["gaps"]}
    assert gaps["measure_without_date"] == "“修两间圈舍”没有完成时间，上年没有办完，请重新定"
    assert "measure_without_owner" in gaps
    late = client("cunganbu").get("/measures", params={"year": 2027, "late": True}).json()
    assert late["items"] == [], "nothing is late on its first day"


def test_what_is_done_after_the_carry_over_is_done_in_the_new_plan(session, client, run_jobs):
    row, head = home(session)
    old = plan(session, row)
    measure(session, old)
    told = carried(client, run_jobs)
    (mine,) = rows(client, told, outcome="carried")
    village = Author(client("cunganbu"))
    done = {"state": "done", "progress": 100, "told_on": "2026-11-20", "note": "牛已买回"}
    (last,) = village.browser.get(f"/plans/{old.id}").json()["measures"]
    assert village.post(f"/measures/{last['id']}:progress", done, last["version"]).status_code == 200
    village.plan = village.browser.get(f"/plans/{mine['plan_id']}").json()
    village.complete(head.id)
    assert village.verb("confirm", CONSENT).status_code == 200
    assert village.verb("submit").status_code == 200
    township = Author(client("xiangzhen"))
    township.plan = village.plan
    assert township.verb("approve").status_code == 200
    assert {one["text"]: one["state"] for one in township.plan["measures"]}["养殖肉牛3头"] == "done"


def test_an_undone_run_takes_back_what_nobody_has_touched(session, client, run_jobs):
    """Touched: written in, a measure added, or given to somebody; a draft thrown away by hand is gone already."""
    homes = [home(session)[0] for _ in range(5)]
    for row in homes:
        measure(session, plan(session, row))
    other, _ = home(session)
    plan(session, other, year=2027, state="draft")
    run = carried(client, run_jobs)
    made = {one["household_id"]: one["plan_id"] for one in rows(client, run, outcome="carried")}
    written, longer, assigned, thrown, left = (made[str(row.id)] for row in homes)
    author = Author(client("cunganbu"))
    author.plan = author.browser.get(f"/plans/{written}").json()
    author.change(wish="想种花椒")
    author.plan = author.browser.get(f"/plans/{longer}").json()
    author.add(text="种植青花椒4亩")
    (one,) = author.browser.get(f"/plans/{assigned}").json()["measures"]
    helper = make_helper(session, name="李帮扶")
    author.browser.post("/measures:assign", json={"measure_ids": [one["id"]], "helper_id": str(helper.id)})
    author.browser.delete(f"/plans/{thrown}", headers={"If-Match": '"1"'})
    browser, path = client("xiangzhen"), f"/plan-carry-overs/{run['id']}"
    assert browser.post(f"{path}:undo", headers={"If-Match": f'"{run["version"]}"'}).status_code == 202
    again = browser.get(path).json()
    assert (
        browser.post(f"{path}:undo", headers={"If-Match": f'"{again["version"]}"'}).json()["code"]
        == "carry_over_not_done"
    )
    run_jobs()
    told = browser.get(path).json()
    assert (told["state"], {one["outcome"]: one["households"] for one in told["counts"]}) == (
        "undone",
        {"kept": 3, "taken_back": 2, "has_plan": 1},
    )
    assert {one["plan_id"] for one in rows(client, run, outcome="kept")} == {written, longer, assigned}
    assert browser.get(f"/plans/{left}").status_code == 404
    assert len(browser.get("/plans", params={"year": 2027}).json()["items"]) == 4
    assert [len(browser.get(f"/plans/{one}").json()["measures"]) for one in (written, longer)] == [1, 2]
    assert carried(client, run_jobs)["made"] == 2, "the year can be carried over anew"


def test_only_the_asked_area_and_only_near_years(session, client, run_jobs):
    assert client("linzhen").post("/plan-carry-overs", json={"year": 2027, "region_code": TOWNSHIP}).status_code == 422
    assert client("xiangzhen").post("/plan-carry-overs", json={"year": 2031}).status_code == 422
    assert client("cunganbu").post("/plan-carry-overs", json={"year": 2027}).status_code == 403


def test_the_worker_alone_knows_the_jobs_of_plans():
    known = "import yihu.worker; from yihu.jobs.kinds import KINDS; print({'plan.carry_over', 'plan.undo_carry_over'} <= set(KINDS))"
    assert subprocess.run([sys.executable, "-c", known], capture_output=True, text=True, check=True).stdout == "True\n"
