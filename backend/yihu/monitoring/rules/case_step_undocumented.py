from datetime import date

from sqlalchemy import Date, and_, func, literal, null, select
from sqlalchemy import case as when

from yihu.cases.models import Case, CaseState, CaseStep
from yihu.cases.parameters import UNDOCUMENTED_DAYS
from yihu.cases.procedures import STEP_TITLES
from yihu.files.models import Attachment
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="个案环节缺少材料",
    severity=Severity.CRITICAL,
    subject_kind="case",
    told=(Told.VILLAGE,),
    clause="整改方案问题10：严格按照“一核、二看、三比、四评议、五公示”的程序开展工作",
    closes="材料照片已传到，或这一环节已退回重办",
    parameters=(UNDOCUMENTED_DAYS,),
)
def case_step_undocumented(county: str, day: date) -> Finding:
    """A step of an open case that names photos which never came, and says nothing else (A042). Skipping is impossible."""
    c, s, a, terms = Case, CaseStep, Attachment, by_township((UNDOCUMENTED_DAYS,), county, day)
    here = select(a.id).where(a.county == county, a.id == func.any(s.attachment_ids), a.sha256.is_not(None))
    until = func.max(s.done_on) + terms.c.undocumented_days
    return (
        select(
            c.region_code, c.id.label("subject_id"), c.household_id,
            facts(环节=func.string_agg(when(STEP_TITLES, value=s.step), literal("、"))).label("facts"),
            until.label("due_on"), null().cast(Date).label("escalates_on"),
        )
        .join(s, and_(s.county == county, s.case_id == c.id, s.superseded_why.is_(None)))
        .join(terms, terms.c.region_code == func.left(c.region_code, 9))
        .where(c.county == county, c.state == CaseState.OPEN, s.note.is_(None), s.needed)
        .where(~here.correlate(s).exists())
        .group_by(c.county, c.id, c.region_code, c.household_id, terms.c.undocumented_days)
        .having(literal(day) > until)
    )  # fmt: skip
