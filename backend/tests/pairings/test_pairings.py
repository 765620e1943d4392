from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from tests.conftest import TODAY
from tests.loans.make import loan, notices
from tests.make import COUNTY, OTHER_TOWNSHIP, OTHER_VILLAGE, TOWNSHIP, VILLAGE
from tests.pairings import make
from tests.visits import make as visits
from yihu.households.models import Member
from yihu.households.schemas import HouseholdRead
from yihu.kernel.db import EVERYWHERE, entering
from yihu.kernel.facts import Fact
from yihu.pairings import sheet
from yihu.pairings.models import CampaignTarget, Pairing
from yihu.pairings.schemas import HandedOver, PairingRead

KIND = "assistance_person"
SEEN = {"If-Match": '"1"'}


@pytest.fixture
def officer(client):
    return client("xiangzhen")


@pytest.fixture
def who(session):
    return make.helper(session, VILLAGE, "方文富", kind=KIND)


def paired(browser, helper, home, kind=KIND, **over):
    form = {"helper_id": str(helper.id), "kind": kind, "household_id": str(home.id), "valid_from": "2026-03-01"} | over
    return browser.post("/pairings", json=form)


def listed(browser, **filters) -> list[PairingRead]:
    answer = browser.get("/pairings", params=filters)
    assert answer.status_code == 200, answer.text
    return [PairingRead.model_validate(row) for row in answer.json()["items"]]


def test_one_helper_for_many_and_many_for_one(officer, session, who):
    other = make.helper(session, name="何代表")
    homes = [make.home(session, head=f"单{n}") for n in "一二三"]
    session.commit()
    for home in homes:
        assert paired(officer, who, home).status_code == 201
    assert paired(officer, other, homes[0], "party_delegate").status_code == 201
    twice = paired(officer, who, homes[0])
    assert (twice.status_code, twice.json()["code"]) == (409, "pairing_overlaps")
    assert [row.head_name for row in listed(officer, helper_id=str(who.id), sort="valid_from")] == [
        "单一",
        "单二",
        "单三",
    ]
    assert {row.helper_name for row in listed(officer, household_id=str(homes[0].id))} == {"方文富", "何代表"}
    assert len(listed(officer, q="单二")) == 1 == len(listed(officer, q="何代"))
    assert officer.get(f"/helpers/{who.id}").json()["pairing_count"] == 3
    assert [h["name"] for h in officer.get("/helpers", params={"paired": False}).json()["items"]] == []


def test_whom_it_is_about_depends_on_the_kind(officer, session, who):
    home = make.home(session)
    member = session.scalar(select(Member.id).where(Member.household_id == home.id))
    session.commit()
    village = {"household_id": None, "region_code": VILLAGE}
    refused = [
        (paired(officer, who, home, "teacher"), "/member_id"),
        (paired(officer, who, home, KIND, member_id=str(member)), "/member_id"),
        (paired(officer, who, home, "first_secretary"), "/region_code"),
        (paired(officer, who, home, KIND, **village), "/household_id"),
        (paired(officer, who, home, "friend"), "/kind"),
        (paired(officer, who, home, valid_from="2026-11-24"), "/valid_from"),
        (paired(officer, who, home, valid_from="2024-12-31"), "/helper_id"),  # before he came on duty
        (paired(officer, who, home, "first_secretary", household_id=None, region_code=OTHER_TOWNSHIP + "201"), "/region_code"),
    ]  # fmt: skip
    assert [(a.status_code, a.json()["errors"][0]["pointer"]) for a, _ in refused] == [(422, p) for _, p in refused]
    taught = paired(officer, who, home, "teacher", member_id=str(member))
    assert taught.json()["member_name"] == "张三"
    assert paired(officer, who, home, "first_secretary", **village).status_code == 201
    second = paired(officer, make_saved(session), home, "first_secretary", **village)
    assert (second.status_code, second.json()["code"]) == (409, "first_secretary_there")


