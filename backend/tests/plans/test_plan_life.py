"""From the first draft to the end of the year, through the URL."""

import pytest

from tests.plans.make import CONSENT, Author, home, measure


@pytest.fixture
def village(client):
    return Author(client("cunganbu"))


@pytest.fixture
def township(client):
    return client("xiangzhen")


@pytest.fixture
def active(session, village, township):
    """A plan in force, and its household's head."""
    row, head = home(session)
    village.start(row.id)
    village.complete(head.id)
    assert village.verb("confirm", CONSENT).is_success
    assert village.verb("submit").is_success
    answer = reviewed(township, village.plan, "approve")
    assert answer.is_success, answer.text
    village.plan = answer.json()
    return row, head


def reviewed(browser, plan, verb, **form):
    return browser.post(f"/plans/{plan['id']}:{verb}", json=form, headers={"If-Match": f'"{plan["version"]}"'})


def codes(plan):
    return [gap["code"] for gap in plan["gaps"]]


def test_a_new_plan_knows_what_is_on_file(session, village):
    row, head = home(session)
    plan = village.start(row.id)
    assert (plan["kind"], plan["causes"], plan["income_base"]) == ("consolidation", ["illness", "no_skill"], "6200.00")
    assert plan["assurances"]["housing"] == "failed"
    assert plan["completeness"] == 0
    assert codes(plan) == [
        "no_measure", "cause_unanswered", "cause_unanswered", "assurance_unanswered", "able_member_without_measure",
        "no_income_target", "no_wish", "no_consent",
    ]  # fmt: skip
    assert [gap["member_id"] for gap in plan["gaps"] if gap["member_id"]] == [str(head.id)]


def test_each_gap_goes_when_it_is_filled(session, village):
    row, head = home(session)
    village.start(row.id)
    unfilled = village.post(f"/plans/{village.plan['id']}/measures", measure("发展{数量}头肉牛"))
    assert (unfilled.status_code, unfilled.json()["errors"][0]["pointer"]) == (422, "/text"), (
        "a template's place stays open"
    )
    village.add(text="进一步加强产业帮扶", quantity=None, unit=None, owner_name=None, due_on=None)
    assert {"measure_without_quantity", "measure_without_owner", "measure_without_date", "measure_vague"} < set(
        codes(village.plan)
    )
    first = village.plan["measures"][0]
    village.browser.delete(f"/measures/{first['id']}", headers={"If-Match": f'"{first["version"]}"'})
    village.complete(head.id)
    assert codes(village.plan) == ["no_consent"]
    assert village.verb("confirm", CONSENT).json()["completeness"] == 100


def test_two_plans_in_work_for_one_household_and_year_are_refused(session, village, township):
    row, _ = home(session)
    village.start(row.id)
    answer = township.post("/plans", json={"household_id": str(row.id), "year": 2026})
    assert (answer.status_code, answer.json()["code"]) == (409, "plan_in_work")


def test_an_incomplete_plan_is_refused_with_its_gaps(session, village):
    row, _ = home(session)
    village.start(row.id)
    answer = village.verb("submit")
    assert (answer.status_code, answer.json()["code"]) == (422, "plan_incomplete")
    assert "致贫原因“因病”没有对应的措施" in [error["message"] for error in answer.json()["errors"]]
    assert village.browser.get(f"/plans/{village.plan['id']}").json()["state"] == "draft"


def test_nobody_approves_his_own_plan(session, client, township):
    row, head = home(session)
    author = Author(township)
    author.start(row.id)
    author.complete(head.id)
    author.verb("confirm", CONSENT)
    author.verb("submit")
    assert reviewed(township, author.plan, "approve").json()["code"] == "own_plan"
    assert reviewed(client("xianji"), author.plan, "approve").json()["state"] == "active"


def test_without_the_household_no_plan_comes_into_force(session, village, township):
    row, head = home(session)
    village.start(row.id)
    village.complete(head.id)
    village.verb("submit")
    assert reviewed(township, village.plan, "approve").json()["code"] == "plan_without_consent"
    returned = reviewed(township, village.plan, "return", note="请农户确认").json()
    village.plan = returned
    village.verb("confirm", CONSENT)
    village.change(wish="还是想养羊")
    assert (village.plan["consent_stale"], "consent_stale" in codes(village.plan)) == (True, True)


def test_a_plan_comes_back_with_reasons_per_measure(session, village, township):
    row, head = home(session)
    village.start(row.id)
    village.complete(head.id)
    village.verb("submit")
    wrong = village.plan["measures"][0]["id"]
    back = reviewed(township, village.plan, "return", note="请改", measures=[{"measure_id": wrong, "note": "写明医院"}])
    assert (back.json()["state"], back.json()["review_note"]) == ("returned", "请改")
    assert back.json()["measures"][0]["review_note"] == "写明医院"


