from datetime import date

from sqlalchemy import Date, Uuid, cast, func, null, select

from yihu.loans.models import Loan, LoanState
from yihu.loans.parameters import OVERDUE_PERCENT
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="村逾期率偏高",
    severity=Severity.CRITICAL,
    subject_kind="village",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP, Told.COUNTY),
    clause="整改方案问题8：全力做好贷款回收续贷工作，将逾期率降至最低",
    closes="逾期率已降到限度以内",
    parameters=(OVERDUE_PERCENT,),
)
def loan_overdue_rate(county: str, day: date) -> Finding:
    """A village of whose outstanding balance too large a share is past due (A012); no limit is shipped."""
    village = func.left(Loan.region_code, 12)
    late = func.coalesce(func.sum(Loan.balance).filter(Loan.due_on < day), 0)
    each = (
        select(village.label("region_code"), func.sum(Loan.balance).label("balance"), late.label("late"))
        .where(Loan.county == county, Loan.state == LoanState.ACTIVE)
        .group_by(village)
        .subquery("each")
    )
    terms = by_township((OVERDUE_PERCENT,), county, day)
    rate = func.round(100 * each.c.late / each.c.balance, 1)
    return (
        select(
            each.c.region_code,
            cast(func.md5(each.c.region_code), Uuid).label("subject_id"),
            null().cast(Uuid).label("household_id"),
            facts(逾期率=rate, 限度=terms.c.overdue_percent).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(each.c.region_code, 9))
        .where(100 * each.c.late > terms.c.overdue_percent * each.c.balance)
    )
