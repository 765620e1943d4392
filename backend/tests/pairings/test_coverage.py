from datetime import timedelta

import pytest

from tests.conftest import TODAY
from tests.make import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE
from tests.pairings import make
from yihu.helpers.models import UnitAssignment
from yihu.households.models import Member
from yihu.pairings.coverage_schemas import Coverage, IdleHelper, UncoveredHousehold


@pytest.fixture
def villages(session):
    """Two villages: one household of three paired, one delegate of two idle; another with one of each, unpaired."""
    homes = [make.home(session, head=name) for name in ("单一", "单二", "单三")]
    busy, idle = make.helper(session, name="忙代表"), make.helper(session, name="闲代表")
    make.pairing(session, busy, homes[0])
    make.pairing(session, make.helper(session, kind="assistance_person"), homes[1], "assistance_person")
    make.home(session, OTHER_VILLAGE, "邻户")
    make.helper(session, OTHER_VILLAGE, "邻代表")
    make.home(session, head="普通", household_class="ordinary")
    make.home(session, head="注销", status="cancelled")
    session.commit()
    return homes, busy, idle


def coverage(browser, **asked) -> Coverage:
    params = {"kind": "party_delegate", **asked}
    answer = browser.get("/pairings/coverage", params={k: v for k, v in params.items() if v})
    assert answer.status_code == 200, answer.text
    return Coverage.model_validate(answer.json())


def listed(browser, what: str, shape, **asked) -> list:
    answer = browser.get(f"/pairings/{what}", params={"kind": "party_delegate", **asked})
    assert answer.status_code == 200, answer.text
    return [shape.model_validate(row) for row in answer.json()["items"]]


def test_both_ways_village_by_village(client, villages):
    found = coverage(client("xiangzhen"))
    assert (found.target_households, found.covered_households, found.loaded_helpers, found.idle_helpers) == (4, 1, 3, 2)
    assert [(v.region_code, v.households, v.covered, v.helpers, v.idle) for v in found.villages] == [
        (OTHER_VILLAGE, 1, 0, 1, 1),
        (VILLAGE, 3, 1, 2, 1),
    ]
    assert all(v.region_name for v in found.villages)


def test_the_gap_lists_name_them(client, villages):
    officer = client("xiangzhen")
    alone = listed(officer, "uncovered-households", UncoveredHousehold, region_code=VILLAGE)
    assert {row.head_name for row in alone} == {"单二", "单三"}
    assert [row.helper_name for row in listed(officer, "idle-helpers", IdleHelper, region_code=VILLAGE)] == ["闲代表"]
    others = listed(officer, "uncovered-households", UncoveredHousehold, kind="assistance_person", q="单")
    assert {row.head_name for row in others} == {"单一", "单三"}


def test_who_answered_last_is_said(client, session, villages):
    homes, busy, _ = villages
    ended = {"valid_to": TODAY - timedelta(days=9), "end_reason": "left_post"}
    make.pairing(session, busy, homes[2], **ended)
    session.commit()
    (row,) = listed(client("cunganbu"), "uncovered-households", UncoveredHousehold, q="单三")
    assert (row.former_helper, row.ended_on, row.end_reason) == ("忙代表", TODAY - timedelta(days=9), "left_post")


def test_an_exited_household_still_counts_and_a_village_sees_its_own(client, session, villages):
    make.home(session, head="脱贫", status="exited")
    session.commit()
    found = coverage(client("cunganbu"))
    assert (found.target_households, [v.region_code for v in found.villages]) == (4, [VILLAGE])
    assert coverage(client("linzhen")).villages == []


def test_a_campaign_says_for_whom_and_who_takes_part(client, session, villages):
    _, busy, _ = villages
    narrow = make.campaign(session, household_classes=["verge"], declared_helpers=135, declared_households=150)
    make.home(session, head="边缘", household_class="verge")
    officer = client("xiangzhen")
    session.commit()
    added = officer.post(f"/campaigns/{narrow.id}/participants", json={"helper_ids": [str(busy.id)]})
    assert added.json() == {"count": 1}
    found = coverage(officer, campaign_id=str(narrow.id))
    assert (found.declared_helpers, found.loaded_helpers, found.idle_helpers) == (135, 1, 0)
    assert (found.declared_households, found.target_households, found.covered_households) == (150, 1, 0)
    assert {r.head_name for r in listed(officer, "uncovered-households", UncoveredHousehold, campaign_id=str(narrow.id))} == {"边缘"}  # fmt: skip


def test_a_campaign_brings_its_kind_and_full_coverage_means_everybody(client, session, villages):
    everybody = make.campaign(session, kind="full_coverage", pairing_kind="linked_leader")
    session.commit()
    found = coverage(client("xiangzhen"), kind=None, campaign_id=str(everybody.id))
    assert (found.kind, found.target_households, found.covered_households) == ("linked_leader", 5, 0)
    foreign = client("linzhen").get("/pairings/coverage", params={"campaign_id": str(everybody.id)})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "campaign_not_found")
    assert coverage(client("cunganbu"), campaign_id=str(everybody.id)).target_households == 4


