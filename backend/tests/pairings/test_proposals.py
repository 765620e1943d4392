from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select, text

from tests.conftest import TODAY
from tests.make import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE
from tests.pairings import make
from tests.pairings.test_fair import HANDS, HOMES, VILLAGES
from yihu.kernel.facts import Fact
from yihu.pairings.coverage_schemas import Coverage
from yihu.pairings.models import Pairing, ProposedPairing
from yihu.pairings.proposal_schemas import ProposalRead, ProposedRow
from yihu.regions.models import Region

ASK = {"kind": "party_delegate", "region_code": TOWNSHIP}


@pytest.fixture
def officer(client):
    return client("xiangzhen")


@pytest.fixture
def propose(officer, run_jobs):
    def ask(**over) -> ProposalRead:
        asked = officer.post("/pairing-proposals", json=ASK | over)
        assert asked.status_code == 202, asked.text
        assert asked.json()["state"] == "computing"
        run_jobs()
        return ProposalRead.model_validate(officer.get(f"/pairing-proposals/{asked.json()['id']}").json())

    return ask


def rows_of(browser, proposal: ProposalRead, **asked) -> list[ProposedRow]:
    answer = browser.get(f"/pairing-proposals/{proposal.id}/rows", params={"page_size": 200, **asked})
    return [ProposedRow.model_validate(row) for row in answer.json()["items"]]


def commit(browser, proposal: ProposalRead):
    headers = {"If-Match": f'"{proposal.version}"'}
    return browser.post(f"/pairing-proposals/{proposal.id}:commit", headers=headers)


def coverage(browser) -> Coverage:
    return Coverage.model_validate(browser.get("/pairings/coverage", params={"kind": "party_delegate"}).json())


def test_the_whole_township(officer, session, propose):
    """150 households, 135 delegates, 14 uneven villages: afterwards both gap lists are empty."""
    known = set(session.scalars(select(Region.code)))
    fresh = [place for place in VILLAGES if place not in known]
    session.add_all(
        Region(code=c, name="新村", short_name="新村", level="village", parent_code=TOWNSHIP) for c in fresh
    )
    session.flush()
    for place, homes, hands in zip(VILLAGES, HOMES, HANDS, strict=True):
        for _ in range(homes):
            make.home(session, place)
        for _ in range(hands):
            make.helper(session, place)
    session.commit()
    found = propose()
    told = found.summary
    assert (found.state, told.households, told.helpers, told.uncovered, told.idle_helpers) == ("ready", 150, 135, 0, 0)
    assert (told.proposed, told.least, told.most, told.same_village, told.notes) == (150, 1, 2, 130, [])
    assert commit(officer, found).json()["state"] == "committed"
    after = coverage(officer)
    assert (after.covered_households, after.target_households, after.idle_helpers) == (150, 150, 0)
    for gaps in ("uncovered-households", "idle-helpers"):
        assert officer.get(f"/pairings/{gaps}", params={"kind": "party_delegate"}).json()["items"] == []
    loads = Counter(session.scalars(select(Pairing.helper_id)))
    assert Counter(loads.values()) == {1: 120, 2: 15}
    facts = session.execute(select(Fact.name, text("count(*)")).group_by(Fact.name)).all()
    assert dict(map(tuple, facts)) == {"PairingMade": 150, "ProposalCommitted": 1}


@pytest.fixture
def small(session):
    """新桥河村 has three households, one of them paired, and two delegates; its neighbour one of each."""
    homes = [make.home(session, head=name) for name in ("单一", "单二", "单三")]
    hands = [make.helper(session, name=name) for name in ("甲代表", "乙代表")]
    make.pairing(session, hands[0], homes[0])
    homes.append(make.home(session, OTHER_VILLAGE, "邻户"))
    hands.append(make.helper(session, OTHER_VILLAGE, "邻代表"))
    session.commit()
    return homes, hands


def test_what_holds_is_kept_and_each_row_says_why(officer, small, propose):
    found = propose()
    rows = {row.head_name: row for row in rows_of(officer, found)}
    assert (rows["单一"].helper_name, rows["单一"].origin) == ("甲代表", "kept")
    assert rows["单一"].reason.startswith("已结对，保留；联系")
    assert (rows["邻户"].helper_name, rows["邻户"].reason) == ("邻代表", "同村；联系1户")
    assert sorted(row.load for row in rows.values()) == [1, 1, 2, 2]
    assert (found.summary.kept, found.summary.proposed, found.summary.replaced) == (1, 3, 0)
    assert [row.head_name for row in rows_of(officer, found, origin="kept")] == ["单一"]
    assert {row.helper_name for row in rows_of(officer, found, q="邻")} == {"邻代表"}
    assert len(rows_of(officer, found, region_code=OTHER_VILLAGE)) == 1


