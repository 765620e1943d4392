import pytest
from sqlalchemy import select

from tests.make import COUNTY, OTHER_TOWNSHIP, OTHER_VILLAGE, TOWNSHIP, VILLAGE
from tests.pairings import make
from yihu.accounts.models import User
from yihu.helpers.schemas import HelperRead, StandingRead, UnitAssignmentRead, UnitRead
from yihu.kernel.audit import AuditEntry
from yihu.pairings.models import Pairing

PERSON = {"name": "苟永强", "kinds": ["party_delegate"], "level": "township", "region_code": VILLAGE}


@pytest.fixture
def officer(client):
    return client("xiangzhen")


def made(browser, **over) -> HelperRead:
    answer = browser.post("/helpers", json=PERSON | over)
    assert answer.status_code == 201, answer.text
    return HelperRead.model_validate(answer.json())


def listed(browser, **filters) -> list[str]:
    answer = browser.get("/helpers", params=filters)
    assert answer.status_code == 200, answer.text
    return [HelperRead.model_validate(row).name for row in answer.json()["items"]]


def test_a_helper_is_registered_found_and_changed(officer, session):
    account = session.scalar(select(User.id).where(User.username == "bangfu"))
    unit = officer.post("/units", json={"name": "杨柏镇中心校", "kind": "education", "layer": "township"}).json()
    person = made(officer, unit_id=unit["id"], roster_no="007", user_id=str(account), capacity=3)
    assert (person.unit_name, person.username, person.region_name, person.pairing_count) == (
        "杨柏镇中心校", "bangfu", "朽石坎村", 0,
    )  # fmt: skip
    for q in ("gyq", "永强", "中心校", "007"):
        assert listed(officer, q=q) == ["苟永强"]
    assert listed(officer, kind="teacher") == []
    url, seen = f"/helpers/{person.id}", {"If-Match": '"1"'}
    changed = officer.patch(url, json={"phone": "0827-7222222"}, headers=seen)
    assert (changed.json()["phone"], changed.headers["ETag"]) == ("0827-7222222", '"2"')
    assert officer.patch(url, json={"phone": None}, headers=seen).status_code == 412
    assert officer.get(url).headers["ETag"] == '"2"'
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == person.id))
    assert sorted(actions) == ["helper.changed", "helper.registered"]


@pytest.mark.parametrize(
    ("over", "pointer"),
    [
        ({"kinds": ["friend"]}, "/kinds"),
        ({"kinds": []}, "/kinds"),
        ({"level": "moon"}, "/level"),
        ({"region_code": OTHER_TOWNSHIP}, "/region_code"),
        ({"region_code": "511921119999"}, "/region_code"),
        ({"unit_id": "0199aaaa-0000-7000-8000-000000000000"}, "/unit_id"),
        ({"user_id": "0199aaaa-0000-7000-8000-000000000000"}, "/user_id"),
        ({"phone": "打我手机"}, "/phone"),
        ({"name": None}, "/name"),
    ],
)
def test_a_wrong_helper_is_refused_at_its_field(officer, over, pointer):
    answer = officer.post("/helpers", json=PERSON | over)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_nobody_is_on_duty_twice(officer, session):
    account = str(session.scalar(select(User.id).where(User.username == "bangfu")))
    first = made(officer, user_id=account)
    again = officer.post("/helpers", json=PERSON)
    assert (again.status_code, again.json()["code"]) == (409, "helper_already_there")
    taken = officer.post("/helpers", json=PERSON | {"name": "别人", "user_id": account})
    assert (taken.status_code, taken.json()["code"]) == (409, "helper_account_taken")
    gone = officer.post(f"/helpers/{first.id}:retire", json={"valid_to": "2026-11-20"}, headers={"If-Match": '"1"'})
    assert gone.json()["errors"][0]["pointer"] == "/valid_to"  # came on duty today
    gone = officer.post(f"/helpers/{first.id}:retire", json={"valid_to": "2026-11-23"}, headers={"If-Match": '"1"'})
    assert gone.status_code == 200, gone.text
    made(officer, user_id=account)
    assert len(listed(officer, on_duty=False)) == len(listed(officer, on_duty=True)) == 1


def test_who_still_answers_cannot_retire_even_for_households_elsewhere(client, officer, session):
    who = make.helper(session, VILLAGE, "方文富")
    make.pairing(session, who, make.home(session, OTHER_TOWNSHIP + "201"))
    session.commit()
    form, seen = {"valid_to": "2026-11-23"}, {"If-Match": '"1"'}
    refused = officer.post(f"/helpers/{who.id}:retire", json=form, headers=seen)
    assert (refused.status_code, refused.json()["code"], refused.json()["pairings"]) == (409, "helper_still_answers", 1)
    ended = {"valid_to": "2026-11-23", "end_reason": "left_post", "end_note": None}
    pairing = client("xianji").get("/pairings").json()["items"][0]
    assert client("xianji").post(f"/pairings/{pairing['id']}:end", json=ended, headers=seen).status_code == 200
    assert officer.post(f"/helpers/{who.id}:retire", json=form, headers=seen).json()["valid_to"] == "2026-11-23"


