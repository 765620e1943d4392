"""A023 to A029: each rule finds what it is about, and nothing else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.make import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE
from tests.monitoring.make import shown
from tests.pairings import make
from yihu.households.models import Member
from yihu.kernel.facts import publish
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert
from yihu.monitoring.rule import RULES
from yihu.pairings.events import PairingEnded, PairingMade
from yihu.pairings.models import CampaignParticipant, Pairing
from yihu.policy.models import PolicyParameter
from yihu.visits.models import Visit

YESTERDAY = TODAY - timedelta(days=1)
ENDED = {"valid_to": YESTERDAY, "end_reason": "left_post"}


@pytest.fixture
def found(session, client, monkeypatch):
    """`found(rule)`: the facts of the rule's open alerts after a round of it alone, as the county's list shows them."""
    officer = client("xianji")

    def judged(rule: str, household_ids=None) -> list[dict]:
        session.flush()
        monkeypatch.setattr(alerts, "RULES", {rule: RULES[rule]})
        if household_ids is None:
            alerts.judge_each(alerts.within(session), COUNTY, TODAY)
        else:
            alerts.judge(session, COUNTY, TODAY, household_ids)
        open_ones = select(Alert).where(Alert.rule == rule, Alert.closed_on.is_(None)).order_by(Alert.region_code)
        rows = list(session.scalars(open_ones.execution_options(populate_existing=True)))
        assert shown(officer, rule) == sorted(str(row.id) for row in rows)
        return [row.facts for row in rows]

    return judged


def takes_part(session, campaign, helper) -> CampaignParticipant:
    row = CampaignParticipant(
        county=COUNTY, region_code=helper.region_code, campaign_id=campaign.id, helper_id=helper.id
    )
    session.add(row)
    session.flush()
    return row


def test_a_household_that_nobody_answers_for(session, found):
    lonely, paired = make.home(session), make.home(session)
    make.home(session, household_class="ordinary")
    make.home(session, status="cancelled")
    make.home(session, "511921100201")  # a township that keeps no pairings here
    who = make.helper(session, kind="assistance_person")
    pairing = make.pairing(session, who, paired, "assistance_person")
    assert [f["户编号"] for f in found("pairing_household_uncovered")] == [lonely.household_no]
    pairing.valid_to, pairing.end_reason = TODAY, "left_post"
    assert len(found("pairing_household_uncovered", [paired.id])) == 2
    make.pairing(session, who, lonely, "assistance_person")
    assert [f["户编号"] for f in found("pairing_household_uncovered")] == [paired.household_no]


def test_a_running_campaign_wants_its_own_kind(session, found):
    home = make.home(session, household_class="verge")
    make.home(session)
    make.home(session, OTHER_VILLAGE, household_class="verge")
    plan = make.campaign(session, VILLAGE, household_classes=["verge"], name="党代表行动")
    for over in ({"ends_on": YESTERDAY}, {"kind": "festival"}):
        make.campaign(session, VILLAGE, **over)
    assert found("pairing_household_uncovered") == [{"缺少": "党代表行动", "户编号": home.household_no}]
    make.pairing(session, make.helper(session), home, plan.pairing_kind)
    assert "党代表行动" not in str(found("pairing_household_uncovered"))


def test_a_delegate_without_a_household(session, found):
    plan = make.campaign(session, name="党代表行动")
    idle, busy, gone = make.helper(session, name="闲"), make.helper(session), make.helper(session, valid_to=YESTERDAY)
    make.helper(session)  # takes no part
    for who in (idle, busy, gone):
        takes_part(session, plan, who)
    make.pairing(session, busy, make.home(session))
    make.pairing(session, idle, make.home(session), "volunteer")
    assert found("pairing_helper_idle") == [{"姓名": "闲", "行动": "党代表行动"}]
    make.pairing(session, idle, make.home(session))
    assert found("pairing_helper_idle") == []


def visit(session, home, **over) -> None:
    said = {
        "visited_on": TODAY,
        "contact": "home",
        "purposes": ["visit"],
        "visitor_name": "闲",
        "visitor_level": "township",
    }
    session.add(Visit(county=COUNTY, region_code=home.region_code, household_id=home.id, **said | over))


def test_a_delegate_who_has_not_taken_part_shortly_before_the_end(session, found):
    soon = make.campaign(
        session, name="快结束", ends_on=TODAY + timedelta(days=7), starts_on=TODAY - timedelta(days=60)
    )
    later = make.campaign(session, ends_on=TODAY + timedelta(days=8))
    silent, active = make.helper(session, name="未参加"), make.helper(session)
    for who in (silent, active):
        takes_part(session, soon, who)
        takes_part(session, later, who)
    home = make.home(session)
    visit(session, home, helper_id=active.id)
    visit(session, home, helper_id=silent.id, visited_on=TODAY - timedelta(days=61))
    visit(session, home, helper_id=silent.id, voided_on=TODAY, voided_why="记错")
    assert found("campaign_helper_inactive") == [{"姓名": "未参加", "行动": "快结束"}]
    visit(session, home, helper_id=silent.id, visited_on=YESTERDAY)
    assert found("campaign_helper_inactive") == []


def test_a_village_without_its_first_secretary(session, found):
    make.standing(session, VILLAGE, poor=True, weak_branch="soft")
    make.standing(session, OTHER_VILLAGE, poor=False)
    (told,) = found("village_first_secretary_missing")
    assert told["类型"] == "贫困村、软村"
    post = {"valid_from": date(2026, 1, 1), "helper_name": "书记", "helper_level": "county", "kind": "first_secretary"}
    who = make.helper(session, COUNTY, kind="first_secretary")
    session.add(Pairing(county=COUNTY, region_code=VILLAGE, helper_id=who.id, **post))
    assert found("village_first_secretary_missing") == []


def supervise(session, years: int) -> None:
    session.add(
        PolicyParameter(key="pairing.supervision_years", value=years, valid_from=date(2020, 1, 1), source="县文件")
    )


def test_support_that_ends_after_exit(session, found):
    dropped, kept, early, mistake = (
        make.home(session, status="exited", exited_year=year) for year in (2024, 2024, 2015, 2024)
    )
    who = make.helper(session, kind="assistance_person", name="老方")
    for home in (dropped, kept, early):
        make.pairing(session, who, home, "assistance_person", **ENDED)
    make.pairing(session, who, mistake, "assistance_person", valid_to=YESTERDAY, end_reason="mistake")
    make.pairing(session, make.helper(session), kept)
    assert found("pairing_dropped_after_exit") == [], "without a value nobody knows how long"
    supervise(session, 5)
    told = {"原帮扶人": "老方", "结束日期": str(YESTERDAY), "脱贫年度": 2024}
    assert found("pairing_dropped_after_exit") == [told]
    make.pairing(session, make.helper(session), dropped)
    assert found("pairing_dropped_after_exit") == []


def test_a_pair_that_does_not_fit_its_village(session, found):
    make.standing(session, VILLAGE, poor=True)
    make.standing(session, OTHER_VILLAGE, poor=False)
    bureau, other = make.unit(session, VILLAGE), make.unit(session, name="县水利局")
    backing = make.helper(session, COUNTY, kind="assistance_person", level="county", unit_id=bureau.id)
    foreign = make.helper(session, COUNTY, "外单位", kind="assistance_person", level="county", unit_id=other.id)
    for who, name, place in (
        (backing, "县财政局", VILLAGE),
        (foreign, "县水利局", VILLAGE),
        (foreign, "县水利局", OTHER_VILLAGE),
    ):
        make.pairing(session, who, make.home(session, place), "assistance_person", helper_unit=name)
    make.pairing(session, make.helper(session, OTHER_VILLAGE), make.home(session, OTHER_VILLAGE), "assistance_person")
    told = {(fact["帮扶人"], fact["不符"]) for fact in found("pairing_wrong_kind")}
    assert told == {("外单位", "贫困村应由帮扶该村单位的人员结对"), ("外单位", "非贫困村应由乡、村干部结对")}


def test_a_left_behind_child_without_a_teacher(session, found):
    home, far = make.home(session), make.home(session, "511921100201")
    for place in (home, far):
        session.query(Member).filter(Member.household_id == place.id).update({"special_groups": ["left_behind_child"]})
    assert found("left_behind_child_unpaired") == [], "nobody has entered teachers yet"
    teacher = make.helper(session, TOWNSHIP, kind="teacher")
    (told,) = found("left_behind_child_unpaired")
    assert told["户编号"] == home.household_no
    child = session.scalars(select(Member).where(Member.household_id == home.id)).one()
    make.pairing(session, teacher, home, "teacher", member_id=child.id)
    assert found("left_behind_child_unpaired") == []


@pytest.mark.parametrize("event", [PairingMade, PairingEnded])
def test_a_pairing_is_judged_at_once(session, run_jobs, event):
    home, who = make.home(session), make.helper(session)
    row = make.pairing(session, who, home, **({} if event is PairingMade else ENDED))
    publish(session, event(COUNTY, VILLAGE, str(row.id), str(home.id), "party_delegate"))
    session.commit()
    run_jobs()
    uncovered = select(Alert).where(Alert.rule == "pairing_household_uncovered", Alert.closed_on.is_(None))
    assert len(session.scalars(uncovered).all()) == (event is PairingEnded)


def test_each_rule_names_the_sentence_it_keeps():
    mine = {
        "pairing_household_uncovered",
        "pairing_helper_idle",
        "campaign_helper_inactive",
        "left_behind_child_unpaired",
    }
    assert mine | {"village_first_secretary_missing", "pairing_dropped_after_exit"} <= set(RULES)
    assert all("：" in RULES[code].clause for code in mine)
