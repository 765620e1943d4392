"""Roll-ups and the names behind their figures; the county's sample."""

import pytest
from sqlalchemy import select, update

from tests.make import VILLAGE
from tests.plans.make import CONSENT, Author, home
from yihu.plans.models import Measure
from yihu.villages.models import VillageProject


def approved(session, client, **over):
    row, head = home(session, **over)
    author = Author(client("cunganbu"))
    author.start(row.id)
    author.complete(head.id)
    author.verb("confirm", CONSENT)
    author.verb("submit")
    answer = client("xiangzhen").post(
        f"/plans/{author.plan['id']}:approve", json={}, headers={"If-Match": f'"{author.plan["version"]}"'}
    )
    assert answer.is_success, answer.text
    return row, head


@pytest.fixture
def planned(session, client):
    return approved(session, client)


def test_each_figure_has_its_names(session, client, planned):
    home(session, head="李四")
    home(session, head="王五", household_class="ordinary", status=None)
    township = client("xiangzhen")
    (village,) = township.get("/plans/roll-up", params={"year": 2026}).json()["villages"]
    assert (village["region_code"], village["households"], village["planned"], village["without"]) == (VILLAGE, 2, 1, 1)
    assert (village["members"], village["members_with_measure"], village["measures"]) == (2, 1, 3)
    unplanned = township.get("/plans/unplanned", params={"year": 2026, "include_total": True}).json()
    assert ([row["head_name"] for row in unplanned["items"]], unplanned["total"]) == (["李四"], 1)
    unreached = township.get("/plans/unreached", params={"year": 2026, "include_total": True}).json()
    assert unreached["total"] == village["members"] - village["members_with_measure"]


def test_a_project_that_reaches_nobody_is_named(session, client, planned):
    row, _ = planned
    here = {"county": row.county, "region_code": row.region_code, "category": "industry"}
    used, idle = (VillageProject(**here, name=name) for name in ("肉牛圈舍", "冷库"))
    session.add_all([used, idle])
    session.flush()
    (measure, *_) = session.scalars(select(Measure).where(Measure.household_id == row.id)).all()
    measure.project_id = used.id
    session.flush()
    told = client("xiangzhen").get("/plans/projects").json()["items"]
    assert {one["name"]: (one["measures"], one["households"]) for one in told} == {"肉牛圈舍": (1, 1), "冷库": (0, 0)}
    (empty,) = client("xiangzhen").get("/plans/projects", params={"reaches_nobody": True}).json()["items"]
    assert empty["name"] == "冷库"


def test_a_member_no_measure_reaches_is_named(session, client, planned):
    row, head = planned
    head.labour = "skilled"
    from yihu.households.models import Member

    session.add(
        Member(
            county=row.county, region_code=row.region_code, household_id=row.id, name="张小三", name_initials="zxs",
            name_sort="zxs", relation="20", labour="ordinary",
        )
    )  # fmt: skip
    session.flush()
    found = client("cunganbu").get("/plans/unreached", params={"year": 2026, "able": True}).json()["items"]
    assert [one["name"] for one in found] == ["张小三"]
    without_living = {"year": 2026, "able": True, "livelihood": True}
    assert client("cunganbu").get("/plans/unreached", params=without_living).json()["items"] == found
    session.execute(update(Measure).values(category="health"))
    named = client("cunganbu").get("/plans/unreached", params=without_living).json()["items"]
    assert {one["name"] for one in named} == {"张小三", head.name}, "R200: a measure, but none to live on"


def test_the_batches_count_persons_once(session, client):
    row, head = home(session)
    author = Author(client("cunganbu"))
    author.start(row.id)
    author.add(batch="production", member_id=str(head.id))
    author.add(batch="production")
    told = client("cunganbu").get("/plans/roll-up", params={"year": 2026}).json()["batches"]
    assert {one["code"]: one["persons"] for one in told}["production"] == 0, "only plans in force count"
    assert [one["target"] for one in told] == [None] * 5, "unset means unset"


def test_the_county_draws_and_checks_a_sample(session, client, planned):
    county = client("xianji")
    assert county.post("/plan-samples:draw", json={"year": 2026, "count": 5}).json() == {"count": 1}
    assert county.post("/plan-samples:draw", json={"year": 2026, "count": 5}).json() == {"count": 0}
    (sample,) = county.get("/plan-samples", params={"checked": False}).json()["items"]
    done = county.post(
        f"/plan-samples/{sample['id']}:check", json={"passed": False, "note": "措施与户情不符"},
        headers={"If-Match": f'"{sample["version"]}"'},
    )  # fmt: skip
    assert (done.json()["passed"], done.json()["checked_by_name"]) == (False, "咸县")
    again = county.post(
        f"/plan-samples/{sample['id']}:check", json={"passed": True, "note": "再看"}, headers={"If-Match": '"2"'}
    )
    assert again.json()["code"] == "sample_already_checked"
    assert client("xiangzhen").post("/plan-samples:draw", json={"year": 2026, "count": 5}).status_code == 403
