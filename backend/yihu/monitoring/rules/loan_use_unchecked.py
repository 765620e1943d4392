from datetime import date

from sqlalchemy import func, literal, select

from yihu.loans.models import Loan, LoanState
from yihu.loans.parameters import USE_CHECK_DAYS
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township
from yihu.visits.models import Visit

PURPOSE = "loan"
"""贷款事项 in code list `visit_purpose`."""


@rule(
    title="放款后没有核查贷款用途",
    severity=Severity.NOTICE,
    subject_kind="loan",
    told=(Told.HELPER, Told.VILLAGE),
    clause="整改方案问题8：加大对贷款用途的督查指导",
    closes="已就贷款事项走访，或贷款已结清",
    parameters=(USE_CHECK_DAYS,),
    answer="走访核查贷款用途",
)
def loan_use_unchecked(county: str, day: date) -> Finding:
    """An active loan about which nobody has visited the household since it was paid out (A008)."""
    v, terms = Visit, by_township((USE_CHECK_DAYS,), county, day)
    until = Loan.lent_on + terms.c.use_check_days
    checked = select(v.id).where(
        v.county == county, v.household_id == Loan.household_id, v.voided_on.is_(None), v.visited_on >= Loan.lent_on,
        v.purposes.contains([PURPOSE]),
    )  # fmt: skip
    return (
        listed(Loan, facts(合同号=Loan.contract_no, 放款日期=Loan.lent_on, 用途=Loan.purpose), due_on=until)
        .join(terms, terms.c.region_code == func.left(Loan.region_code, 9))
        .where(Loan.county == county, Loan.state == LoanState.ACTIVE, literal(day) >= until, ~checked.exists())
    )
