"""A034, A035, A045 to A053: each rule finds what it is about, and nothing else."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.make import COUNTY
from tests.plans.make import home
from yihu.kernel import clock
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert
from yihu.plans import completeness, likeness
from yihu.plans.models import Measure, Plan
from yihu.plans.suggestion_models import RiskSignal


@pytest.fixture
def found(session):
    """`found(rule)`: the facts of the rule's open alerts after a round."""

    def judged(rule):
        session.flush()
        alerts.judge_rule(session, alerts.RULES[rule], COUNTY, TODAY)
        open_ones = select(Alert).where(Alert.rule == rule, Alert.closed_on.is_(None)).order_by(Alert.raised_on)
        return [alert.facts for alert in session.scalars(open_ones.execution_options(populate_existing=True))]

    return judged


def plan(session, row, **over):
    values = {
        "year": TODAY.year, "kind": "consolidation", "state": "active", "author_name": "何春林", "consent_on": TODAY,
        "consent_kind": "witness", "consent_witness": "李四", "causes": ["illness"],
    }  # fmt: skip
    made = Plan(county=row.county, region_code=row.region_code, household_id=row.id, **values | over)
    session.add(made)
    session.flush()
    return made


def measure(session, made, text="养殖肉牛3头", **over):
    values = {"category": "industry", "cause": "illness", "due_on": TODAY + timedelta(days=90), "fund_source": "none"}
    new = uuid4()
    row = Measure(
        county=made.county, region_code=made.region_code, plan_id=made.id, household_id=made.household_id, id=new,
        root_id=new, text=text, **values | over,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_a_household_without_a_plan_where_plans_are_kept(session, found):
    without, _ = home(session)
    assert found("plan_missing") == [], "nobody keeps plans here yet"
    planned, _ = home(session)
    home(session, household_class="ordinary")
    plan(session, planned)
    assert len(found("plan_missing")) == 1
    plan(session, without)
    assert found("plan_missing") == []


def test_a_member_able_to_work_needs_a_measure_of_his_own(session, found):
    row, head = home(session)
    made = plan(session, row)
    measure(session, made)
    assert [f["成员"] for f in found("plan_member_no_measure")] == ["张三"]
    head.labour = "lost"
    assert found("plan_member_no_measure") == [], "the household's measure reaches who cannot work"
    head.labour = "ordinary"
    measure(session, made, "到县城务工", member_id=head.id)
    assert found("plan_member_no_measure") == []


def test_a_copied_plan(session, found):
    one, _ = home(session)
    other, _ = home(session)
    for row, cause in ((one, "illness"), (other, "disaster")):
        measure(session, plan(session, row, causes=[cause]), "养殖肉牛3头，由合作社保底回收，农商行贷款")
    likeness.sweep(session, COUNTY, TODAY.year, TODAY)
    assert [(f["相同比例"], f["不同之处"]) for f in found("plan_boilerplate")] == [(100, "致贫原因")] * 2


def test_one_wording_all_over_a_village(session, found):
    for n in range(6):
        row, _ = home(session)
        measure(session, plan(session, row), f"发放鸡苗{n}0只" if n < 3 else f"种植第{n}类作物{'甲乙丙丁戊己'[n]}")
    assert [(f["户数"], f["占比"]) for f in found("plan_same_measure")] == [(3, 50)]


def test_a_perfunctory_plan_and_one_with_a_cause_left_out(session, found):
    row, _ = home(session)
    made = plan(session, row, causes=["illness", "no_skill"])
    measure(session, made)
    completeness.refresh(session, COUNTY, TODAY, [made.id])
    assert found("plan_cause_unaddressed") == [{"致贫原因": "缺技术"}]
    assert len(found("plan_perfunctory")) == 1
    made.completeness = 90
    assert found("plan_perfunctory") == []


def test_a_plan_of_the_wrong_kind(session, found):
    row, _ = home(session)
    made = plan(session, row, kind="assistance")
    assert found("plan_kind_mismatch") == [{"计划类型": "帮扶计划", "脱贫属性": "已脱贫"}]
    made.kind = "consolidation"
    assert found("plan_kind_mismatch") == []


def test_a_change_of_status_asks_for_its_plan(session, found, client):
    """R090, R091: who returns has to have another plan, who is newly registered a first one; the cadre's phone says so."""
    back, _ = home(session)
    plan(session, back)
    back.status = "returned"
    fresh, _ = home(session, status="newly_identified")
    assert found("plan_kind_mismatch") == [{"计划类型": "巩固提升计划", "脱贫属性": "返贫"}]
    session.commit()
    asked = client("cunganbu").get("/field-kit").json()["todos"]
    told = {(one["kind"], one["verb"], one["household_id"]) for one in asked}
    assert ("alert", "按现在的脱贫属性调整计划", str(back.id)) in told
    assert ("plan_missing", "制定", str(fresh.id)) in told


def test_a_submitted_plan_waits_for_the_household(session, found):
    row, _ = home(session)
    made = plan(session, row, state="submitted", consent_on=None, consent_kind=None, submitted_at=clock.now())
    assert len(found("plan_no_consent")) == 1
    made.consent_on = TODAY
    assert found("plan_no_consent") == []


def test_a_measure_without_money_or_past_due(session, found):
    row, _ = home(session)
    made = plan(session, row)
    poor = measure(session, made, "修圈舍", fund_source="rural_fund", amount=Decimal(5000))
    late = measure(session, made, "种核桃", due_on=TODAY - timedelta(days=1))
    measure(session, made, "养蜂", due_on=TODAY + timedelta(days=30))
    assert [f["措施"] for f in found("measure_unfunded")] == ["修圈舍"]
    assert [f["措施"] for f in found("measure_overdue")] == ["种核桃"]
    poor.fund_source, late.state, late.done_on = "none", "done", TODAY
    assert (found("measure_unfunded"), found("measure_overdue")) == ([], [])


def test_a_verge_household_without_any_of_the_five_supports(session, found):
    row, _ = home(session, household_class="verge", status=None)
    made = plan(session, row)
    measure(session, made, "加固后墙", category="housing")
    assert len(found("verge_no_support")) == 1
    measure(session, made, "申请低保", category="safety_net")
    assert found("verge_no_support") == []


def test_a_shock_that_no_newer_plan_answers(session, found):
    row, _ = home(session)
    long_ago = TODAY - timedelta(days=16)
    signal = RiskSignal(
        county=row.county, region_code=row.region_code, household_id=row.id, kind="job_loss", happened_on=long_ago,
        note="停工返乡", source="走访",
    )  # fmt: skip
    session.add(signal)
    assert len(found("income_shock_unanswered")) == 1
    made = plan(session, row, reviewed_at=clock.now())
    assert found("income_shock_unanswered") == []
    session.delete(made)
    signal.happened_on = TODAY - timedelta(days=3)
    assert found("income_shock_unanswered") == [], "there is still time"
    assert isinstance(signal.happened_on, date)
