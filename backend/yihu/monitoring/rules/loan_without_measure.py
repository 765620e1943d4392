from datetime import date

from sqlalchemy import select

from yihu.loans.models import Loan, LoanState
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.plans import queries
from yihu.plans.models import Measure, MeasureState, Plan


@rule(
    title="贷款没有对应的帮扶措施",
    severity=Severity.WARNING,
    subject_kind="loan",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="整改方案问题8：基本“见户即贷”",
    closes="计划中已有小额信贷措施，或贷款已结清",
    answer="在一户一策中补充小额信贷措施",
)
def loan_without_measure(county: str, day: date) -> Finding:
    """A loan lent this year to a household whose plan knows of no credit (A010)."""
    p, x = Plan, Measure
    planned = select(p.id).where(
        p.county == county, p.household_id == Loan.household_id, p.year == day.year, queries.IN_FORCE
    )
    credit = (
        select(x.id)
        .join(p, (p.county == county) & (p.id == x.plan_id) & (p.year == day.year) & queries.IN_FORCE)
        .where(
            x.county == county,
            x.household_id == Loan.household_id,
            x.category == "credit",
            x.state != MeasureState.CANCELLED,
        )
    )
    return listed(Loan, facts(合同号=Loan.contract_no, 放款日期=Loan.lent_on, 用途=Loan.purpose)).where(
        Loan.county == county, Loan.state == LoanState.ACTIVE, Loan.lent_on.between(day.replace(month=1, day=1), day),
        planned.exists(), ~credit.exists(),
    )  # fmt: skip