def test_a_supporting_unit_comes_first_in_a_poor_village(officer, session, small, propose):
    bureau = make.unit(session, VILLAGE)
    make.standing(session, VILLAGE)
    make.helper(session, COUNTY, "财政局干部", unit_id=bureau.id, level="county", kinds=["assistance_person"])
    make.helper(session, name="村干部", kinds=["assistance_person"])
    session.commit()
    found = propose(region_code=VILLAGE, kind="assistance_person")
    reasons = {row.helper_name: row.reason for row in rows_of(officer, found)}
    assert reasons["财政局干部"].startswith("单位（县财政局）帮扶该村；联系")
    assert reasons["村干部"].endswith("贫困村应由帮扶该村单位的人员结对")
    delegates = rows_of(officer, propose(region_code=VILLAGE))
    assert not any("应由" in row.reason for row in delegates), "delegates follow rules of their own"


def test_more_delegates_than_households_share(officer, session, propose):
    make.home(session)
    for _ in range(3):
        make.helper(session)
    session.commit()
    found = propose()
    assert (found.summary.proposed, found.summary.idle_helpers) == (3, 0)
    assert all("3人共同联系" in row.reason for row in rows_of(officer, found))
    assert propose(everyone_helps=False).summary.idle_helpers == 2


def test_a_limit_leaves_some_alone_and_says_so(officer, session, propose):
    for _ in range(3):
        make.home(session)
    make.helper(session)
    session.commit()
    told = propose(most_per_helper=2).summary
    assert (told.uncovered, told.most) == (1, 2)
    assert told.notes == ["还有1户无人联系：帮扶人不够、都到了联系户数上限，或这些户已从方案中去掉"]


def test_an_area_with_nobody_fails_in_words(propose):
    found = propose()
    assert (found.state, found.summary) == ("failed", None)
    assert found.failure == "本区域没有需要结对的农户，或没有在岗的帮扶人"


def test_a_person_has_the_last_word(officer, session, small, propose):
    homes, hands = small
    found = propose()
    url = f"/pairing-proposals/{found.id}/rows/{homes[0].id}"
    body = {"helper_id": str(hands[2].id)}
    assert officer.put(url, json=body).status_code == 428
    edited = officer.put(url, json=body, headers={"If-Match": f'"{found.version}"'})
    told = ProposalRead.model_validate(edited.json())
    assert (told.version, told.summary.edited, told.summary.replaced) == (found.version + 1, 1, 1)
    assert officer.put(url, json=body, headers={"If-Match": f'"{found.version}"'}).status_code == 412
    assert commit(officer, told).status_code == 200
    pairs = session.scalars(
        select(Pairing).where(Pairing.household_id == homes[0].id).order_by(Pairing.created_at)
    ).all()
    new = next(p for p in pairs if p.valid_to is None)
    old = next(p for p in pairs if p.valid_to is not None)
    assert (new.helper_id, new.predecessor_id, new.valid_from, new.helper_name) == (
        hands[2].id,
        old.id,
        TODAY,
        "邻代表",
    )
    assert (old.helper_id, old.end_reason, old.valid_to) == (hands[0].id, "handed_over", TODAY)
    assert set(session.scalars(select(Fact.name))) == {"PairingMade", "PairingEnded", "ProposalCommitted"}


def test_a_household_may_be_left_as_it_is(officer, session, small, propose):
    homes, _ = small
    found = propose()
    url = f"/pairing-proposals/{found.id}/rows/{homes[1].id}"
    answer = officer.put(url, json={"helper_id": None}, headers={"If-Match": f'"{found.version}"'})
    assert answer.json()["summary"]["uncovered"] == 1
    again = officer.put(url, json={"helper_id": None}, headers={"If-Match": f'"{found.version + 1}"'})
    assert again.status_code == 404


