from datetime import date

from sqlalchemy import Date, Uuid, cast, func, null, select

from yihu.loans.models import Loan, LoanState
from yihu.loans.parameters import PRODUCTIVE_PERCENT
from yihu.monitoring.lending import misuse
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="贷款投入产业的比例偏低",
    severity=Severity.NOTICE,
    subject_kind="village",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP, Told.COUNTY),
    clause="整改方案问题8：贫困户用于非生产性支出比较普遍，投入产业的占66%",
    closes="投入产业的比例已不低于基准",
    parameters=(PRODUCTIVE_PERCENT,),
)
def loan_productive_low(county: str, day: date) -> Finding:
    """A village of whose active loans too small a share, by amount, says that it went into production (A009)."""
    village = func.left(Loan.region_code, 12)
    each = (
        select(
            village.label("region_code"), func.sum(Loan.principal).label("lent"),
            func.coalesce(func.sum(Loan.principal).filter(Loan.purpose.is_not(None), misuse().is_(None)), 0).label("productive"),
        )
        .where(Loan.county == county, Loan.state == LoanState.ACTIVE)
        .group_by(village)
        .subquery("each")
    )  # fmt: skip
    terms = by_township((PRODUCTIVE_PERCENT,), county, day)
    share = func.round(100 * each.c.productive / each.c.lent)
    return (
        select(
            each.c.region_code,
            cast(func.md5(each.c.region_code), Uuid).label("subject_id"),
            null().cast(Uuid).label("household_id"),
            facts(投入产业=share, 基准=terms.c.productive_percent).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(each.c.region_code, 9))
        .where(100 * each.c.productive < terms.c.productive_percent * each.c.lent)
    )