@pytest.mark.parametrize(("who", "unit"), [("大学生志愿者", "师范学院"), ("社会志愿者", "共青团县委")])
def test_a_volunteer_without_account_helps_one_pupil(client, session, officer, who, unit):
    """R175, R176: a person from outside, known by name and unit only, and the pupil he stands by."""
    answer = client("xianji").post("/units", json={"name": unit, "kind": "other", "layer": "county"})
    assert answer.status_code == 201, answer.text
    home = make.home(session)
    pupil = session.scalars(select(Member).where(Member.household_id == home.id)).one()
    pupil.schooling = "primary"
    session.commit()
    form = {
        "name": who,
        "kinds": ["volunteer"],
        "level": "county",
        "region_code": VILLAGE,
        "unit_id": answer.json()["id"],
    }
    helper = officer.post("/helpers", json=form).json()
    of_home = {"helper_id": helper["id"], "kind": "volunteer", "household_id": str(home.id), "valid_from": str(TODAY)}
    assert officer.post("/pairings", json=of_home).json()["errors"][0]["pointer"] == "/member_id"
    assert officer.post("/pairings", json=of_home | {"member_id": str(pupil.id)}).status_code == 201
    (row,) = listed(officer, kind="volunteer")
    assert (row.helper_name, row.helper_unit, row.member_name) == (who, unit, pupil.name)
    (seen,) = HouseholdRead.model_validate(client("cunganbu").get(f"/households/{home.id}").json()).pairings
    assert (seen.helper_name, seen.kind) == (who, "volunteer")


def make_saved(session):
    row = make.helper(session)
    session.commit()
    return row


def test_only_an_end_with_a_reason_ends_it(officer, session, who):
    home = make.home(session)
    row = make.pairing(session, who, home, KIND)
    session.commit()
    changed = officer.patch(f"/households/{home.id}", json={"status": "exited", "household_class": "general_exited"}, headers={"If-Match": f'"{home.version}"'})  # fmt: skip
    assert changed.status_code == 200, changed.text
    assert [each.valid_to for each in listed(officer, current=True)] == [None]
    url, form = f"/pairings/{row.id}:end", {"valid_to": "2026-11-20", "end_reason": "left_post", "end_note": "调县上"}
    for over, pointer in (({"end_reason": "bored"}, "/end_reason"), ({"valid_to": "2026-11-24"}, "/valid_to"), ({"valid_to": "2024-01-01"}, "/valid_to")):  # fmt: skip
        assert officer.post(url, json=form | over, headers=SEEN).json()["errors"][0]["pointer"] == pointer
    assert officer.post(url, json=form, headers={"If-Match": '"9"'}).status_code == 412
    assert officer.post(url, json=form, headers=SEEN).json()["end_note"] == "调县上"
    assert officer.post(url, json=form, headers={"If-Match": '"2"'}).json()["code"] == "pairing_ended_already"
    assert listed(officer, current=True) == []
    assert len(listed(officer, current=False)) == 1
    # the same person may come back
    assert paired(officer, who, home, valid_from="2026-11-20").status_code == 201


def test_hand_over_moves_everything_and_keeps_the_past(officer, session, who):
    taker, bystander = make.helper(session, name="岳接手", phone="7000000"), make.helper(session)
    homes = [make.home(session, head=f"单{n}") for n in "一二三"]
    old = [make.pairing(session, who, home, KIND) for home in homes]
    held = make.pairing(session, taker, homes[2], KIND)
    untouched = make.pairing(session, bystander, homes[0])
    plan = make.campaign(session, kind="full_coverage", name="大走访")
    here = {"county": COUNTY, "region_code": VILLAGE, "campaign_id": plan.id, "kind": "household"}
    target = CampaignTarget(**here, household_id=homes[0].id, helper_id=who.id)
    session.add(target)
    session.commit()
    form = {"from_helper_id": str(who.id), "to_helper_id": str(taker.id), "on": "2026-11-01", "note": "换届"}
    answer = officer.post("/pairings:hand-over", json=form)
    assert answer.status_code == 200, answer.text
    done = HandedOver.model_validate(answer.json())
    waiting = [each for each in done.unfinished if each.kind == "campaign_target"]
    assert (done.moved, [(w.title, w.head_name, str(w.due_on)) for w in waiting]) == (
        3,
        [("大走访", "单一", "2026-12-31")],
    )
    session.expire_all()
    assert {(str(p.valid_to), p.end_reason, p.end_note) for p in old} == {("2026-11-01", "handed_over", "换届")}
    new = session.scalars(select(Pairing).where(Pairing.helper_id == taker.id, Pairing.id != held.id)).all()
    assert {(p.predecessor_id, str(p.valid_from), p.helper_phone) for p in new} == {
        (p.id, "2026-11-01", "7000000") for p in old[:2]
    }
    assert (untouched.version, held.version, target.helper_id) == (1, 1, taker.id)
    told = dict(session.execute(select(Fact.name, func.count()).group_by(Fact.name)).all())
    assert (told["PairingEnded"], told["PairingMade"], told["PairingHandedOver"]) == (3, 2, 1)
    again = officer.post("/pairings:hand-over", json=form)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_hand_over")


