from datetime import date

from sqlalchemy import Date, func, null, select

from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.plans import queries
from yihu.plans.models import Plan, PlanState
from yihu.plans.parameters import COMPLETENESS_LEAST
from yihu.policy.parameters import by_township


@rule(
    title="计划内容不完整",
    severity=Severity.WARNING,
    subject_kind="plan",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="整改方案问题11：有的摸得不清，有的填写走过场",
    closes="缺项已补齐",
    parameters=(COMPLETENESS_LEAST,),
)
def plan_perfunctory(county: str, day: date) -> Finding:
    """A plan submitted or in force below the threshold of completeness (A048), for example one that came in by a list."""
    p, terms = Plan, by_township((COMPLETENESS_LEAST,), county, day)
    asked = (p.state == PlanState.SUBMITTED) | (p.state == PlanState.ACTIVE)
    return (
        select(
            p.region_code,
            p.id.label("subject_id"),
            p.household_id,
            facts(完整度=p.completeness, 缺项=func.jsonb_array_length(p.gaps), 制定人=p.author_name).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(p.region_code, 9))
        .where(
            p.county == county,
            p.year == day.year,
            asked,
            p.completeness < terms.c.completeness_least,
            queries.on_register(p, county),
        )
    )
