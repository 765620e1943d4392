"""Policies, who has received them, and who could have and has not."""

import pytest
from sqlalchemy import func, select

from tests.conftest import TODAY
from tests.make import COUNTY
from tests.plans.make import home
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert

POLICY = {
    "name": "残疾人护理补贴", "kind": "disability_aid", "for_persons": True, "special_groups": ["disabled"],
    "valid_from": "2026-01-01", "source": "县残联文件", "standard": "每月80元",
}  # fmt: skip


@pytest.fixture
def county(client):
    return client("xianji")


def policy(county, **over):
    answer = county.post("/benefit-policies", json=POLICY | over)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_the_ledger_and_the_unserved_complete_each_other(session, client, county):
    row, head = home(session)
    head.special_groups = ["disabled"]
    session.flush()
    asked = policy(county)
    assert asked["recipients"] == 0
    village = client("cunganbu")
    (one,) = village.get("/benefits/unserved").json()["items"]
    assert (one["policy_name"], one["member_name"]) == ("残疾人护理补贴", "张三")
    form = {
        "policy_id": asked["id"], "household_id": str(row.id), "member_id": str(head.id), "granted_on": str(TODAY),
        "amount": "80.00", "source": "县残联",
    }  # fmt: skip
    assert client("bumen").post("/benefits", json=form).status_code == 201
    assert village.get("/benefits/unserved").json()["items"] == []
    (told,) = village.get("/benefits", params={"kind": "disability_aid"}).json()["items"]
    assert (told["amount"], told["head_name"]) == ("80.00", "张三")
    assert county.get("/benefit-policies", params={"reaches_nobody": True}).json()["items"] == []
    assert village.get(f"/households/{row.id}").json()["suggestions"] == []


def test_a_policy_for_persons_asks_for_the_person(session, county):
    row, _ = home(session)
    form = {"policy_id": policy(county)["id"], "household_id": str(row.id), "granted_on": str(TODAY), "source": "x县"}
    assert county.post("/benefits", json=form).json()["errors"][0]["pointer"] == "/member_id"


def test_the_matrix_says_yes_no_and_not_applicable(session, client, county):
    row, head = home(session)
    head.special_groups = ["disabled"]
    session.flush()
    policy(county)
    paid = policy(county, name="住房补助", kind="housing_aid", for_persons=False, special_groups=[])
    form = {"policy_id": paid["id"], "household_id": str(row.id), "granted_on": str(TODAY), "source": "县住建局"}
    assert county.post("/benefits", json=form).status_code == 201
    asked = {"region_code": row.region_code, "kind": ["disability_aid", "housing_aid", "pension"]}
    (told,) = client("cunganbu").get("/benefits/matrix", params=asked).json()["items"]
    assert {cell["kind"]: cell["answer"] for cell in told["cells"]} == {
        "disability_aid": "no", "housing_aid": "yes", "pension": "na",
    }  # fmt: skip


def test_who_cannot_work_is_held_by_the_safety_net(session, client, county):
    row, head = home(session)
    village = client("cunganbu")
    assert village.get("/benefits/safety-net").json()["items"] == [], "somebody can work"
    head.labour = "lost"
    session.flush()
    (one,) = village.get("/benefits/safety-net", params={"covered": False}).json()["items"]
    assert (one["head_name"], one["records"], judged(session)) == (row.head_name, [], 1)
    paid = policy(county, name="农村低保", kind="dibao", for_persons=False, special_groups=[])
    form = {"policy_id": paid["id"], "household_id": str(row.id), "granted_on": str(TODAY), "source": "县民政局"}
    assert county.post("/benefits", json=form).status_code == 201
    (one,) = village.get("/benefits/safety-net", params={"covered": True}).json()["items"]
    assert ([record["policy_name"] for record in one["records"]], judged(session)) == (["农村低保"], 0)


def judged(session):
    session.flush()
    alerts.judge_rule(session, alerts.RULES["safety_net_missing"], COUNTY, TODAY)
    return session.scalar(select(func.count()).where(Alert.rule == "safety_net_missing", Alert.closed_on.is_(None)))


def test_a_policy_ends_and_may_begin_anew(county):
    first = policy(county)
    assert county.post("/benefit-policies", json=POLICY).json()["code"] == "policy_overlaps"
    ended = county.post(
        f"/benefit-policies/{first['id']}:end", json={"valid_to": "2026-07-01"}, headers={"If-Match": '"1"'}
    )
    assert ended.is_success
    assert policy(county, valid_from="2026-07-01", standard="每月100元")["valid_to"] is None


def test_a_record_made_by_mistake_is_taken_back(session, county, client):
    row, _ = home(session)
    paid = policy(county, name="临时救助", kind="temporary_relief", for_persons=False, special_groups=[])
    form = {"policy_id": paid["id"], "household_id": str(row.id), "granted_on": str(TODAY), "source": "县民政局"}
    made = county.post("/benefits", json=form).json()
    assert client("linzhen").delete(f"/benefits/{made['id']}", headers={"If-Match": '"1"'}).status_code == 404
    assert county.delete(f"/benefits/{made['id']}", headers={"If-Match": '"1"'}).status_code == 204
    assert county.get("/benefits").json()["items"] == []


def test_a_benefit_belongs_to_its_policys_place_and_time(session, client, county):
    row, _ = home(session)
    there = client("linzhen").post("/benefit-policies", json=POLICY | {"for_persons": False, "special_groups": []})
    past = policy(county, name="旧政策", for_persons=False)
    tag = {"If-Match": f'"{past["version"]}"'}
    assert county.post(f"/benefit-policies/{past['id']}:end", json={"valid_to": "2026-06-01"}, headers=tag).is_success
    form = {"household_id": str(row.id), "granted_on": str(TODAY), "source": "县残联"}
    for wrong, pointer in ((there.json(), "/policy_id"), (past, "/granted_on")):
        answer = county.post("/benefits", json=form | {"policy_id": wrong["id"]})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_an_ended_policy_is_not_stretched_over_its_successor(county):
    first = policy(county)
    path = f"/benefit-policies/{first['id']}:end"
    ended = county.post(path, json={"valid_to": "2026-06-01"}, headers={"If-Match": f'"{first["version"]}"'}).json()
    policy(county, valid_from="2026-06-01")
    answer = county.post(path, json={"valid_to": "2026-09-01"}, headers={"If-Match": f'"{ended["version"]}"'})
    assert (answer.status_code, answer.json()["code"]) == (409, "policy_overlaps")
