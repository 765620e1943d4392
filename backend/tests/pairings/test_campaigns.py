import pytest
from sqlalchemy import select

from tests.make import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE
from tests.pairings import make
from yihu.kernel.audit import AuditEntry
from yihu.pairings.campaign_schemas import CampaignRead, ParticipantRead, TargetRead

PLAN = {
    "kind": "pairing",
    "name": "党代表“三个一线”行动",
    "pairing_kind": "party_delegate",
    "starts_on": "2026-03-01",
    "ends_on": "2026-12-31",
    "activities": ["一线走访", "一线帮扶", "一线引导"],
    "declared_helpers": 135,
    "declared_households": 150,
    "source": "乡党委方案",
}


@pytest.fixture
def officer(client):
    return client("xiangzhen")


def planned(browser, **over) -> CampaignRead:
    answer = browser.post("/campaigns", json=PLAN | over)
    assert answer.status_code == 201, answer.text
    return CampaignRead.model_validate(answer.json())


def test_a_plan_with_three_lines_of_activity(officer, session):
    made = planned(officer)
    assert (made.region_code, made.activities, made.running, made.participants) == (
        TOWNSHIP,
        PLAN["activities"],
        True,
        0,
    )
    read = officer.get(f"/campaigns/{made.id}")
    assert (read.headers["ETag"], CampaignRead.model_validate(read.json())) == ('"1"', made)
    changed = officer.patch(f"/campaigns/{made.id}", json={"ends_on": "2026-06-30"}, headers={"If-Match": '"1"'})
    assert (changed.json()["running"], changed.json()["version"]) == (False, 2)
    assert officer.patch(f"/campaigns/{made.id}", json={"name": "旧页"}, headers={"If-Match": '"1"'}).status_code == 412
    told = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == made.id).order_by(AuditEntry.id))
    assert list(told) == ["campaign.created", "campaign.changed"]


@pytest.mark.parametrize(
    ("over", "pointer"),
    [
        ({"ends_on": "2026-02-01"}, "/ends_on"),
        ({"pairing_kind": "nobody"}, "/pairing_kind"),
        ({"household_classes": ["verge", "rich"]}, "/household_classes"),
        ({"unit_id": "0199aaaa-0000-7000-8000-000000000000"}, "/unit_id"),
        ({"kind": "party"}, "/kind"),
    ],
)
def test_a_wrong_plan_is_refused_at_its_field(officer, over, pointer):
    answer = officer.post("/campaigns", json=PLAN | over)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_name_is_taken_once_and_the_area_is_ones_own(officer, client):
    planned(officer)
    assert officer.post("/campaigns", json=PLAN).json()["code"] == "campaign_name_taken"
    assert officer.post("/campaigns", json=PLAN | {"region_code": COUNTY}).json()["code"] == "outside_area"
    assert client("cunganbu").post("/campaigns", json=PLAN).status_code == 403


def test_a_village_reads_what_the_township_plans_and_changes_nothing(client, officer):
    made = planned(officer)
    names = [row["name"] for row in client("cunganbu").get("/campaigns", params={"running": True}).json()["items"]]
    assert names == [made.name]
    assert client("linzhen").get("/campaigns").json()["items"] == []
    assert client("linzhen").get(f"/campaigns/{made.id}").status_code == 404
    county = planned(client("xianji"), name="全县行动")
    assert officer.get(f"/campaigns/{county.id}").status_code == 200
    refused = officer.patch(f"/campaigns/{county.id}", json={"name": "乡里改"}, headers={"If-Match": '"1"'})
    assert refused.status_code == 404


def test_who_takes_part(officer, client, session):
    made = planned(officer)
    here, there = make.helper(session, name="本村代表"), make.helper(session, OTHER_VILLAGE, "邻村代表")
    make.helper(session, kind="assistance_person")
    gone = make.helper(session, name="离任代表", valid_to=make.date(2026, 1, 1))
    make.pairing(session, here, make.home(session))
    session.commit()
    url = f"/campaigns/{made.id}/participants"
    assert officer.post(url, json={"region_code": VILLAGE}).json() == {"count": 1}
    assert officer.post(url, json={}).json() == {"count": 1}
    assert officer.post(url, json={"helper_ids": [str(gone.id)]}).json()["code"] == "helper_not_on_duty"
    rows = [ParticipantRead.model_validate(row) for row in officer.get(url, params={"sort": "name"}).json()["items"]]
    assert [(row.helper_name, row.pairing_count) for row in rows] == [("本村代表", 1), ("邻村代表", 0)]
    assert len(client("cunganbu").get(url).json()["items"]) == 1
    assert officer.delete(f"{url}/{there.id}").status_code == 204
    assert officer.delete(f"{url}/{there.id}").status_code == 422
    assert officer.get(f"/campaigns/{made.id}").json()["participants"] == 1


def test_whom_to_visit_is_drawn_with_who_is_to_go(officer, session):
    made = planned(officer)
    who = make.helper(session, name="代表")
    paired, alone = make.home(session, head="已结对"), make.home(session, head="未结对")
    make.home(session, head="普通", household_class="ordinary")
    make.pairing(session, who, paired)
    session.commit()
    url = f"/campaigns/{made.id}"
    assert officer.post(f"{url}:draw-targets").json() == {"count": 2}
    assert officer.post(f"{url}:draw-targets").json() == {"count": 0}
    rows = [TargetRead.model_validate(row) for row in officer.get(f"{url}/targets").json()["items"]]
    assert {(row.head_name, row.helper_name) for row in rows} == {("已结对", "代表"), ("未结对", None)}
    assert {row.household_id for row in rows} == {paired.id, alone.id}


def test_old_party_members_are_visited_by_name(officer, session):
    home = make.home(session, head="老户")
    elsewhere = make.home(session, "511921100201", "外户")
    session.commit()
    made = planned(officer, kind="festival", name="七一慰问", pairing_kind=None)
    url = f"/campaigns/{made.id}/targets"
    items = [
        {"name": "李老党员", "kind": "old_party_member", "region_code": VILLAGE},
        {"household_id": str(home.id), "kind": "needy_party_member"},
    ]
    assert officer.post(url, json={"items": items}).json() == {"count": 2}
    assert officer.post(url, json={"items": items}).json() == {"count": 0}
    rows = officer.get(url, params={"kind": "old_party_member"}).json()["items"]
    assert [(row["name"], row["region_code"]) for row in rows] == [("李老党员", VILLAGE)]
    assert officer.delete(f"{url}/{rows[0]['id']}").status_code == 204
    assert officer.delete(f"{url}/{rows[0]['id']}").status_code == 404
    wrong = officer.post(url, json={"items": [*items, {"household_id": str(elsewhere.id)}]})
    assert wrong.json()["errors"][0]["pointer"] == "/items/2/household_id"
    assert officer.post(url, json={"items": [{"kind": "household"}]}).status_code == 422
