from datetime import date, timedelta

import pytest

from tests.conftest import TODAY
from tests.households.make import household
from tests.make import COUNTY, OTHER_VILLAGE, VILLAGE
from tests.visits import make
from yihu.pairings.models import CampaignParticipant, CampaignTarget
from yihu.visits.cadence import before, period
from yihu.visits.compliance_schemas import CampaignProgress, Compliance, MissingVisit
from yihu.visits.parameters import Cadence


@pytest.mark.parametrize(
    ("cadence", "day", "first", "following"),
    [
        ("week", date(2026, 1, 1), date(2025, 12, 29), date(2026, 1, 5)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        ("quarter", date(2026, 11, 23), date(2026, 10, 1), date(2027, 1, 1)),
        ("half_year", date(2026, 6, 30), date(2026, 1, 1), date(2026, 7, 1)),
        ("year", date(2028, 2, 29), date(2028, 1, 1), date(2029, 1, 1)),
    ],
)
def test_periods_are_those_of_the_calendar(cadence, day, first, following):
    assert period(Cadence(cadence), day) == (first, following)
    assert before(Cadence(cadence), day)[1] == first


@pytest.fixture
def homes(session):
    """A key household in each of two villages, and one whose class has no cadence."""
    return [
        household(session, "5119210001", VILLAGE, "甲户", household_class="verge"),
        household(session, "5119210002", OTHER_VILLAGE, "乙户", household_class="unstable_exited"),
        household(session, "5119210003", VILLAGE, "丙户"),
    ]


def read(browser, **given) -> Compliance:
    answer = browser.get("/visits/compliance", params={"level": "village"} | given)
    assert answer.status_code == 200, answer.text
    return Compliance.model_validate(answer.json())


def missing(browser, **given) -> list[str]:
    answer = browser.get("/visits/missing", params={"level": "village"} | given)
    assert answer.status_code == 200, answer.text
    return [MissingVisit.model_validate(row).head_name for row in answer.json()["items"]]


def test_the_village_owes_a_visit_each_week(client, session, homes):
    officer, home = client("xiangzhen"), homes[0]
    told = read(officer)
    assert (told.period, told.since, told.to) == ("week", TODAY, TODAY + timedelta(days=7))
    assert {one.household_class: one.cadence for one in told.cadence}["ordinary"] is None
    assert [(v.due, v.visited, v.missing) for v in told.villages] == [(1, 0, 1), (1, 0, 1)]
    make.visit(session, home, contact="phone")
    make.visit(session, home, level="township")
    make.visit(session, home, voided_on=TODAY, voided_why="登记错了")
    make.visit(session, home, ago=1)  # last week
    assert missing(officer) == ["乙户", "甲户"]
    make.visit(session, home, contact="reception_point")
    assert missing(officer) == ["乙户"]
    assert missing(officer, on=str(TODAY - timedelta(days=7))) == ["乙户"]
    assert missing(officer, on=str(TODAY + timedelta(days=7))) == ["乙户", "甲户"]
    assert missing(client("cunganbu")) == missing(officer, household_class="verge") == []
    assert [(v.region_code, v.visited) for v in read(client("cunganbu")).villages] == [(VILLAGE, 1)]
    row = MissingVisit.model_validate(
        client("lincun").get("/visits/missing", params={"level": "village"}).json()["items"][0]
    )
    assert (row.answering, row.due_on, row.last_visited_on) == (["邻村"], TODAY + timedelta(days=6), None)


@pytest.mark.parametrize(("level", "ago"), [("township", 22), ("county", 53)])
def test_above_the_village_only_who_is_paired_owes_it(client, session, homes, level, ago):
    officer, home = client("xiangzhen"), homes[0]
    assert read(officer, level=level).due == 0
    sent = make.helper(session, "单干部", level)
    make.pairing(session, sent, home)
    make.pairing(session, sent, homes[1], valid_to=TODAY, end_reason="other")
    make.pairing(session, sent, homes[2])
    make.visit(session, home, ago + 1, level)
    assert missing(officer, level=level) == ["甲户"]
    listed = officer.get("/visits/missing", params={"level": level}).json()["items"][0]
    assert (listed["answering"], listed["last_visited_on"]) == (["单干部"], str(TODAY - timedelta(days=ago + 1)))
    make.visit(session, home, ago, level)
    assert (read(officer, level=level).due, missing(officer, level=level)) == (1, [])


def test_a_county_sets_its_own_cadence_for_a_township(client, session, homes):
    assert read(client("xianji")).due == 2
    term = {"valid_from": str(TODAY), "source": "县工作安排〔2026〕1号", "region_code": VILLAGE[:9]}

    def set_to(value):
        where = "/policy-parameters/visit.village_cadence_ordinary"
        return client("xianji").put(where, json=term | {"value": value})

    assert set_to("daily").status_code == 422
    assert set_to("half_year").status_code == 200
    assert read(client("xianji")).due == 3
    told = read(client("xiangzhen"))
    assert (told.period, told.due) == (None, 3)
    listed = client("xiangzhen").get("/visits/missing", params={"level": "village", "household_class": "ordinary"})
    assert listed.json()["items"][0]["due_on"] == "2026-12-31"


def test_a_campaign_tells_whom_it_has_reached_and_who_was_silent(client, session, homes):
    row = make.campaign(session, "festival", TODAY - timedelta(days=9), TODAY + timedelta(days=10), homes[:2])
    quiet, active = make.helper(session, "静代表", "village"), make.helper(session, "动代表", "village")
    here = {"county": COUNTY, "region_code": VILLAGE, "campaign_id": row.id}
    session.add_all([CampaignParticipant(**here, helper_id=who.id) for who in (quiet, active)])
    session.add(CampaignTarget(**here, name="老党员甲", kind="old_party_member"))
    make.visit(session, homes[0], helper_id=active.id, campaign_id=row.id)
    make.visit(session, homes[1], helper_id=quiet.id, ago=10)  # before it began
    session.flush()

    def told(name) -> CampaignProgress:
        answer = client(name).get("/visits/campaign-progress", params={"campaign_id": str(row.id)})
        assert answer.status_code == 200, answer.text
        return CampaignProgress.model_validate(answer.json())

    seen = told("xiangzhen")
    assert (seen.elapsed_percent, seen.targets, seen.visited) == (50, 3, 1)
    assert [(v.region_code, v.targets, v.visited) for v in seen.villages] == [(OTHER_VILLAGE, 1, 0), (VILLAGE, 2, 1)]
    assert (seen.participants, seen.participants_with_contact, [s.helper_name for s in seen.silent]) == (
        2,
        1,
        ["静代表"],
    )
    form = make.FORM | {
        "contact": "village",
        "region_code": VILLAGE,
        "person_met": "老党员甲",
        "campaign_id": str(row.id),
    }
    assert client("cunganbu").post("/visits", json=form).status_code == 201
    assert told("cunganbu").visited == 2
    params = {"campaign_id": str(row.id)}
    assert client("linzhen").get("/visits/campaign-progress", params=params).status_code == 404