def test_hand_over_names_the_work_that_waits_at_the_households(officer, session, who):
    taker, home, other = make.helper(session), make.home(session, head="单一"), make.home(session, head="单二")
    make.pairing(session, who, home, KIND)
    session.add_all(loan(session, each, 20) for each in (home, other))
    notices(session)
    seen = visits.finding(session, home, due_on=TODAY)
    visits.finding(session, other)
    session.commit()
    form = {"from_helper_id": str(who.id), "to_helper_id": str(taker.id), "on": str(TODAY)}
    done = HandedOver.model_validate(officer.post("/pairings:hand-over", json=form).json())
    assert {(w.kind, w.title, w.head_name) for w in done.unfinished} == {
        ("loan_notice", "书面到期通知", "单一"),
        ("finding", "走访发现：住房", "单一"),
    }
    assert str(seen.due_on) in {str(w.due_on) for w in done.unfinished}


def test_hand_over_of_a_part_and_never_beyond_the_area(client, officer, session, who):
    taker = make.helper(session, TOWNSHIP)
    here, there, far = (make.home(session, place) for place in (VILLAGE, OTHER_VILLAGE, OTHER_TOWNSHIP + "201"))
    rows = [make.pairing(session, who, home, KIND) for home in (here, there, far)]
    session.commit()
    form = {"from_helper_id": str(who.id), "to_helper_id": str(taker.id), "on": str(TODAY)}
    part = officer.post("/pairings:hand-over", json=form | {"region_code": OTHER_VILLAGE})
    assert part.json()["moved"] == 1
    assert officer.post("/pairings:hand-over", json=form | {"pairing_ids": [str(rows[2].id)]}).status_code == 409
    assert officer.post("/pairings:hand-over", json=form).json()["moved"] == 1
    session.expire_all()
    entering(EVERYWHERE)(session)
    assert [row.valid_to is None for row in rows] == [False, False, True]
    for over, pointer in (({"on": "2026-11-24"}, "/on"), ({"to_helper_id": str(who.id)}, "/to_helper_id"), ({"from_helper_id": str(rows[0].id)}, "/from_helper_id")):  # fmt: skip
        assert officer.post("/pairings:hand-over", json=form | over).json()["errors"][0]["pointer"] == pointer
    assert client("cunganbu").post("/pairings:hand-over", json=form).status_code == 403


def test_a_pair_that_does_not_fit_its_village(officer, session):
    unit = make.unit(session, supports=VILLAGE)
    backing = make.helper(session, COUNTY, "帮扶单位", kind=KIND, level="county", unit_id=unit.id)
    sent, local = make.helper(session, COUNTY, "别的单位", kind=KIND, level="county"), make.helper(session, kind=KIND)
    poor, other, unknown = (make.home(session, place) for place in (VILLAGE, OTHER_VILLAGE, TOWNSHIP + "201"))
    make.standing(session, VILLAGE)
    make.standing(session, OTHER_VILLAGE, poor=False)
    for person in (backing, sent, local):
        for home in (poor, other, unknown):
            make.pairing(session, person, home, KIND, helper_unit="县财政局" if person is backing else None)
    make.pairing(session, sent, poor, "party_delegate")
    session.commit()
    wrong = {(row.helper_name, row.region_code, row.misfit) for row in listed(officer, misfit=True)}
    assert wrong == {
        ("别的单位", VILLAGE, "贫困村应由帮扶该村单位的人员结对"),
        (local.name, VILLAGE, "贫困村应由帮扶该村单位的人员结对"),
        ("帮扶单位", OTHER_VILLAGE, "非贫困村应由乡、村干部结对"),
        ("别的单位", OTHER_VILLAGE, "非贫困村应由乡、村干部结对"),
    }
    assert len(listed(officer, misfit=False)) == 6


