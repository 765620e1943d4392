"""What a household has paid for doctors and hospitals out of its own pocket, against a limit by its class."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from yihu.departments.kinds import HEALTH
from yihu.households.models import Household
from yihu.kernel.money import as_text
from yihu.monitoring.reported import REGISTERED, R, listed, told_of, within_year
from yihu.monitoring.rule import Finding, facts, worded
from yihu.policy.parameters import Parameter, by_township, column_of


def is_registered(h: Any = Household) -> ColumnElement[bool]:
    found: ColumnElement[bool] = or_(*(h.household_class == one for one in REGISTERED))
    return found


def paid_over(limit: Any, terms: Any, county: str, day: date) -> Finding:
    """Households whose bills of twelve months come to the limit, which is given for a row of `terms`."""
    h = Household
    paid = (
        select(R.household_id, func.sum(R.amount).label("paid"), func.count().label("bills"))
        .where(told_of(county, *HEALTH), within_year(day), R.amount.is_not(None))
        .group_by(R.household_id)
        .subquery("paid")
    )
    told = facts(
        近12个月自付=as_text(paid.c.paid),
        笔数=paid.c.bills,
        户类型=worded("household_class", h.household_class),
        预警线=limit,
    )
    return (
        listed(h, told, household_id=h.id)
        .join(paid, paid.c.household_id == h.id)
        .join(terms, terms.c.region_code == func.left(h.region_code, 9))
        .where(h.county == county, paid.c.paid >= limit)
    )


def by_class(key: Parameter, other: Parameter, county: str, day: date, *more: Parameter) -> tuple[Any, Any]:
    """Values by township, and the one for the household's class."""
    terms = by_township((key, other, *more), county, day)
    return terms, case((is_registered(), terms.c[column_of(key)]), else_=terms.c[column_of(other)])