def test_two_editors_of_one_measure_lose_nothing(session, village, township):
    row, _ = home(session)
    village.start(row.id)
    seen = village.add()
    tag = {"If-Match": f'"{seen["version"]}"'}
    assert village.browser.patch(f"/measures/{seen['id']}", json={"quantity": "5"}, headers=tag).is_success
    late = township.patch(f"/measures/{seen['id']}", json={"quantity": "7"}, headers=tag)
    assert (late.status_code, late.headers["ETag"]) == (412, f'"{seen["version"] + 1}"')
    assert village.browser.get(f"/plans/{village.plan['id']}").json()["measures"][0]["quantity"] == "5.00"


def test_an_adjustment_is_a_new_edition_with_its_differences(active, village, township):
    old = village.plan
    assert village.verb("adjust", {"why": "income_shock"}).status_code == 201
    new = village.plan
    assert (new["edition"], new["state"], new["previous_id"], len(new["measures"])) == (2, "draft", old["id"], 3)
    dropped, kept, _ = new["measures"]
    village.browser.delete(f"/measures/{dropped['id']}", headers={"If-Match": f'"{dropped["version"]}"'})
    village.browser.patch(
        f"/measures/{kept['id']}", json={"quantity": "6"}, headers={"If-Match": f'"{kept["version"]}"'}
    )
    village.add(text="开办农家小卖部", cause="illness")
    told = village.browser.get(f"/plans/{new['id']}/differences", params={"since": old["id"]}).json()
    assert [(bool(c["before"]), bool(c["after"]), [f["field"] for f in c["changes"]]) for c in told["measures"]] == [
        (True, True, ["quantity"]), (False, True, []), (True, False, []),
    ]  # fmt: skip
    assert village.browser.get(f"/plans/{old['id']}").json()["state"] == "active"
    village.plan = village.browser.get(f"/plans/{new['id']}").json()
    village.verb("confirm", CONSENT)
    village.verb("submit")
    assert reviewed(township, village.plan, "approve").json()["state"] == "active"
    assert village.browser.get(f"/plans/{old['id']}").json()["state"] == "replaced"


def test_progress_is_kept_and_counted(active, village):
    measure_ = village.plan["measures"][0]
    form = {"state": "done", "progress": 100, "told_on": "2026-11-20", "note": "已随访12次", "spent": "0.00"}
    tag = {"If-Match": f'"{measure_["version"]}"'}
    answer = village.browser.post(f"/measures/{measure_['id']}:progress", json=form, headers=tag)
    assert answer.is_success, answer.text
    assert answer.json()["done_count"] == 1
    told = village.browser.get(f"/measures/{measure_['id']}/progress").json()["items"]
    assert [(row["progress"], row["note"]) for row in told] == [(100, "已随访12次")]
    half = form | {"progress": 80}
    assert village.browser.post(f"/measures/{measure_['id']}:progress", json=half, headers=tag).status_code == 422


def test_next_year_takes_over_what_is_unfinished(active, village):
    row, _ = active
    done = village.plan["measures"][0]
    form = {"state": "done", "progress": 100, "told_on": "2026-11-20", "note": "已完成"}
    village.browser.post(f"/measures/{done['id']}:progress", json=form, headers={"If-Match": f'"{done["version"]}"'})
    closing = {
        "income_result": "9100.00",
        "outcome": "收入达到目标",
        "satisfaction": 5,
        "satisfaction_on": "2026-11-22",
    }
    village.plan = village.browser.get(f"/plans/{village.plan['id']}").json()
    assert village.verb("close", closing).json()["state"] == "closed"
    answer = village.browser.post("/plans", json={"household_id": str(row.id), "year": 2027, "from_previous": True})
    assert (answer.json()["why"], len(answer.json()["measures"])) == ("carried_over", 2)


def test_a_neighbour_sees_neither_plan_nor_measure(active, client, village):
    other = client("lincun")
    assert other.get(f"/plans/{village.plan['id']}").status_code == 404
    assert other.get("/plans").json()["items"] == []
    assert other.post(f"/plans/{village.plan['id']}/measures", json=measure()).status_code == 404


def test_lists_filter_by_gap_and_lateness(session, village):
    row, _ = home(session)
    village.start(row.id)
    village.add(due_on="2026-02-01")
    found = village.browser.get("/plans", params={"gap": "no_consent", "year": 2026, "include_total": True}).json()
    assert [plan["household_id"] for plan in found["items"]] == [str(row.id)]
    late = village.browser.get("/measures", params={"late": True}).json()["items"]
    assert [(m["text"], m["plan_state"]) for m in late] == [("养殖肉牛3头，合作社保底回收", "draft")]
    assert late[0]["days_to_due"] < 0
