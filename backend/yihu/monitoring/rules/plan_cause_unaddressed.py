from datetime import date

from sqlalchemy import Date, func, null, select

from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.plans import queries
from yihu.plans.models import Measure, MeasureState, Plan
from yihu.policy.models import Code


@rule(
    title="致贫原因没有对应的措施",
    severity=Severity.NOTICE,
    subject_kind="plan",
    told=(Told.HELPER, Told.VILLAGE),
    clause="整改方案问题11：综合分析家庭现状，紧盯致贫原因",
    closes="每个致贫原因都有措施",
)
def plan_cause_unaddressed(county: str, day: date) -> Finding:
    """A plan in force (A049) that leaves a cause of the household without a measure."""
    p, x, c = Plan, Measure, Code
    answered = select(x.id).where(
        x.county == county, x.plan_id == p.id, x.cause == c.code, x.state != MeasureState.CANCELLED
    )
    left = (
        select(func.string_agg(c.label, "、"))
        .where(c.list == "poverty_cause", c.code == func.any(p.causes), ~answered.correlate(p, c).exists())
        .correlate(p)
        .scalar_subquery()
    )
    return select(
        p.region_code,
        p.id.label("subject_id"),
        p.household_id,
        facts(致贫原因=left).label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(p.county == county, p.year == day.year, queries.IN_FORCE, left.is_not(None), queries.on_register(p, county))
