"""A036 and the rules of single items, A054 to A079: each finds what it is about, and nothing else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.assurances import make
from tests.comparisons import make as comparisons
from tests.conftest import TODAY
from tests.departments import make as departments
from tests.make import COUNTY
from tests.plans.make import home
from yihu.benefits.models import Benefit, BenefitPolicy
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert
from yihu.plans.suggestion_models import RiskSignal
from yihu.policy.models import PolicyParameter


@pytest.fixture
def found(session):
    """`found(rule)`: the facts of the rule's open alerts when it is judged today."""

    def judged(rule):
        session.flush()
        alerts.judge_rule(session, alerts.RULES[rule], COUNTY, TODAY)
        open_ones = select(Alert).where(Alert.rule == rule, Alert.closed_on.is_(None)).order_by(Alert.raised_on)
        return [alert.facts for alert in session.scalars(open_ones.execution_options(populate_existing=True))]

    return judged


def given(session, key, value):
    row = PolicyParameter(key=key, region_code=COUNTY, value=value, valid_from=date(2020, 1, 1), source="试验")
    session.add(row)
    session.flush()


@pytest.mark.parametrize(
    ("rule", "item", "reason", "other"),
    [
        ("health_no_family_doctor", "health", "no_family_doctor", "uninsured"),
        ("health_chronic_no_certificate", "health", "no_chronic_certificate", "no_family_doctor"),
        ("water_unsafe_household", "water", "water_far", None),
    ],
)
def test_a_reason_in_the_ledger(session, found, rule, item, reason, other):
    row, head = home(session)
    member = head if item == "health" else None
    if other:
        make.check(session, row, item, "defect", TODAY - timedelta(days=3), member, reasons=[other])
        assert found(rule) == []
    make.check(session, row, item, "defect", TODAY - timedelta(days=2), member, reasons=[reason])
    assert [f["成员"] for f in found(rule)] == [head.name if member else None]
    make.check(session, row, item, "ok", TODAY, member)
    assert found(rule) == []


def test_a_child_out_of_school(session, found):
    """A054: the newest check, else the roll, else the file."""
    row, _ = home(session)
    son, young = make.child(session, row), make.child(session, row, date(2021, 3, 1), "张小小")
    son.schooling, young.schooling = "primary", "not_student"
    assert found("education_dropout") == [], "in school, or too young"
    son.schooling = "not_student"
    assert [(f["成员"], f["年龄"]) for f in found("education_dropout")] == [("张小宝", 10)]
    roll = comparisons.entry(session, row, "education", "ok", son)
    assert found("education_dropout") == [], "the roll has him"
    roll.result = "defect"
    assert len(found("education_dropout")) == 1
    make.check(session, row, "education", "ok", TODAY, son)
    assert found("education_dropout") == [], "somebody has looked"
    make.check(session, row, "education", "defect", TODAY, son, figures={"state": "dropped_out"})
    assert [f["核查情况"] for f in found("education_dropout")] == ["失学辍学"]


def test_a_term_without_confirmation(session, found):
    """A055: silent until the county says when the term began."""
    row, _ = home(session)
    son = make.child(session, row)
    assert found("education_not_confirmed") == []
    given(session, "assurance.term_starts", "2026-09-01")
    assert [f["成员"] for f in found("education_not_confirmed")] == ["张小宝"]
    make.check(session, row, "education", "ok", date(2026, 8, 31), son)
    assert len(found("education_not_confirmed")) == 1, "the last term's check"
    comparisons.entry(session, row, "education", "ok", son, date(2026, 9, 5))
    assert found("education_not_confirmed") == []


def test_a_dropout_without_next_step(session, found, client):
    """A057."""
    row, _ = home(session)
    son = make.child(session, row)
    make.check(session, row, "education", "defect", TODAY - timedelta(days=15), son)
    assert len(found("education_no_next_step")) == 1
    cadre = client("cunganbu")
    (one,) = cadre.get("/assurance-defects").json()["items"]
    tag = {"If-Match": f'"{one["version"]}"'}
    assert cadre.patch(f"/assurance-defects/{one['id']}", json={"next_step": "劝返随班就读"}, headers=tag).is_success
    assert found("education_no_next_step") == []
    make.check(session, home(session)[0], "education", "defect", TODAY - timedelta(days=14), son)
    assert found("education_no_next_step") == [], "there is still time"


def test_an_education_aid_not_received(session, found):
    """A058."""
    row, head = home(session)
    head.schooling = "senior_1"
    policy = BenefitPolicy(
        county=COUNTY, region_code=COUNTY, name="高中助学金", kind="education_aid", for_persons=True,
        schoolings=["senior_1"], valid_from=date(2026, 1, 1), source="试验",
    )  # fmt: skip
    session.add(policy)
    given(session, "assurance.term_starts", "2026-09-01")
    assert [(f["成员"], f["政策"]) for f in found("education_subsidy_unpaid")] == [(head.name, "高中助学金")]
    session.add(
        Benefit(
            county=COUNTY, region_code=row.region_code, policy_id=policy.id, household_id=row.id, member_id=head.id,
            granted_on=date(2026, 9, 20), source="试验",
        )
    )  # fmt: skip
    assert found("education_subsidy_unpaid") == []