def test_one_of_two_who_share_a_household_is_changed(officer, session, propose):
    """The other stays; nobody shares it with himself."""
    home = make.home(session)
    first, second = (make.helper(session, name=name) for name in ("甲代表", "乙代表"))
    session.commit()
    found = propose()
    third = make.helper(session, name="丙代表")
    session.commit()
    url = f"/pairing-proposals/{found.id}/rows/{home.id}"

    def put(version: int, **body):
        return officer.put(url, json=body, headers={"If-Match": f'"{version}"'})

    twice = put(found.version, helper_id=str(second.id), instead_of=str(first.id))
    assert (twice.status_code, twice.json()["errors"][0]["code"]) == (422, "helps_already")
    assert put(found.version, helper_id=str(third.id), instead_of=str(third.id)).status_code == 404
    edited = put(found.version, helper_id=str(third.id), instead_of=str(first.id))
    assert {row.helper_name for row in rows_of(officer, found)} == {"乙代表", "丙代表"}
    put(edited.json()["version"], helper_id=None, instead_of=str(third.id))
    assert {row.helper_name for row in rows_of(officer, found)} == {"乙代表"}


def moved_on(session, what: str, homes, hands):
    """Something happens between the computation and the commit."""
    if what == "left":
        hands[2].valid_to = TODAY
    elif what == "cancelled":
        homes[3].status = "cancelled"
    elif what == "moved":
        homes[3].region_code = VILLAGE
    elif what == "ended":
        pairing = session.scalars(select(Pairing)).one()
        pairing.valid_to, pairing.end_reason = TODAY, "left_post"
    else:
        row = session.scalars(select(ProposedPairing).where(ProposedPairing.household_id == homes[3].id)).one()
        make.pairing(session, hands[0], homes[3], created_at=row.created_at.replace(year=2027))
    session.commit()


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("left", "帮扶人已不在岗"),
        ("cancelled", "户已注销"),
        ("moved", "户已迁到其他村组"),
        ("ended", "原结对已结束"),
        ("paired", "已另行与甲代表结对"),
    ],
)
def test_the_ground_has_moved(officer, session, small, propose, what, why):
    homes, hands = small
    found = propose()
    before = len(session.scalars(select(Pairing)).all())
    moved_on(session, what, homes, hands)
    refused = commit(officer, found)
    assert (refused.status_code, refused.json()["code"]) == (409, "ground_has_moved")
    (conflict,) = refused.json()["conflicts"]
    assert (conflict["why"], conflict["head_name"]) == (why, "单一" if what == "ended" else "邻户")
    assert why in refused.json()["detail"]
    assert len(session.scalars(select(Pairing)).all()) == before + (what == "paired")
    url = f"/pairing-proposals/{found.id}/rows/{conflict['household_id']}"
    edited = officer.put(url, json={"helper_id": None}, headers={"If-Match": f'"{found.version}"'})
    assert commit(officer, ProposalRead.model_validate(edited.json())).status_code == 200


def test_discarding_stops_the_computation(officer, session, small, run_jobs):
    asked = officer.post("/pairing-proposals", json=ASK).json()
    url = f"/pairing-proposals/{asked['id']}"
    assert officer.post(f"{url}:discard").json()["state"] == "discarded"
    run_jobs()
    assert officer.get(url).json()["state"] == "discarded"
    assert session.scalars(select(ProposedPairing)).all() == []
    again = officer.post(f"{url}:discard")
    assert (again.status_code, again.json()["code"]) == (409, "proposal_not_ready")
    assert commit(officer, ProposalRead.model_validate(asked)).json()["code"] == "proposal_not_ready"


@pytest.mark.parametrize(
    ("over", "status", "code"),
    [
        ({"kind": "first_secretary"}, 422, "validation_failed"),
        ({"region_code": COUNTY}, 403, "outside_area"),
        ({"campaign_id": "0199aaaa-0000-7000-8000-000000000000"}, 404, "campaign_not_found"),
        ({"most_per_helper": 0}, 422, "validation_failed"),
    ],
)
def test_what_cannot_be_asked_for(officer, over, status, code):
    answer = officer.post("/pairing-proposals", json=ASK | over)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_only_those_of_the_campaign(officer, session, small, propose):
    _, hands = small
    make.home(session, head="边缘", household_class="verge")
    plan = make.campaign(session, household_classes=["verge"], ends_on=date(2026, 12, 31))
    session.commit()
    officer.post(f"/campaigns/{plan.id}/participants", json={"helper_ids": [str(hands[1].id)]})
    found = propose(campaign_id=str(plan.id))
    (row,) = rows_of(officer, found)
    assert (row.head_name, row.helper_name, found.campaign_name) == ("边缘", "乙代表", plan.name)
    commit(officer, found)
    made = session.scalars(select(Pairing).where(Pairing.campaign_id == plan.id)).one()
    assert made.helper_id == hands[1].id
