from datetime import date

from sqlalchemy import Date, func, null, select

from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.plans import queries
from yihu.plans.models import Plan, PlanState


@rule(
    title="计划待农户确认",
    severity=Severity.WARNING,
    subject_kind="plan",
    told=(Told.HELPER, Told.VILLAGE),
    clause="整改方案问题11：在充分尊重群众意愿的基础上制定计划",
    closes="农户已签字或有见证人确认",
)
def plan_no_consent(county: str, day: date) -> Finding:
    """A submitted plan (A051) that waits for the household: without its consent the database lets none come into force."""
    p = Plan
    missing = p.consent_on.is_(None) | p.consent_stale
    return select(
        p.region_code,
        p.id.label("subject_id"),
        p.household_id,
        facts(提交日期=func.timezone("Asia/Shanghai", p.submitted_at).cast(Date), 制定人=p.author_name).label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(
        p.county == county, p.state == PlanState.SUBMITTED, p.year >= day.year, missing, queries.on_register(p, county)
    )
