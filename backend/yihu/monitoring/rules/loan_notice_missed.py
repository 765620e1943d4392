from datetime import date

from sqlalchemy import ColumnElement, Date, case, func, literal, null, select

from yihu.kernel.money import as_text
from yihu.loans.models import Loan, LoanNotice, LoanState, NoticeState, Rung
from yihu.loans.parameters import REMINDER_DAYS_BEFORE, WRITTEN_DAYS_BEFORE
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township

PARAMETERS = (REMINDER_DAYS_BEFORE, WRITTEN_DAYS_BEFORE)


@rule(
    title="到期提醒或书面通知错过期限",
    severity=Severity.CRITICAL,
    subject_kind="loan",
    told=(Told.HELPER, Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案：严格落实到期日60天前提醒、到期日30天前书面通知要求",
    closes="贷款已还清、续贷，或补登记了按期完成的提醒和送达",
    parameters=PARAMETERS,
)
def loan_notice_missed(county: str, day: date) -> Finding:
    """An active loan (A004) past the day of its reminder or of its written notice, and that one not done."""
    terms = by_township(PARAMETERS, county, day)
    t, days_left = terms.c, Loan.due_on - literal(day)
    no_reminder = (days_left < t.reminder_days_before) & ~_done(county, Rung.REMINDER)
    no_letter = (days_left < t.written_days_before) & ~_done(county, Rung.WRITTEN)
    missed = func.concat_ws(
        "、",
        case((no_reminder, func.concat("到期前", t.reminder_days_before, "天提醒"))),
        case((no_letter, func.concat("到期前", t.written_days_before, "天书面通知"))),
    )
    told = facts(未完成=missed, 贷款到期日=Loan.due_on, 余额=as_text(Loan.balance), 合同号=Loan.contract_no)
    return (
        select(
            Loan.region_code,
            Loan.id.label("subject_id"),
            Loan.household_id,
            told.label("facts"),
            (Loan.due_on - case((no_letter, t.written_days_before), else_=t.reminder_days_before)).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, t.region_code == func.left(Loan.region_code, 9))
        .where(Loan.county == county, Loan.state == LoanState.ACTIVE, no_reminder | no_letter)
    )


def _done(county: str, rung: Rung) -> ColumnElement[bool]:
    n = LoanNotice
    here = (n.county == county, n.loan_id == Loan.id, n.due_on == Loan.due_on, n.rung == rung)
    return select(n.id).where(*here, n.state == NoticeState.DELIVERED).correlate(Loan).exists()
