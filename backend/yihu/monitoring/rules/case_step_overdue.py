from datetime import date

from sqlalchemy import Date, literal, null, select
from sqlalchemy import case as when

from yihu.cases.models import Case, CaseState
from yihu.cases.procedures import STEP_TITLES
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule


@rule(
    title="个案环节超期未办",
    severity=Severity.WARNING,
    subject_kind="case",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="甘肃“一键报贫”：5个工作日入户核查，15个工作日内完成评议公示、乡镇审核、县级审定",
    closes="这一环节已办理，或个案已终止",
)
def case_step_overdue(county: str, day: date) -> Finding:
    """An open case whose next step is past its term; a step without a term is never late."""
    c = Case
    return select(
        c.region_code, c.id.label("subject_id"), c.household_id,
        facts(环节=when(STEP_TITLES, value=c.step), 收到线索=c.opened_on, 期限=c.due_on).label("facts"),
        c.due_on.label("due_on"), null().cast(Date).label("escalates_on"),
    ).where(c.county == county, c.state == CaseState.OPEN, c.due_on < literal(day))  # fmt: skip