def test_pairings_go_with_a_household_that_moves_and_stand_on_its_page(client, officer, session, who):
    home = make.home(session)
    make.pairing(session, who, home, KIND)
    secretary = make.helper(session, OTHER_VILLAGE, "赵书记")
    here = {"county": COUNTY, "region_code": OTHER_VILLAGE, "helper_name": "赵书记", "helper_level": "county"}
    session.add(Pairing(helper_id=secretary.id, kind="first_secretary", valid_from=TODAY, **here))
    session.commit()
    before = HouseholdRead.model_validate(client("cunganbu").get(f"/households/{home.id}").json())
    assert [row.helper_name for row in before.pairings] == ["方文富"]
    moved = officer.patch(f"/households/{home.id}", json={"region_code": OTHER_VILLAGE}, headers={"If-Match": f'"{home.version}"'})  # fmt: skip
    assert moved.status_code == 200, moved.text
    after = HouseholdRead.model_validate(client("lincun").get(f"/households/{home.id}").json())
    assert [(row.helper_name, row.kind) for row in after.pairings] == [("方文富", KIND), ("赵书记", "first_secretary")]
    assert len(listed(client("lincun"))) == 2
    assert listed(client("cunganbu")) == []


def test_the_grouping_sheet(officer, session):
    unit = make.unit(session)
    who = make.helper(session, VILLAGE, "方文富", unit_id=unit.id, position="股长", roster_no="7")
    make.pairing(session, who, make.home(session, head="单小红"), helper_unit=unit.name, helper_phone=who.phone)
    make.pairing(session, make.helper(session), make.home(session, OTHER_VILLAGE))
    namesake = make.helper(session, VILLAGE, "方文富", kind="teacher")
    make.pairing(session, namesake, make.home(session), kind="teacher")
    session.commit()
    answer = officer.get("/pairings/grouping-sheet", params={"region_code": VILLAGE, "kind": "party_delegate"})
    (told,) = answer.json()["items"]
    assert (told["township_name"], told["region_name"], told["head_name"]) == ("杨柏镇", "朽石坎村", "单小红")
    assert (told["helper_name"], told["helper_unit"], told["position"]) == ("方文富", "县财政局", "股长")
    assert (told["helper_phone"], told["roster_no"], told["valid_from"]) == ("08270000000", "7", "2025-01-01")
    paper = officer.get("/pairings/grouping-sheet.pdf", params={"region_code": VILLAGE})
    assert paper.headers["content-type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
    text = text.replace(" ", "")
    assert all(words in text for words in ("朽石坎村结对分组表", "单小红", "方文富", "2户，2名帮扶人，2对")), text
    assert "结对成员" not in text, "nobody fills it"
    nobody = officer.get("/pairings/grouping-sheet.pdf", params={"region_code": VILLAGE, "kind": "linked_leader"})
    assert nobody.headers["content-type"] == "application/pdf"


def test_the_paper_of_a_whole_county_is_refused(officer, session, monkeypatch):
    monkeypatch.setattr(sheet, "MOST_ON_PAPER", 1)
    for _ in range(2):
        make.pairing(session, make.helper(session), make.home(session))
    session.commit()
    answer = officer.get("/pairings/grouping-sheet.pdf")
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_for_paper")


def test_who_was_sent_by_which_system(officer, session):
    tourism = make.unit(session, name="县文旅局", system="文旅系统")
    for name, unit, place in (("文书记", tourism, VILLAGE), ("财书记", make.unit(session), OTHER_VILLAGE)):
        who = make.helper(session, name=name, kind="first_secretary", level="county", unit_id=unit.id)
        make.pairing(session, who, make.home(session, place), "first_secretary", helper_unit=unit.name)
    session.commit()
    asked = {"kind": "first_secretary", "system": "文旅系统"}
    (row,) = officer.get("/pairings", params=asked).json()["items"]
    assert (row["helper_name"], row["unit_system"]) == ("文书记", "文旅系统")
    assert officer.get("/pairings", params={"system": "文旅"}).json()["items"] == []
