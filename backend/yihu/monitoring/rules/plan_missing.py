from datetime import date

from sqlalchemy import Date, func, null, select

from yihu.households.models import Household
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule, worded
from yihu.plans import queries
from yihu.plans.models import Plan


@rule(
    title="帮扶户没有生效的计划",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.HELPER, Told.VILLAGE),
    clause="整改方案问题11：户户有计划、人人有措施",
    closes="本年度计划已生效，或农户已不在帮扶范围",
)
def plan_missing(county: str, day: date) -> Finding:
    """A household on the county's list (A045) without a plan in force, where plans of this year are kept here."""
    h, p = Household, Plan
    here = (p.county == county, p.household_id == h.id, p.year == day.year)
    in_force = select(p.id).where(*here, queries.IN_FORCE).correlate(h).exists()
    written = select(func.max(p.completeness)).where(*here).correlate(h).scalar_subquery()
    township = func.left(h.region_code, 9)
    kept = select(p.id).where(p.county == county, func.left(p.region_code, 9) == township, p.year == day.year)
    told = facts(年度=day.year, 户类型=worded("household_class", h.household_class), 在制计划完整度=written)
    return select(
        h.region_code,
        h.id.label("subject_id"),
        h.id.label("household_id"),
        told.label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(h.county == county, queries.TARGET, ~in_force, kept.correlate(h).exists())
