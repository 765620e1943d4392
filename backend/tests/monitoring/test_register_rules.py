"""Rules about income, loans, villages and the files themselves: each finds what it is about, and nothing else."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.departments import make as departments
from tests.households.make import household
from tests.incomes.make import earns, value
from tests.loans.make import loan
from tests.make import COUNTY, OTHER_VILLAGE, VILLAGE
from tests.plans.make import home
from yihu.accounts.models import ResponsibilityAssignment
from yihu.households import derive
from yihu.households.models import HouseholdHistory, Member
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert
from yihu.monitoring.rule import RULES
from yihu.plans.models import Measure, Plan
from yihu.policy.parameters import unset
from yihu.regions.models import Region
from yihu.villages.models import VillageGoal, VillagePlan, VillageProject
from yihu.visits.models import Visit


@pytest.fixture
def found(session):
    """`found(rule)`: its open alerts after a round, by place and order of raising."""

    def judged(rule: str) -> list[Alert]:
        session.flush()
        if not unset(session, RULES[rule].parameters, COUNTY, TODAY):
            alerts.judge_rule(session, RULES[rule], COUNTY, TODAY)
        open_ones = (
            select(Alert).where(Alert.rule == rule, Alert.closed_on.is_(None)).order_by(Alert.region_code, Alert.id)
        )
        return list(session.scalars(open_ones.execution_options(populate_existing=True)))

    return judged


def homes(found: list[Alert]) -> set:
    return {alert.household_id for alert in found}


def test_income_below_near_and_falling(session, found):
    below = earns(session, y2025={"wage": 7999}, y2024={"wage": 9000})
    near = earns(session, y2025={"wage": 8000}, y2024={"wage": 16000})
    earns(session, y2025={"wage": 12000}, y2024={"wage": 12000})
    earns(session, y2024={"wage": 100})
    assert found("income_below_line") == found("income_near_line") == found("income_falling") == [], "nothing is set"
    value(session, "income.monitoring_line", 8000)
    value(session, "income.drop_percent", 50)
    (alert,) = found("income_below_line")
    assert (alert.household_id, alert.facts) == (below.id, {"年度": 2025, "人均纯收入": "7999.00", "监测线": "8000"})
    assert homes(found("income_near_line")) == {near.id}
    assert homes(found("income_falling")) == {near.id}
    earns(session, below, y2025={"other_transfer": 1})
    assert found("income_below_line") == []


def test_a_registered_household_without_last_years_income(session, found):
    missing = earns(session, y2024={"wage": 9000})
    never, _ = home(session, net_income_per_capita=None, income_year=None)
    home(session, household_class="ordinary", income_year=None)
    earns(session, y2025={"wage": 1})
    assert homes(found("income_year_missing")) == {missing.id, never.id}


@pytest.mark.parametrize(
    ("purpose", "misused"),
    [
        ("建房", "建房购房"),
        ("购买家电家具、买家具", "购置家庭用品"),
        ("养牛", None),
        ("木材家具加工", None),
        (None, None),
    ],
)
def test_a_loan_that_is_not_for_production(session, found, purpose, misused):
    loan(session, due_in=300, purpose=purpose)
    assert [alert.facts["属于"] for alert in found("loan_misused")] == ([misused] if misused else [])


def test_a_settled_loan_is_nobodys_concern(session, found):
    loan(session, due_in=300, purpose="建房", state="settled", balance=0)
    assert found("loan_misused") == found("loan_use_unchecked") == []


def visit(session, row, on: date, *purposes: str) -> Visit:
    made = Visit(
        county=COUNTY, region_code=row.region_code, household_id=row.household_id, visited_on=on, contact="home",
        purposes=list(purposes), visitor_name="何", visitor_level="village",
    )  # fmt: skip
    session.add(made)
    return made


def test_what_a_loan_was_used_for_is_looked_at(session, found):
    row = loan(session, due_in=300, lent_on=TODAY - timedelta(days=90))
    loan(session, due_in=300, lent_on=TODAY - timedelta(days=89))
    visit(session, row, TODAY, "routine")
    visit(session, row, TODAY - timedelta(days=91), "loan")
    assert [alert.subject_id for alert in found("loan_use_unchecked")] == [row.id]
    visit(session, row, TODAY, "policy", "loan")
    assert found("loan_use_unchecked") == []


def test_the_share_that_went_into_production(session, found):
    for purpose in ("养牛", "建房"):
        loan(session, due_in=300, purpose=purpose)
    other = household(session, "5119210099", OTHER_VILLAGE, "邻居")
    loan(session, other, due_in=300, purpose="养羊")
    (alert,) = found("loan_productive_low")
    assert (alert.region_code, alert.facts) == (VILLAGE, {"投入产业": 50, "基准": 66})


def test_a_loan_that_the_plan_knows_nothing_of(session, found):
    row = loan(session, due_in=300, lent_on=date(2026, 3, 1))
    loan(session, due_in=300, lent_on=date(2025, 12, 31))
    assert found("loan_without_measure") == [], "no plan is in force"
    plan = Plan(
        county=COUNTY, region_code=row.region_code, household_id=row.household_id, year=2026, kind="consolidation", state="active",
        author_name="何", consent_on=TODAY, consent_kind="witness", consent_witness="李四",
    )  # fmt: skip
    session.add(plan)
    session.flush()
    assert [alert.subject_id for alert in found("loan_without_measure")] == [row.id]
    same = {"county": COUNTY, "region_code": row.region_code, "household_id": row.household_id, "plan_id": plan.id}
    session.add(Measure(**same, id=row.id, root_id=row.id, category="credit", text="小额信贷5万元养牛"))
    assert found("loan_without_measure") == []


def test_the_overdue_rate_of_a_village(session, found):
    loan(session, due_in=-3, balance=500, principal=50000)
    loan(session, due_in=300, balance=49500, principal=50000)
    assert found("loan_overdue_rate") == [], "the county has set no limit"
    value(session, "loan.overdue_percent", 1, until=TODAY)
    value(session, "loan.overdue_percent", 0, TODAY)
    (alert,) = found("loan_overdue_rate")
    assert (alert.region_code, alert.facts["逾期率"]) == (VILLAGE, 1.0)


def project(session, name: str, **over) -> VillageProject:
    values = {"category": "water", "starts_on": date(2026, 1, 1), "due_on": date(2026, 12, 31), "progress": 85}
    row = VillageProject(county=COUNTY, region_code=VILLAGE, name=name, **values | over)
    session.add(row)
    session.flush()
    return row


def names(found: list[Alert]) -> set:
    return {alert.facts["项目"] for alert in found}


def test_projects_due_and_slipping(session, found):
    soon = {"due_on": TODAY + timedelta(days=30), "progress": 95}
    project(session, "快到期", **soon)
    project(session, "还早", due_on=TODAY + timedelta(days=31), progress=95)
    project(session, "已完成", **soon, finished_on=TODAY)
    project(session, "已逾期", due_on=TODAY - timedelta(days=1), progress=99)
    project(session, "落后", progress=60)
    project(session, "跟得上", progress=70)
    assert names(found("project_due")) == {"快到期"}
    assert {alert.facts["项目"]: alert.facts["情况"] for alert in found("project_slipping")} == {
        "已逾期": "已逾期", "落后": "落后时间进度",
    }  # fmt: skip


def test_a_village_without_industry_this_year(session, found):
    project(session, "去年的牛场", category="industry", starts_on=date(2025, 1, 1), due_on=date(2025, 12, 1))
    open_ones = {alert.region_code for alert in found("village_no_industry")}
    assert {VILLAGE, OTHER_VILLAGE} <= open_ones
    assert all(code.startswith(VILLAGE[:9]) for code in open_ones), "other townships keep no projects here"
    project(session, "今年的牛场", category="industry")
    assert open_ones - {alert.region_code for alert in found("village_no_industry")} == {VILLAGE}


def test_a_goal_past_its_day(session, found):
    plan = VillagePlan(county=COUNTY, region_code=VILLAGE, title="规划", first_year=2025, last_year=2027)
    session.add(plan)
    session.flush()
    past, later = TODAY - timedelta(days=1), TODAY
    for text, due_on, result in (("宽带", past, None), ("公路", past, 2), ("水", past, 5), ("电", later, None)):
        session.add(
            VillageGoal(
                county=COUNTY,
                region_code=VILLAGE,
                village_plan_id=plan.id,
                text=text,
                target=5,
                result=result,
                due_on=due_on,
            )
        )
    assert {alert.facts["指标"] for alert in found("village_goal_late")} == {"宽带", "公路"}


def status(session, row, code: str, since: date, until: date | None = None) -> None:
    session.add(
        HouseholdHistory(
            county=COUNTY, region_code=row.region_code, household_id=row.id, status=code, valid_from=since,
            valid_to=until, source="-",
        )
    )  # fmt: skip


def test_a_village_where_poverty_rises(session, found):
    fallen, poor = home(session)[0], home(session)[0]
    status(session, poor, "not_exited", date(2020, 1, 1))
    status(session, fallen, "exited", date(2020, 1, 1), date(2026, 5, 1))
    assert found("village_incidence_up") == []
    status(session, fallen, "returned", date(2026, 5, 1))
    (alert,) = found("village_incidence_up")
    assert (alert.region_code, alert.facts["上年底"], alert.facts["现在"]) == (VILLAGE, 1, 2)


def test_what_is_missing_in_a_file(session, found):
    headless, only = home(session)
    only.relation = "20"
    gone, _ = home(session, status="cancelled")
    session.scalars(select(Member).where(Member.household_id == gone.id)).one().relation = "20"
    whole, head = home(session)
    head.id_hash = b"1" * 16
    session.flush()
    derive.refresh(session, COUNTY)
    assert homes(found("household_no_head")) == {headless.id}
    assert homes(found("member_no_id")) == {headless.id}
    assert whole.id not in homes(found("member_no_id"))


def test_a_household_of_a_village_that_has_ended(session, found):
    for code, successor in (("511921119298", None), ("511921119299", VILLAGE)):
        session.add(
            Region(
                code=code, name="旧村", short_name="旧村", level="village", parent_code=code[:9], valid_to=date(2020, 1, 1),
                successor_code=successor,
            )
        )  # fmt: skip
    session.flush()
    lost = household(session, "5119210091", "511921119298")
    household(session, "5119210092", "511921119299")
    home(session)
    assert homes(found("household_place_ended")) == {lost.id}


def test_a_village_that_nobody_answers_for(session, found):
    home(session)
    household(session, "5119210093", OTHER_VILLAGE)
    assert found("village_nobody_in_charge") == [], "nobody names them here"
    session.add(
        ResponsibilityAssignment(
            county=COUNTY, region_code=VILLAGE, person_name="何", kind="first_responsible", valid_from=date(2026, 1, 1)
        )
    )
    assert [alert.region_code for alert in found("village_nobody_in_charge")] == [OTHER_VILLAGE]


def test_one_person_in_two_households(session, found):
    (_, one), (_, two), (_, other) = home(session), home(session), home(session)
    other.name = "李四"
    for head in (one, two, other):
        head.id_hash = None
    assert {alert.subject_id for alert in found("person_twice")} == {one.id, two.id}
    two.born_on = date(1971, 1, 1)
    assert found("person_twice") == []


def test_a_file_that_nobody_has_touched_for_a_year(session, found):
    old, seen, fresh = home(session)[0], home(session)[0], home(session)[0]
    for row in (old, seen):
        row.updated_at = TODAY - timedelta(days=366)
    session.flush()
    session.add(
        Visit(
            county=COUNTY, region_code=seen.region_code, household_id=seen.id, visited_on=TODAY, contact="home", purposes=["routine"],
            visitor_name="何", visitor_level="village",
        )
    )  # fmt: skip
    assert homes(found("household_stale")) == {old.id}
    assert fresh.id != old.id


def test_a_share_of_the_provinces_income(session, found):
    row, head = home(session)
    departments.record(session, row, "inpatient", head, amount=Decimal(10000))
    value(session, "department.medical_percent_key", 50)
    value(session, "department.medical_percent_other", 100)
    assert found("medical_burden_share") == [], "the province's figure is not set"
    value(session, "income.rural_disposable", 20000)
    assert homes(found("medical_burden_share")) == {row.id}
    row.household_class = "ordinary"
    assert found("medical_burden_share") == []
