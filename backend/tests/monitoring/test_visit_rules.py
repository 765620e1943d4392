"""Rules A016-A022: each with what it must find and what it must leave alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.households.make import household
from tests.make import COUNTY, VILLAGE
from tests.monitoring.make import shown
from tests.visits import make
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert
from yihu.monitoring.rule import RULES, tables_of
from yihu.visits.festivals import festivals

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FRIDAY = TODAY + timedelta(days=4)


@pytest.fixture
def found(session, client):
    """`found(rule, day)`: the rule's open alerts after a round of it alone, which are those that the county's list shows."""
    officer = client("xianji")

    def judged(rule: str, day: date = TODAY) -> list[Alert]:
        alerts.judge_rule(session, RULES[rule], COUNTY, day)
        open_ones = select(Alert).where(Alert.rule == rule, Alert.closed_on.is_(None)).order_by(Alert.due_on)
        rows = list(session.scalars(open_ones.execution_options(populate_existing=True)))
        assert shown(officer, rule) == sorted(str(row.id) for row in rows)
        return rows

    return judged


@pytest.fixture
def home(session):
    """A key household, on file for years; today is a Monday."""
    return household(session, region_code=VILLAGE, household_class="verge", created_at=LONG_AGO)


def test_last_weeks_visit_is_missed_on_monday_and_made_good_in_this_one(session, found, home):
    household(session, "5119210002", household_class="ordinary", created_at=LONG_AGO)
    (missed,) = found("visit_village_weekly")
    assert (missed.household_id, missed.due_on) == (home.id, TODAY - timedelta(days=1))
    make.visit(session, home, contact="phone")
    make.visit(session, home, level="county")
    assert found("visit_village_weekly") == [missed]
    make.visit(session, home)
    assert found("visit_village_weekly") == []
    session.refresh(missed)
    assert missed.closed_why == "本期已走访，或不再需要走访"


def test_this_weeks_visit_is_called_for_on_friday(session, found, home):
    make.visit(session, home, 1)  # last week
    assert found("visit_village_weekly", FRIDAY - timedelta(days=1)) == []
    (called,) = found("visit_village_weekly", FRIDAY)
    assert called.due_on == TODAY + timedelta(days=6)
    make.visit(session, home, -4)
    assert found("visit_village_weekly", FRIDAY) == []


def test_a_household_new_on_file_has_missed_nothing(session, found):
    household(session, household_class="verge")
    assert found("visit_village_weekly") == []
    assert len(found("visit_village_weekly", FRIDAY)) == 1


@pytest.mark.parametrize(
    ("rule", "level", "quiet", "called", "ends_on"),
    [
        ("visit_township_monthly", "township", date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 30)),
        ("visit_county_quarterly", "county", date(2026, 12, 15), date(2026, 12, 16), date(2026, 12, 31)),
    ],
)
def test_who_is_paired_above_the_village_is_called_before_the_period_ends(
    session, found, home, rule, level, quiet, called, ends_on
):
    make.visit(session, home, 60, level)  # September: the quarter before
    if level == "township":
        make.visit(session, home, 35, level)  # October: the month before
    assert found(rule, called) == []  # nobody is paired
    make.pairing(session, make.helper(session, "单干部", level), home)
    assert found(rule, quiet) == []
    (late,) = found(rule, called)
    assert late.due_on == ends_on
    make.visit(session, home, -1, level)
    assert found(rule, called) == []


def test_a_cadence_that_is_not_set_asks_for_nothing(session, found):
    household(session, household_class="general_exited", created_at=LONG_AGO)
    assert found("visit_village_weekly", FRIDAY) == []


def test_a_finding_past_its_day_without_action(session, found, home):
    make.finding(session, home, 9, due_on=None)
    make.finding(session, home, 9, severity="remark")
    make.finding(session, home, 9, due_on=TODAY)
    make.finding(session, home, 7)
    make.finding(session, home, 30, state="acted", acted_on=TODAY)
    (late,) = found("visit_finding_no_action")
    assert (late.subject_kind, late.due_on) == ("finding", TODAY - timedelta(days=2))
    assert len(found("visit_finding_no_action", TODAY + timedelta(days=1))) == 3


def test_an_assistance_person_who_has_not_come_for_sixty_days(session, found, home):
    sent = make.helper(session)
    other = household(session, "5119210002")
    fresh = household(session, "5119210003")
    silent = make.pairing(session, sent, home)
    make.pairing(session, sent, other)
    make.pairing(session, sent, fresh, valid_from=TODAY - timedelta(days=59))
    make.pairing(session, make.helper(session, "代表"), fresh, "party_delegate")
    make.visit(session, other, 59, helper_id=sent.id)
    make.visit(session, home, 60, helper_id=sent.id)
    make.visit(session, home, 1)  # somebody else's
    make.visit(session, home, 1, helper_id=sent.id, contact="phone")
    (alert,) = found("visit_silent_pair")
    assert alert.subject_id == silent.id
    make.visit(session, home, helper_id=sent.id)
    assert found("visit_silent_pair") == []


def test_full_coverage_that_lags_behind_its_days(session, found, home):
    homes = [home, *(household(session, f"511921001{n}") for n in range(9))]
    start = TODAY - timedelta(days=49)
    behind = make.campaign(session, "full_coverage", start, start + timedelta(days=99), homes)  # 50 % of its days
    make.campaign(session, "full_coverage", TODAY - timedelta(days=9), TODAY + timedelta(days=90), homes)  # 10 %
    make.campaign(session, "festival", start - timedelta(days=1), TODAY + timedelta(days=9), homes)
    for one in homes[:3]:
        make.visit(session, one, campaign_id=behind.id)
    (alert,) = found("visit_leader_coverage")
    assert (alert.subject_id, alert.household_id, alert.facts["已访"]) == (behind.id, None, 3)
    make.visit(session, homes[3], campaign_id=behind.id)  # 40 %: ten points behind
    assert found("visit_leader_coverage") == []


def test_the_named_leader_has_to_come_himself(session, found, home):
    leader = make.helper(session, "书记", "township")
    row = make.campaign(session, "full_coverage", TODAY - timedelta(days=49), TODAY + timedelta(days=50), [home])
    session.query(make.CampaignTarget).update({"helper_id": leader.id})
    make.visit(session, home, campaign_id=row.id)
    assert len(found("visit_leader_coverage")) == 1
    make.visit(session, home, campaign_id=row.id, helper_id=leader.id)
    assert found("visit_leader_coverage") == []


@pytest.mark.parametrize(
    ("festival", "name"), [(date(2027, 2, 6), "春节"), (date(2027, 7, 1), "七一"), (date(2028, 1, 26), "春节")]
)
def test_a_festival_is_called_fourteen_days_before(session, found, home, festival, name):
    row = make.campaign(session, "festival", festival - timedelta(days=20), festival + timedelta(days=10), [home])
    make.campaign(session, "festival", festival - timedelta(days=20), festival - timedelta(days=1), [home])
    assert found("visit_festival", festival - timedelta(days=15)) == []
    for day in (-14, 0, 10):
        (alert,) = found("visit_festival", festival + timedelta(days=day))
        assert (alert.subject_id, alert.facts["节日"], alert.facts["未走访"]) == (row.id, name, 1)
    make.visit(session, home, campaign_id=row.id)
    assert found("visit_festival", festival) == []


@pytest.mark.parametrize(
    "new_year", ["2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03"]
)
def test_the_lunar_new_year(new_year):
    day = date.fromisoformat(new_year)
    assert festivals(day)[day] == "春节"


def test_a_visit_judges_its_household_by_the_rules_that_read_visits_and_no_other(
    client, session, run_jobs, monkeypatch
):
    home = household(session)
    session.commit()
    asked = []
    monkeypatch.setattr(alerts, "judge", lambda _s, _c, _d, homes, changed, **_: asked.append((homes, changed)))
    form = make.FORM | {"household_id": str(home.id), "findings": [make.PROBLEM]}
    for _ in range(3):
        assert client("cunganbu").post("/visits", json=form).status_code == 201
    run_jobs()
    ((homes, changed),) = asked  # what has come meanwhile is looked at once
    concerned = {code for code, rule in RULES.items() if tables_of(rule) & changed}
    assert homes == [home.id]
    assert concerned >= {"visit_village_weekly", "visit_silent_pair", "visit_finding_no_action", "visit_finding_clue"}
    assert concerned.isdisjoint({"loan_overdue", "plan_missing", "pairing_wrong_kind", "measure_unfunded"})
