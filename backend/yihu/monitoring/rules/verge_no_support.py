from datetime import date

from sqlalchemy import Date, null, select

from yihu.households.models import Household
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule, worded
from yihu.plans import queries
from yihu.plans.models import Measure, MeasureState, Plan

DOMAINS = ("industry", "employment", "public_post", "education", "safety_net", "insurance")
"""产业、就业、教育、低保、保险; posts are work, the safety net is where dibao is planned."""


@rule(
    title="边缘易致贫户没有五方面支持",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.HELPER, Told.VILLAGE),
    clause="夏季攻势方案二(五)2：从产业、就业、教育、低保和保险五个方面给予边缘户支持",
    closes="已有至少一方面的措施，或已不是边缘户",
)
def verge_no_support(county: str, day: date) -> Finding:
    """A verge household (A034) whose plan has no measure in any of the five fields of support."""
    h, p, x = Household, Plan, Measure
    supported = (
        select(x.id)
        .join(p, (p.county == county) & (p.id == x.plan_id) & (p.year == day.year) & queries.IN_FORCE)
        .where(x.county == county, x.household_id == h.id, x.category.in_(DOMAINS), x.state != MeasureState.CANCELLED)
        .correlate(h)
        .exists()
    )
    return select(
        h.region_code,
        h.id.label("subject_id"),
        h.id.label("household_id"),
        facts(户类型=worded("household_class", h.household_class), 年度=day.year).label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(h.county == county, h.household_class == "verge", queries.TARGET, ~supported)
