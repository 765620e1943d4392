from datetime import date

from sqlalchemy import func, select

from yihu.kernel.money import as_text
from yihu.loans.models import Loan, LoanState
from yihu.loans.parameters import OVERDUE_ESCALATION_DAYS
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="小额信贷逾期",
    severity=Severity.CRITICAL,
    subject_kind="loan",
    told=(Told.HELPER, Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案：杜绝逾期，确保应还尽还",
    closes="贷款已还清或已续贷",
    refinements=(OVERDUE_ESCALATION_DAYS,),
    answer="上门核实并催还",
)
def loan_overdue(county: str, day: date) -> Finding:
    """A loan past its due date with a balance, not renewed (A005); after some days the county takes part."""
    terms = by_township((OVERDUE_ESCALATION_DAYS,), county, day)
    told = facts(贷款到期日=Loan.due_on, 余额=as_text(Loan.balance), 合同号=Loan.contract_no)
    return (
        select(
            Loan.region_code,
            Loan.id.label("subject_id"),
            Loan.household_id,
            told.label("facts"),
            Loan.due_on.label("due_on"),
            (Loan.due_on + terms.c.overdue_escalation_days).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(Loan.region_code, 9))
        .where(Loan.county == county, Loan.state == LoanState.ACTIVE, Loan.due_on < day)
    )
