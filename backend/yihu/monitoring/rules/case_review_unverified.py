from datetime import date

from sqlalchemy import Date, func, literal, null, select

from yihu.cases.models import Case, CaseState
from yihu.cases.parameters import UNVERIFIED_DAYS
from yihu.cases.procedures import Procedure
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="复核个案没有入户核实",
    severity=Severity.WARNING,
    subject_kind="case",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="整改方案问题10：组织乡村干部、驻村工作队进村入户再次核实",
    closes="已入户核实，或个案已终止",
    parameters=(UNVERIFIED_DAYS,),
)
def case_review_unverified(county: str, day: date) -> Finding:
    """A review that has been open for longer than the county allows, and nobody has gone there (A041)."""
    c, terms = Case, by_township((UNVERIFIED_DAYS,), county, day)
    until = c.opened_on + terms.c.unverified_days
    return (
        select(
            c.region_code, c.id.label("subject_id"), c.household_id, facts(立案日期=c.opened_on).label("facts"),
            until.label("due_on"), null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(c.region_code, 9))
        .where(c.county == county, c.state == CaseState.OPEN, c.procedure == Procedure.REVIEW, c.place == 0)
        .where(literal(day) > until)
    )  # fmt: skip