def test_teachers_answer_for_pupils(client, session):
    home = make.home(session, head="学生家")
    session.query(Member).filter(Member.household_id == home.id).update({"schooling": "primary"})
    make.home(session, head="无学生")
    session.commit()
    rows = listed(client("xiangzhen"), "uncovered-households", UncoveredHousehold, kind="teacher")
    assert [row.head_name for row in rows] == ["学生家"]


def test_declared_against_loaded_in_the_whole_township(client, session):
    """135 delegates by the roster, none of them with a household yet."""
    for number in range(135):
        make.helper(session, TOWNSHIP if number % 9 else VILLAGE)
    plan = make.campaign(session, declared_helpers=135)
    session.commit()
    officer = client("xiangzhen")
    answer = officer.post(f"/campaigns/{plan.id}/participants", json={"kind": "party_delegate"})
    assert answer.json() == {"count": 135}
    found = coverage(officer, campaign_id=str(plan.id))
    assert (found.declared_helpers, found.loaded_helpers, found.idle_helpers) == (135, 135, 135)
    assert [v.region_code for v in found.villages] == [TOWNSHIP, VILLAGE]


def test_coverage_by_kind_of_village(client, session):
    """R305: who has to help follows from what the village is; pairs that do not fit are counted where they are."""
    third = VILLAGE[:9] + "207"
    make.standing(session, VILLAGE, poor=True, weak_branch="soft")
    make.standing(session, OTHER_VILLAGE, poor=False)
    bureau = make.unit(session, VILLAGE)
    own = make.helper(session, kind="assistance_person", level="county", unit_id=bureau.id)
    local = make.helper(session, kind="assistance_person")
    for who, place, unit in (
        (own, VILLAGE, bureau.name), (local, VILLAGE, None), (own, OTHER_VILLAGE, bureau.name),
        (local, OTHER_VILLAGE, None), (own, third, bureau.name),
    ):  # fmt: skip
        make.pairing(session, who, make.home(session, place), "assistance_person", helper_unit=unit)
    make.home(session, VILLAGE)
    session.commit()
    found = coverage(client("xiangzhen"), kind="assistance_person")
    assert [(k.poor, k.villages, k.households, k.covered, k.misfits) for k in found.kinds] == [
        (True, 1, 3, 2, 1), (False, 1, 2, 2, 1), (None, 1, 1, 1, 0),
    ]  # fmt: skip
    assert {v.region_code: (v.poor, v.weak_branch, v.misfits) for v in found.villages} == {
        VILLAGE: (True, "soft", 1), OTHER_VILLAGE: (False, None, 1), third: (None, None, 0),
    }  # fmt: skip
    wrong = client("xiangzhen").get("/pairings", params={"misfit": True, "region_code": VILLAGE}).json()["items"]
    assert [row["helper_name"] for row in wrong] == [local.name]


def test_every_school_teacher_and_student(client, session):
    """R133: coverage of each kind of subject; R147: schools that nobody helps."""
    home = make.home(session, head="学生家")
    pupil = session.query(Member).filter(Member.household_id == home.id).one()
    pupil.schooling = "primary"
    make.home(session, head="无学生")
    busy, _ = make.helper(session, kind="teacher"), make.helper(session, kind="teacher")
    schools = [make.unit(session, name=name) for name in ("县一中", "杨柏小学", "杨柏二小")]
    for school, layer in zip(schools, ("county", "township", "township"), strict=True):
        school.kind, school.layer = "education", layer
        school.region_code = COUNTY if layer == "county" else TOWNSHIP
    pair = {"kind": "counterpart", "region_code": TOWNSHIP, "target_unit_id": schools[1].id}
    session.add(UnitAssignment(county=COUNTY, unit_id=schools[0].id, valid_from=make.LONG_AGO, **pair))
    session.commit()
    officer = client("xiangzhen")

    def of_each():
        return {s.subject: (s.covered, s.total) for s in coverage(officer, kind="teacher").subjects}

    assert of_each() == {"school": (1, 2), "teacher": (0, 2), "student": (0, 1)}
    make.pairing(session, busy, home, "teacher", member_id=pupil.id)
    session.commit()
    assert of_each() == {"school": (1, 2), "teacher": (1, 2), "student": (1, 1)}
    assert coverage(officer).subjects == []
    alone = officer.get("/units", params={"kind": "education", "layer": "township", "helped": False}).json()["items"]
    assert [unit["name"] for unit in alone] == ["杨柏二小"]
    layers = {"unit_kind": "education", "layer": "county", "target_layer": "township"}
    (row,) = officer.get("/unit-assignments", params=layers).json()["items"]
    assert (row["unit_name"], row["target_unit_name"]) == ("县一中", "杨柏小学")
    assert officer.get("/unit-assignments", params=layers | {"target_layer": "village"}).json()["items"] == []