def test_copies_follow_the_helper_and_his_unit_and_the_past_does_not(client, officer, session):
    unit = make.unit(session)
    who = make.helper(session, VILLAGE, "方文富", unit_id=unit.id)
    now, past = make.home(session), make.home(session)
    ended = {"valid_to": make.TODAY, "end_reason": "left_post"}
    rows = [make.pairing(session, who, now), make.pairing(session, who, past, **ended)]
    other = make.pairing(session, make.helper(session), past)
    session.commit()
    changed = officer.patch(f"/helpers/{who.id}", json={"phone": "7222333"}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    renamed = client("xianji").patch(f"/units/{unit.id}", json={"name": "县财政和金融局"}, headers={"If-Match": '"1"'})
    assert renamed.status_code == 200, renamed.text
    session.expire_all()
    current, kept = rows
    assert (current.helper_phone, current.helper_unit) == ("7222333", "县财政和金融局")
    assert (kept.helper_phone, kept.helper_unit) == (None, None)
    assert session.get(Pairing, (COUNTY, other.id)).version == 1
    assert listed(officer, q="金融局") == ["方文富"]


def test_a_township_sees_whom_the_county_sends_but_does_not_change_him(client, officer, session):
    sent = make.helper(session, COUNTY, "县派员", level="county")
    make.helper(session, OTHER_TOWNSHIP, "外乡人")
    make.helper(session, VILLAGE, "本村人")
    session.commit()
    assert sorted(listed(officer)) == ["县派员", "本村人"]
    assert listed(officer, region_code=VILLAGE) == ["本村人"]
    assert officer.get(f"/helpers/{sent.id}").status_code == 200
    assert officer.patch(f"/helpers/{sent.id}", json={"phone": None}, headers={"If-Match": '"1"'}).status_code == 404
    assert sorted(listed(client("cunganbu"))) == ["县派员", "本村人"]


def test_a_unit_answers_for_a_village_until_it_ends(client, session):
    county = client("xianji")
    unit = UnitRead.model_validate(
        county.post("/units", json={"name": "县文旅局", "kind": "culture_tourism", "layer": "county", "system": "文旅系统"}).json()
    )  # fmt: skip
    assert county.post("/units", json={"name": "县文旅局", "kind": "other", "layer": "county"}).status_code == 409
    task = {"unit_id": str(unit.id), "kind": "supporting", "region_code": VILLAGE, "valid_from": "2026-03-01"}
    made = UnitAssignmentRead.model_validate(county.post("/unit-assignments", json=task).json())
    assert county.post("/unit-assignments", json=task).json()["code"] == "unit_assignment_overlaps"
    assert (made.unit_name, made.region_name) == ("县文旅局", "朽石坎村")
    assert county.get("/units", params={"system": "文旅系统"}).json()["items"][0]["assignment_count"] == 1
    url = f"/unit-assignments/{made.id}"
    assessed = {"effect": "好", "effect_score": "92.5", "award_claimed_on": "2026-11-01", "award_amount": "20000.00"}
    said = county.patch(url, json=assessed, headers={"If-Match": '"1"'}).json()
    assert [said[name] for name in assessed] == ["好", "92.50", "2026-11-01", "20000.00"]
    refused = county.patch(url, json={"effect_score": "-1"}, headers={"If-Match": '"2"'})
    assert refused.json()["errors"][0]["pointer"] == "/effect_score"
    over = county.post(f"{url}:end", json={"valid_to": "2026-02-01"}, headers={"If-Match": '"2"'})
    assert over.json()["errors"][0]["pointer"] == "/valid_to"
    over = county.post(f"{url}:end", json={"valid_to": "2026-11-23", "end_note": "轮换"}, headers={"If-Match": '"2"'})
    assert over.json()["valid_to"] == "2026-11-23"
    assert county.post(f"{url}:end", json={"valid_to": "2026-11-23"}, headers={"If-Match": '"3"'}).status_code == 409
    assert [row["id"] for row in county.get("/unit-assignments", params={"current": True}).json()["items"]] == []
    # seen below, changed by the county only
    village = client("cunganbu")
    assert len(village.get("/unit-assignments").json()["items"]) == 1
    assert client("linzhen").get("/unit-assignments").json()["items"] == []


def test_school_helps_school(client):
    county = client("xianji")
    ids = [
        county.post("/units", json={"name": name, "kind": "education", "layer": layer}).json()["id"]
        for name, layer in (("市一中", "city"), ("县三中", "county"))
    ]
    task = {"unit_id": ids[0], "target_unit_id": ids[1], "kind": "counterpart", "region_code": COUNTY, "valid_from": "2026-03-01"}  # fmt: skip
    made = county.post("/unit-assignments", json=task)
    assert (made.json()["unit_name"], made.json()["target_unit_name"]) == ("市一中", "县三中")
    assert county.post("/unit-assignments", json=task | {"target_unit_id": ids[0]}).status_code == 422


def test_the_standing_of_villages(officer, client):
    before = [StandingRead.model_validate(row) for row in officer.get("/village-standings").json()["items"]]
    assert {row.poor for row in before} == {None}
    assert {row.region_code[:9] for row in before} == {TOWNSHIP}
    said = {"region_code": VILLAGE, "poor": True, "valid_from": "2026-01-01", "source": "县委〔2026〕1号"}
    assert officer.post("/village-standings", json=said).status_code == 201
    changed = said | {"poor": False, "weak_branch": "soft", "valid_from": "2026-06-01"}
    assert officer.post("/village-standings", json=changed).json()["weak_branch"] == "soft"
    assert officer.post("/village-standings", json=changed).json()["code"] == "standing_overlaps"
    (now,) = officer.get("/village-standings", params={"region_code": VILLAGE}).json()["items"]
    assert (now["poor"], now["valid_from"]) == (False, "2026-06-01")
    elsewhere = said | {"region_code": OTHER_TOWNSHIP + "201"}
    assert officer.post("/village-standings", json=elsewhere).json()["errors"][0]["pointer"] == "/region_code"
    assert officer.post("/village-standings", json=said | {"weak_branch": "lazy"}).status_code == 422
    neighbour = client("lincun").get("/village-standings").json()["items"]
    assert [row["region_code"] for row in neighbour] == [OTHER_VILLAGE]
