from datetime import date

from sqlalchemy import Date, null, select

from yihu.households.models import Household
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule, worded
from yihu.plans import queries
from yihu.plans.five_fields import CATEGORIES, VERGE, supported


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
    h = Household
    held = supported(h, county, day.year, CATEGORIES).exists()
    return select(
        h.region_code,
        h.id.label("subject_id"),
        h.id.label("household_id"),
        facts(户类型=worded("household_class", h.household_class), 年度=day.year).label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(h.county == county, h.household_class == VERGE, queries.TARGET, ~held)
