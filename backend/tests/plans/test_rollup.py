"""Roll-ups and the names behind their figures; the county's sample."""

import pytest
from sqlalchemy import select, update

from tests.conftest import TODAY
from tests.house.operations.plans import AGREED
from tests.make import VILLAGE
from tests.plans.make import CONSENT, Author, home
from yihu.households.models import Member
from yihu.plans.models import Measure, Plan
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
    assert named(township, "/plans/unplanned") == named(township, "/plans/unreached", sort="name") == ["李四"]


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


def named(browser, path, **asked) -> list[str]:
    """The names of a list, which its count and its workbook agree with."""
    answer = browser.get(path, params={"year": 2026, "include_total": True, **asked})
    assert answer.status_code == 200, answer.text
    names = [row.get("name") or row["head_name"] for row in answer.json()["items"]]
    assert answer.json()["total"] == len(names)
    return names


def test_the_batches_count_persons_once_and_name_them(session, client):
    row, head = home(session)
    child = Member(
        county=row.county, region_code=row.region_code, household_id=row.id, name="张小花", name_initials="zxh",
        name_sort="zxh", relation="20", labour="none",
    )  # fmt: skip
    session.add(child)
    other, _ = home(session, head="李四")
    author = Author(client("cunganbu"))
    for household in (row, other):
        author.start(household.id)
        author.add(batch="production", **({"member_id": str(head.id)} if household is row else {}))
        author.add(batch="production")
        if household is row:
            author.add(batch="education", member_id=str(child.id))
    county = client("xianji")
    told = county.get("/plans/roll-up", params={"year": 2026}).json()
    assert {one["code"]: one["persons"] for one in told["batches"]}["production"] == 0, "only plans in force count"
    assert [one["target"] for one in told["batches"]] == [None] * 5, "unset means unset"
    session.execute(update(Plan).values(state="active", **AGREED))
    other.status = "cancelled"
    session.flush()
    told = county.get("/plans/roll-up", params={"year": 2026}).json()
    persons = {one["code"]: one["persons"] for one in told["batches"]}
    assert (persons["production"], persons["education"], told["batch_persons"]) == (2, 1, 2), (
        "each once, none struck off"
    )
    for code, many in persons.items():
        assert len(named(county, "/plans/batch-members", batch=code)) == many
    assert set(named(county, "/plans/batch-members")) == {head.name, "张小花"}
    assert named(county, "/plans/batch-members", able=True, sort="-name") == [head.name]
    assert named(client("linzhen"), "/plans/batch-members") == []


def test_outcomes_lead_to_the_households(session, client, planned):
    """Satisfied, target reached, and what each measure counted is: the list has as many as the figure says."""
    row, _ = planned
    low, _ = approved(session, client, head="李四")
    gone, _ = approved(session, client, head="王五")
    told = {"outcome": "-", "satisfaction_on": TODAY}
    for household, result, satisfaction in ((row, 9000, 4), (low, 8999, 3), (gone, 9000, 5)):
        mine = update(Plan).where(Plan.household_id == household.id)
        session.execute(mine.values(state="closed", income_result=result, satisfaction=satisfaction, **told))
    gone.status = "cancelled"
    session.flush()
    township = client("xiangzhen")
    (village,) = township.get("/plans/roll-up", params={"year": 2026}).json()["villages"]
    assert (village["asked"], village["satisfied"], village["with_result"], village["target_reached"]) == (2, 1, 2, 1)
    asked = {"counted": True, "state": ["active", "closed"]}
    assert named(township, "/plans", **asked, satisfied=True) == [row.head_name]
    assert named(township, "/plans", **asked, satisfied=False) == ["李四"]
    assert named(township, "/plans", **asked, target_reached=True) == [row.head_name]
    assert named(township, "/plans", **asked, target_reached=False, sort="region") == ["李四"]
    assert len(named(township, "/plans", **asked, with_result=True)) == village["with_result"] == village["planned"]
    measures = township.get("/measures", params={"year": 2026, "counted": True, "include_total": True}).json()
    assert measures["total"] == village["measures"] == 6, "also of plans that are closed"


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