def test_a_person_not_insured(session, found):
    """A062: this year's check, else this year's list, where the township has one."""
    row, head = home(session)
    other, neighbour = home(session)
    assert found("health_uninsured") == [], "nobody has a list"
    comparisons.entry(session, other, "health", "ok", neighbour)
    assert [f["成员"] for f in found("health_uninsured")] == [head.name]
    make.check(session, row, "health", "ok", TODAY, head)
    assert found("health_uninsured") == []
    make.check(session, row, "health", "defect", TODAY, head, reasons=["uninsured"])
    assert len(found("health_uninsured")) == 1
    row.household_class = "ordinary"
    assert found("health_uninsured") == []


def test_an_unsafe_house_until_the_work_is_done(session, found):
    """A071 by the national file, then by check; A072 until something is approved."""
    row, _ = home(session, exited_year=2016)
    rules = ("housing_unsafe_after_exit", "housing_unsafe_open")
    assert [len(found(rule)) for rule in rules] == [1, 1], "the national file says so"
    make.check(session, row, "housing", "ok", date(2026, 2, 1))
    assert [found(rule) for rule in rules] == [[], []]
    make.check(session, row, "housing", "defect", date(2026, 2, 20), figures={"grade": "D"})
    assert [f["等级"] for rule in rules for f in found(rule)] == ["D", "D"]
    case = make.case(session, row)
    assert [len(found(rule)) for rule in rules] == [1, 0]
    case.handed_over_on = case.moved_in_on = date(2026, 9, 1)
    assert [len(found(rule)) for rule in rules] == [0, 0]


def test_a_house_handed_over_and_an_old_one_standing(session, found):
    """A073 and A074."""
    row, _ = home(session)
    made = make.case(session, row, kind="relocation", handed_over_on=TODAY - timedelta(days=61), old_house="standing")
    assert (len(found("housing_not_moved_in")), found("housing_old_house_standing")) == (1, [])
    made.moved_in_on = made.handed_over_on
    assert (found("housing_not_moved_in"), found("housing_old_house_standing")) == ([], [])
    made.approved_on = date(2025, 1, 1)
    made.handed_over_on = made.moved_in_on = TODAY - timedelta(days=181)
    assert len(found("housing_old_house_standing")) == 1
    made.old_house, made.old_house_on = "demolished", TODAY
    assert found("housing_old_house_standing") == []


def test_water_tests_overdue_and_failed(session, found):
    """A077 is silent for a kind without an interval; A078."""
    make.water(session, tested=[(date(2026, 1, 1), True)])
    assert found("water_test_overdue") == []
    given(session, "assurance.water_test_days_tap", 90)
    assert [f["供水点"] for f in found("water_test_overdue")] == ["新桥水厂"]
    make.water(session, name="二水厂", tested=[(date(2026, 11, 1), False), (date(2026, 6, 1), True)])
    make.water(session, name="三水厂", tested=[(date(2026, 6, 1), False), (date(2026, 11, 1), True)])
    assert len(found("water_test_overdue")) == 1
    assert [(f["供水点"], f["不合格"]) for f in found("water_test_failed")] == [("二水厂", "总大肠菌群")]


def test_a_deposit_is_told_once_and_the_later_word_counts(session, found):
    """A064: a bill, and a check that found the same."""
    row, head = home(session, household_class="verge")
    bill = {"happened_on": TODAY - timedelta(days=9), "details": {"deposit": "2000.00"}}
    departments.record(session, row, "inpatient", head, **bill)
    assert [f["病人"] for f in found("deposit_charged")] == [head.name]
    make.check(session, row, "health", "defect", TODAY - timedelta(days=5), head, reasons=["deposit_charged"])
    assert [f["病人"] for f in found("deposit_charged")] == [head.name]
    make.check(session, row, "health", "ok", TODAY, head)
    assert found("deposit_charged") == []


def test_a_disaster_that_nobody_has_looked_at(session, found):
    """A036, told by a department too: one alert, and one look answers both."""
    row, _ = home(session)
    departments.record(session, row, "disaster", happened_on=TODAY - timedelta(days=12), details={"item": "暴雨"})
    session.add(
        RiskSignal(
            county=COUNTY, region_code=row.region_code, household_id=row.id, kind="disaster", note="山洪进屋",
            happened_on=TODAY - timedelta(days=11), source="走访",
        )
    )  # fmt: skip
    assert [f["情况"] for f in found("disaster_unchecked")] == ["山洪进屋、暴雨"]
    make.check(session, row, "housing", "ok", TODAY - timedelta(days=5))
    assert found("disaster_unchecked") == []
