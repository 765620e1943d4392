"""The plan of a village, its goals and projects, and the way down to measures."""

from uuid import uuid4

import pytest

from tests.make import OTHER_VILLAGE, VILLAGE
from tests.plans.make import Author, home

PLAN = {"region_code": VILLAGE, "title": "朽石坎村乡村振兴规划", "first_year": 2026, "last_year": 2030}
PROJECT = {"region_code": VILLAGE, "name": "肉牛养殖场", "category": "industry", "amount": "300000.00"}


@pytest.fixture
def village(client):
    return client("cunganbu")


@pytest.fixture
def plan(village):
    answer = village.post("/village-plans", json=PLAN)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_goals_are_put_under_an_id_of_the_client(village, plan):
    path = f"/village-plans/{plan['id']}/goals/{uuid4()}"
    goal = {"text": "村集体经济年收入", "target": "200000.00", "unit": "元"}
    for _ in range(2):
        told = village.put(path, json=goal, headers={"If-Match": '"1"'}).json()
    assert [(g["text"], g["target"], g["version"]) for g in told["goals"]] == [("村集体经济年收入", "200000.00", 1)]
    told = village.put(path, json=goal | {"result": "180000.00"}, headers={"If-Match": '"1"'}).json()
    assert (told["goals"][0]["result"], told["goals"][0]["version"]) == ("180000.00", 2)
    assert village.put(path, json=goal).status_code == 412


def test_measures_draw_on_projects_both_ways(session, village, plan):
    project = village.post("/village-projects", json=PROJECT | {"village_plan_id": plan["id"]}).json()
    row, _ = home(session)
    author = Author(village)
    author.start(row.id)
    measure = author.add(project_id=project["id"], fund_source="rural_fund")
    assert measure["project_name"] == "肉牛养殖场"
    assert [p["name"] for p in village.get(f"/village-plans/{plan['id']}").json()["projects"]] == ["肉牛养殖场"]
    found = village.get("/measures", params={"project_id": project["id"]}).json()["items"]
    assert [(m["text"], m["head_name"]) for m in found] == [("养殖肉牛3头，合作社保底回收", "张三")]
    author.add(fund_source="rural_fund", text="修圈舍一间，砖混结构")
    unfunded = village.get("/measures", params={"unfunded": True}).json()["items"]
    assert [m["text"] for m in unfunded] == ["修圈舍一间，砖混结构"]


def test_one_plan_per_village_and_first_year(village, plan, client):
    assert village.post("/village-plans", json=PLAN).json()["code"] == "village_plan_taken"
    assert village.post("/village-plans", json=PLAN | {"region_code": OTHER_VILLAGE}).status_code in (403, 404, 422)
    assert client("lincun").get(f"/village-plans/{plan['id']}").status_code == 404


def test_a_project_is_changed_by_its_version(village):
    project = village.post("/village-projects", json=PROJECT).json()
    assert village.post("/village-projects", json=PROJECT).json()["code"] == "project_taken"
    path, tag = f"/village-projects/{project['id']}", {"If-Match": '"1"'}
    assert village.patch(path, json={"progress": 40}, headers=tag).json()["progress"] == 40
    assert village.patch(path, json={"progress": 50}, headers=tag).status_code == 412


def test_a_project_carries_the_plan_of_its_own_village(client, plan):
    township = client("xiangzhen")
    other = PROJECT | {"region_code": OTHER_VILLAGE, "village_plan_id": plan["id"]}
    answer = township.post("/village-projects", json=other)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/village_plan_id")
    assert township.post("/village-projects", json=other | {"region_code": VILLAGE[:9]}).status_code == 201


def test_a_project_does_not_end_before_it_starts(village):
    made = village.post("/village-projects", json=PROJECT | {"starts_on": "2026-05-01"}).json()
    tag = {"If-Match": f'"{made["version"]}"'}
    for form in ({"due_on": "2026-04-01"}, {"starts_on": "2026-06-01", "due_on": "2026-05-01"}):
        answer = village.patch(f"/village-projects/{made['id']}", json=form, headers=tag)
        assert answer.status_code == 422, answer.text
