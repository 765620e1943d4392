"""What people try, knowingly or not: links to others' things, ways around four eyes, two editors, odd turns of a plan's life."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.loans.make import loan
from tests.make import COUNTY, OTHER_VILLAGE
from tests.pairings.make import helper
from tests.plans.make import CONSENT, Author, home, measure
from tests.plans.test_plan_life import reviewed
from yihu.accounts.models import User
from yihu.benefits.models import BenefitPolicy
from yihu.households.models import Member
from yihu.kernel.db import EVERYWHERE, entering
from yihu.plans import likeness
from yihu.plans.likeness_models import PlanLikeness
from yihu.plans.suggestion_models import MeasureTemplate
from yihu.villages.models import VillageProject


@pytest.fixture
def village(client):
    return Author(client("cunganbu"))


@pytest.fixture
def township(client):
    return client("xiangzhen")


def tag(row):
    return {"If-Match": f'"{row["version"]}"'}


def in_force(session, author, reviewer):
    row, head = home(session)
    author.start(row.id)
    author.complete(head.id)
    author.verb("confirm", CONSENT)
    author.verb("submit")
    author.plan = reviewed(reviewer, author.plan, "approve").json()
    assert author.plan["state"] == "active"
    return row, head


@pytest.fixture
def elsewhere(session):
    """Things of another village of the township, and of another county, that no measure here may point to."""
    row, head = home(session, region_code=OTHER_VILLAGE)
    there = {"county": COUNTY, "region_code": OTHER_VILLAGE}
    policy = BenefitPolicy(**there, name="邻村补贴", kind="dibao", for_persons=False, valid_from=TODAY, source="-")
    project = VillageProject(**there, name="邻村冷库", category="industry")
    template = MeasureTemplate(**there, name="邻村", text="养羊", category="industry", valid_from=TODAY, source="-")
    session.add_all([policy, project, template])
    session.flush()
    owner = session.scalars(select(User.id).where(User.username == "lincun")).one()
    lent = loan(session, row, 30)
    session.commit()
    return {
        "member_id": head.id, "loan_id": lent.id, "policy_id": policy.id, "project_id": project.id,
        "template_id": template.id, "owner_id": owner, "helper_id": uuid4(),
    }  # fmt: skip


@pytest.mark.parametrize("by", ["cunganbu", "xiangzhen"])
def test_a_measure_points_to_nothing_of_another_place(session, client, elsewhere, by):
    row, _ = home(session)
    author = Author(client(by))
    author.start(row.id)
    taken = []
    for field, other in elsewhere.items():
        answer = author.browser.post(f"/plans/{author.plan['id']}/measures", json=measure(**{field: str(other)}))
        if answer.status_code != 422 or answer.json()["errors"][0]["pointer"] != f"/{field}":
            taken.append((field, answer.status_code, answer.text[:200]))
    assert taken == []


def test_nobody_gets_a_measure_after_he_left(session, village):
    row, head = home(session)
    village.start(row.id)
    kept = village.add(member_id=str(head.id))
    session.get(Member, (head.county, head.id)).left_on = TODAY
    session.commit()
    path = f"/measures/{kept['id']}"
    assert village.browser.patch(path, json={"member_id": str(head.id), "quantity": "4"}, headers=tag(kept)).is_success
    again = village.browser.post(f"/plans/{village.plan['id']}/measures", json=measure(member_id=str(head.id)))
    assert again.status_code == 422


def test_the_last_said_person_sees_to_it(session, village):
    row, _ = home(session)
    who = helper(session, name="单代表")
    session.commit()
    village.start(row.id)
    first = village.add(helper_id=str(who.id), owner_name=None)
    assert (first["owner_name"], first["helper_id"]) == ("单代表", str(who.id))
    named = village.browser.patch(f"/measures/{first['id']}", json={"owner_name": "王五"}, headers=tag(first)).json()
    assert [(m["owner_name"], m["helper_id"], m["owner_id"]) for m in named["measures"]] == [("王五", None, None)]


@pytest.mark.parametrize("write", ["change", "add", "edit", "drop"])
def test_who_rewrote_a_plan_does_not_approve_it(session, village, township, client, write):
    row, head = home(session)
    village.start(row.id)
    village.complete(head.id)
    first = village.plan["measures"][0]
    rewriter = Author(township)
    rewriter.plan = village.plan
    if write == "change":
        rewriter.change(wish="改养羊")
    elif write == "add":
        rewriter.add()
    elif write == "edit":
        rewriter.browser.patch(f"/measures/{first['id']}", json={"quantity": "9"}, headers=tag(first))
    else:
        rewriter.add()
        extra = rewriter.plan["measures"][-1]
        rewriter.browser.delete(f"/measures/{extra['id']}", headers=tag(extra))
    village.plan = village.browser.get(f"/plans/{village.plan['id']}").json()
    village.verb("confirm", CONSENT)
    assert village.verb("submit").is_success
    for verb in ("approve", "return"):
        assert reviewed(township, village.plan, verb, note="不能自己审自己").json()["code"] == "own_plan"
    assert reviewed(client("xianji"), village.plan, "approve").json()["state"] == "active"


def test_who_adjusts_is_not_who_approves(session, village, township):
    in_force(session, village, township)
    adjusting = Author(township)
    adjusting.plan = village.plan
    assert adjusting.verb("adjust", {}).status_code == 201
    adjusting.verb("confirm", CONSENT)
    village.plan = adjusting.plan
    assert village.verb("submit").is_success
    assert reviewed(township, village.plan, "approve").json()["code"] == "own_plan"


CHANGES = {
    "target": lambda a: a.change(income_target="9100.00"),
    "wish": lambda a: a.change(wish="改养羊"),
    "causes": lambda a: a.change(causes=["illness"]),
    "assurances": lambda a: a.change(assurances={"water": "failed"}),
    "add": lambda a: a.add(),
    "edit": lambda a: a.browser.patch(
        f"/measures/{a.plan['measures'][0]['id']}", json={"quantity": "9"}, headers=tag(a.plan["measures"][0])
    ),
    "drop": lambda a: a.browser.delete(
        f"/measures/{a.plan['measures'][0]['id']}", headers=tag(a.plan["measures"][0])
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_after_the_consent_makes_it_stale(session, village, township, change):
    row, head = home(session)
    village.start(row.id)
    village.complete(head.id)
    village.verb("confirm", CONSENT)
    assert village.plan["consent_stale"] is False
    CHANGES[change](village)
    village.plan = village.browser.get(f"/plans/{village.plan['id']}").json()
    assert village.plan["consent_stale"] is True
    assert village.verb("submit").is_success, "still above the threshold"
    assert reviewed(township, village.plan, "approve").json()["code"] == "plan_without_consent"


def test_a_witness_is_somebody_else(session, village):
    row, _ = home(session)
    village.start(row.id)
    for witness in ("何村", CONSENT["consent_name"]):
        answer = village.verb("confirm", CONSENT | {"consent_witness": witness})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/consent_witness")


def test_a_plan_in_force_is_adjusted_and_not_begun_anew(session, village, township):
    row, _ = in_force(session, village, township)
    answer = township.post("/plans", json={"household_id": str(row.id), "year": 2026})
    assert (answer.status_code, answer.json()["code"]) == (409, "plan_settled")
    assert township.post("/plans", json={"household_id": str(row.id), "year": 2027}).status_code == 201


def test_progress_told_meanwhile_is_not_lost_by_an_adjustment(session, village, township):
    in_force(session, village, township)
    old = village.plan
    village.verb("adjust", {})
    new = village.plan
    going = {"state": "done", "progress": 100, "told_on": str(TODAY), "note": "全部做完", "spent": "20.00"}
    first = old["measures"][0]
    assert village.browser.post(f"/measures/{first['id']}:progress", json=going, headers=tag(first)).is_success
    village.verb("confirm", CONSENT)
    village.verb("submit")
    told = reviewed(township, village.plan, "approve").json()
    kept = told["measures"][0]
    assert (kept["state"], kept["result"], kept["spent"], told["done_count"]) == ("done", "全部做完", "20.00", 1)
    assert kept["version"] == new["measures"][0]["version"] + 1
    history = village.browser.get(f"/measures/{kept['id']}/progress").json()["items"]
    assert [row["note"] for row in history] == ["全部做完"]
    late = village.browser.post(f"/measures/{first['id']}:progress", json=going, headers={"If-Match": '"2"'})
    assert (late.status_code, late.json()["code"]) == (409, "plan_not_in_force")


def test_what_was_dropped_is_not_written_on(session, village, township):
    in_force(session, village, township)
    village.verb("adjust", {})
    first = village.plan["measures"][0]
    after = village.browser.delete(f"/measures/{first['id']}", headers=tag(first)).json()
    dropped = next(m for m in after["measures"] if m["id"] == first["id"])
    answer = village.browser.patch(f"/measures/{first['id']}", json={"quantity": "8"}, headers=tag(dropped))
    assert (answer.status_code, answer.json()["code"]) == (409, "measure_ended")


def test_a_year_is_not_closed_over_an_edition_in_work(session, village, township):
    in_force(session, village, township)
    old = village.plan
    village.verb("adjust", {})
    village.plan = village.browser.get(f"/plans/{old['id']}").json()
    closing = {"income_result": "1.00", "outcome": "完成", "satisfaction": 5, "satisfaction_on": str(TODAY)}
    assert village.verb("close", closing).json()["code"] == "plan_in_work"


def test_a_draft_that_another_village_was_found_to_copy_can_be_thrown_away(session, client, village):
    mine, _ = home(session)
    other, _ = home(session, region_code=OTHER_VILLAGE, main_cause="disaster", other_causes=[])
    neighbour = Author(client("lincun"))
    for author, row in ((village, mine), (neighbour, other)):
        author.start(row.id)
        author.add()
    entering(EVERYWHERE)(session)  # the requests have left their area behind
    assert likeness.sweep(session, COUNTY, 2026, TODAY) == 2
    session.commit()
    path = f"/plans/{village.plan['id']}"
    answer = village.browser.delete(path, headers=tag(village.plan))
    assert answer.status_code == 204, answer.text
    entering(EVERYWHERE)(session)
    assert session.scalars(select(PlanLikeness.id).where(PlanLikeness.county == COUNTY)).all() == []
    assert client("lincun").get(f"/plans/{neighbour.plan['id']}").is_success
    assert village.browser.get(f"/plans/{neighbour.plan['id']}").status_code == 404, "back in his own area"


def test_two_editors_of_one_plan_lose_nothing(session, village, township):
    row, _ = home(session)
    village.start(row.id)
    seen = village.plan
    path = f"/plans/{seen['id']}"
    assert township.patch(path, json={"wish": "养羊"}, headers=tag(seen)).is_success
    late = village.browser.patch(path, json={"wish": "养牛"}, headers=tag(seen))
    assert (late.status_code, late.headers["ETag"]) == (412, f'"{seen["version"] + 1}"')
    assert village.verb("confirm", CONSENT, seen["version"]).status_code == 412
    assert village.verb("submit", version=seen["version"]).status_code == 412


def test_odd_households_are_counted_too(session, village):
    row, head = home(session, main_cause=None, other_causes=[], unsafe_housing=None)
    head.schooling, head.labour = None, None
    head.left_on = TODAY
    session.commit()
    village.start(row.id)
    assert {"no_cause", "no_measure"} <= {gap["code"] for gap in village.plan["gaps"]}
    for number in range(40):
        village.add(text=f"第{number}条措施", cause=None)
    assert (village.plan["measure_count"], 0 < village.plan["completeness"] < 100) == (40, True)


def test_a_risk_of_somebody_elses_id_or_finding_is_refused(session, client, village):
    mine, _ = home(session)
    other, _ = home(session, region_code=OTHER_VILLAGE)
    form = {"kind": "illness", "happened_on": str(TODAY), "note": "住院", "source": "走访", "id": str(uuid4())}
    there = client("lincun").post("/risk-signals", json=form | {"household_id": str(other.id)})
    assert there.status_code == 201
    here = village.browser.post("/risk-signals", json=form | {"household_id": str(mine.id)})
    assert (here.status_code, here.json()["code"]) == (409, "risk_id_taken")
    wild = form | {"household_id": str(mine.id), "id": None, "finding_id": str(uuid4())}
    assert village.browser.post("/risk-signals", json=wild).json()["errors"][0]["pointer"] == "/finding_id"
