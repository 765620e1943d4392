from datetime import date

from sqlalchemy import Date, null, select

from yihu.households.models import Household
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule, worded
from yihu.plans.models import Plan, PlanKind, PlanState


@rule(
    title="计划类型与脱贫属性不符",
    severity=Severity.NOTICE,
    subject_kind="plan",
    told=(Told.HELPER, Told.VILLAGE),
    clause="整改方案问题11：脱贫攻坚计划与巩固提升计划",
    closes="已按现在的脱贫属性调整计划",
    answer="按现在的脱贫属性调整计划",
)
def plan_kind_mismatch(county: str, day: date) -> Finding:
    """An exited household with an assistance plan, or one still in need with a consolidation plan (A050)."""
    p, h = Plan, Household
    exited = (h.status == "exited") & (p.kind == PlanKind.ASSISTANCE)
    in_need = h.status.in_(["newly_identified", "not_exited", "returned"]) & (p.kind == PlanKind.CONSOLIDATION)
    return (
        select(
            p.region_code,
            p.id.label("subject_id"),
            p.household_id,
            facts(计划类型=worded("plan_kind", p.kind), 脱贫属性=worded("household_status", h.status)).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(h, (h.county == county) & (h.id == p.household_id))
        .where(p.county == county, p.year == day.year, p.state == PlanState.ACTIVE, exited | in_need)
    )
