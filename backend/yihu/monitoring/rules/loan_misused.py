from datetime import date

from yihu.kernel.money import as_text
from yihu.loans.models import Loan, LoanState
from yihu.monitoring.lending import misuse
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Finding, Handling, Severity, Told, facts, rule


@rule(
    title="贷款用于非生产性支出",
    severity=Severity.WARNING,
    subject_kind="loan",
    told=(Told.HELPER, Told.VILLAGE, Told.TOWNSHIP),
    handling=Handling.VERIFY,
    clause="整改方案问题8：防止用于建房、购置家庭用品等非生产性支出",
    closes="用途已更正，或贷款已结清",
    answer="核实贷款用途",
)
def loan_misused(county: str, day: date) -> Finding:  # noqa: ARG001  as things stand
    """An active loan whose purpose, in the bank's own words, is none of production (A007)."""
    told = facts(用途=Loan.purpose, 属于=misuse(), 合同号=Loan.contract_no, 余额=as_text(Loan.balance))
    return listed(Loan, told).where(Loan.county == county, Loan.state == LoanState.ACTIVE, misuse().is_not(None))
