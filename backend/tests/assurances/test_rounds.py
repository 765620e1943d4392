"""Rounds: whom they are about, who has been looked at, what stays when they are closed; the ledger's days."""

from datetime import date, timedelta

import pytest

from tests.assurances import make
from tests.conftest import TODAY
from tests.exchange.make import exported, lines
from tests.make import COUNTY, OTHER_VILLAGE, VILLAGE
from tests.plans.make import home
from yihu.assurances import ledger
from yihu.assurances import rounds as opening
from yihu.monitoring import rounds


@pytest.fixture
def officer(client):
    return client("xianji")


ROUND = {
    "kind": "recheck", "name": "2014年以来脱贫户全面核查", "items": ["housing", "water"], "exited_since": 2014,
    "starts_on": "2026-11-01", "due_on": "2026-11-30", "source": "整改方案问题12",
}  # fmt: skip


def test_a_recheck_counts_every_household_exited_since(session, client, officer):
    """R087: coverage by village, the names behind it, and figures that stay after closing."""
    seen, failed = home(session, exited_year=2016)[0], home(session, exited_year=2018, region_code=OTHER_VILLAGE)[0]
    half = home(session, exited_year=2014)[0]
    home(session, exited_year=2013)
    home(session, exited_year=None, status=None)
    opened = officer.post("/assurance-rounds", json=ROUND)
    assert opened.status_code == 201, opened.text
    made = opened.json()
    assert (made["targets"], made["done"]) == (3, 0)
    for row in (seen, failed):
        make.check(session, row, "housing", "ok", TODAY)
    make.check(session, seen, "water", "ok", TODAY)
    make.check(session, failed, "water", "defect", TODAY)
    make.check(session, half, "water", "ok", date(2026, 10, 31))
    make.check(session, half, "housing", "ok", TODAY)
    page = officer.get(f"/assurance-rounds/{made['id']}").json()
    assert [(v["region_code"], v["targets"], v["done"], v["defects"]) for v in page["villages"]] == [
        (OTHER_VILLAGE, 1, 1, 1), (VILLAGE, 2, 1, 0),
    ]  # fmt: skip
    cadre, path = client("cunganbu"), f"/assurance-rounds/{made['id']}"
    assert (cadre.get(path).json()["targets"], cadre.get("/assurance-rounds").json()["items"][0]["id"]) == (
        2,
        made["id"],
    )
    (left,) = cadre.get(f"{path}/households", params={"done": False}).json()["items"]
    assert (left["household_id"], left["left"]) == (str(half.id), ["water"])
    (bad,) = officer.get(f"{path}/households", params={"defect": True}).json()["items"]
    assert (bad["household_id"], bad["defects"]) == (str(failed.id), ["water"])
    tag = {"If-Match": f'"{made["version"]}"'}
    assert client("xiangzhen").post(f"{path}:close", headers=tag).status_code == 404, "the county's own"
    closed = officer.post(f"{path}:close", headers=tag).json()
    make.check(session, half, "water", "ok", TODAY)
    assert officer.get(path).json()["villages"] == closed["villages"] == page["villages"]
    assert officer.get(path, params={"region_code": VILLAGE}).json()["targets"] == 2
    again = officer.patch(path, json={"name": "改名核查"}, headers={"If-Match": f'"{closed["version"]}"'})
    assert again.json()["code"] == "round_is_closed"


def test_what_a_round_must_say(officer, client):
    for wrong, pointer in (
        ({"exited_since": None}, "/exited_since"), ({"due_on": "2026-10-01"}, "/due_on"), ({"items": ["x"]}, "/items/0"),
        ({"household_classes": ["x"]}, "/household_classes"),
    ):  # fmt: skip
        answer = officer.post("/assurance-rounds", json=ROUND | wrong)
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert officer.post("/assurance-rounds", json=ROUND).status_code == 201
    assert officer.post("/assurance-rounds", json=ROUND).json()["code"] == "round_taken"
    outside = client("linzhen").post("/assurance-rounds", json=ROUND | {"region_code": "511921119"})
    assert outside.json()["errors"][0]["pointer"] == "/region_code"


def test_the_month_opens_and_closes_its_screening(session, officer):
    """R399: one a month over key households, done once."""
    home(session, household_class="verge", status=None)
    home(session, household_class="ordinary", status=None)
    assert [opening.open_monthly(session, COUNTY, TODAY + timedelta(days=n)) for n in (0, 1)] == [1, 0]
    (told,) = officer.get("/assurance-rounds").json()["items"]
    assert (told["due_on"], told["name"]) == ("2026-11-30", "2026年11月“三保障”及饮水安全排查")
    assert officer.get(f"/assurance-rounds/{told['id']}").json()["targets"] == 1
    assert opening.close_monthly(session, COUNTY, date(2026, 11, 30)) == 0
    assert opening.close_monthly(session, COUNTY, date(2026, 12, 1)) == 1
    assert officer.get("/assurance-rounds", params={"closed": False}).json()["items"] == []


@pytest.mark.rules
def test_the_round_writes_each_day_once(session, officer):
    """R357: one row per day, item and village; later changes leave it."""
    row, _ = home(session)
    make.check(session, row, "housing", "defect", TODAY - timedelta(days=1))
    rounds.run(session, COUNTY, TODAY)
    make.check(session, row, "housing", "ok", TODAY)
    assert ledger.keep_day(session, COUNTY, TODAY) == 0
    told = officer.get("/assurance-defects/history").json()
    assert [(d["item"], d["open"], d["opened"]) for d in told if d["open"]] == [("housing", 1, 1)]
    assert {d["day"] for d in told} == {str(TODAY)}
    assert len(told) == 6


def test_the_ledger_counts_and_exports_what_it_lists(session, client, officer, run_jobs):
    row, head = home(session)
    make.check(session, row, "housing", "defect", reasons=["grade_d"], note="后墙开裂")
    make.check(session, row, "health", "defect", member=head, reasons=["uninsured"])
    other, _ = home(session, region_code=OTHER_VILLAGE)
    make.check(session, other, "water", "defect")
    counted = {v["region_code"]: v for v in officer.get("/assurance-defects/by-village").json()}
    mine = counted[VILLAGE]
    assert (mine["open"], mine["households"], [i["item"] for i in mine["items"]]) == (2, 1, ["health", "housing"])
    assert counted[OTHER_VILLAGE]["open"] == 1
    for params, many in (({"item": "housing"}, 1), ({"reason": "uninsured"}, 1), ({"stalled": True}, 3), ({}, 3)):
        assert len(officer.get("/assurance-defects", params=params).json()["items"]) == many
    session.commit()
    told = lines(exported(client("cunganbu"), run_jobs, list="/assurance-defects")[1])
    assert {(r["户主"], r["成员"], r["项目"], r["问题"]) for r in told} == {
        ("张三", "张三", "基本医疗有保障", "未参加基本医保"), ("张三", "", "住房安全有保障", "D级危房"),
    }  # fmt: skip
