from datetime import date

from sqlalchemy import func, or_

from yihu.households.models import Household
from yihu.incomes.parameters import YEAR_DUE_MONTH
from yihu.monitoring.medical import is_registered
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="没有登记上年收入",
    severity=Severity.NOTICE,
    subject_kind="household",
    cadence=Cadence.NIGHTLY,
    told=(Told.HELPER, Told.VILLAGE),
    clause="整改方案问题10：准确掌握农户家庭收入",
    closes="已登记上年收入，或已不在册",
    parameters=(YEAR_DUE_MONTH,),
    answer="登记上年收入",
)
def income_year_missing(county: str, day: date) -> Finding:
    """A registered household without income lines of the year before, from a month of the year on."""
    h, terms = Household, by_township((YEAR_DUE_MONTH,), county, day)
    return (
        listed(h, facts(年度=day.year - 1, 最近年度=h.income_year), household_id=h.id)
        .join(terms, terms.c.region_code == func.left(h.region_code, 9))
        .where(h.county == county, is_registered(), h.status.is_distinct_from("cancelled"))
        .where(or_(h.income_year.is_(None), h.income_year < day.year - 1), terms.c.year_due_month <= day.month)
    )
