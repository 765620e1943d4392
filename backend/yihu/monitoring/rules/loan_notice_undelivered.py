from datetime import date

from sqlalchemy import Date, func, literal, null, select

from yihu.kernel.money import as_text
from yihu.loans.models import Loan, LoanNotice, NoticeState, Rung
from yihu.loans.parameters import UNDELIVERED_DAYS
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="书面通知超期未送达",
    severity=Severity.WARNING,
    subject_kind="loan_notice",
    told=(Told.HELPER, Told.VILLAGE),
    clause="夏季攻势方案：到期日30天前书面通知要求",
    closes="书面通知已登记送达，或贷款已还清、续贷",
    parameters=(UNDELIVERED_DAYS,),
)
def loan_notice_undelivered(county: str, day: date) -> Finding:
    """A written notice (A003) that lies undelivered for as many days as the parameter allows."""
    n, terms = LoanNotice, by_township((UNDELIVERED_DAYS,), county, day)
    told = facts(
        通知编号=n.number, 产生日期=n.raised_on, 送达期限=n.deadline_on, 贷款到期日=n.due_on, 余额=as_text(Loan.balance)
    )
    return (
        select(
            n.region_code,
            n.id.label("subject_id"),
            n.household_id,
            told.label("facts"),
            n.deadline_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(Loan, (Loan.county == county) & (Loan.id == n.loan_id))
        .join(terms, terms.c.region_code == func.left(n.region_code, 9))
        .where(n.county == county, n.rung == Rung.WRITTEN, n.state == NoticeState.OPEN)
        .where(literal(day) >= n.raised_on + terms.c.undelivered_days)
    )
