from datetime import date

from sqlalchemy import Date, null, select

from yihu.monitoring.rule import Finding as Found
from yihu.monitoring.rule import Handling, Severity, Told, facts, rule
from yihu.policy.models import Code
from yihu.visits.models import Finding


@rule(
    title="走访发现转为线索，待核实",
    severity=Severity.WARNING,
    subject_kind="finding",
    told=(Told.HELPER, Told.VILLAGE),
    handling=Handling.CASE,
    channel="cadre",
    clause="夏季攻势方案：及时发现问题和困难，采取有效措施予以救助帮扶",
    closes="走访发现不再作为线索（走访作废或重新处理）",
    answer="核实",
)
def visit_finding_clue(county: str, day: date) -> Found:
    """A finding of a household that was handed to monitoring as a clue when it was dealt with."""
    f = Finding
    field = select(Code.label).where(Code.list == "finding_category", Code.code == f.category).scalar_subquery()
    told = facts(
        来源="走访发现", 类别=field, 问题=f.text, 发现日期=f.found_on, 转交日期=f.acted_on, 转交人=f.acted_by_name
    )
    return select(
        f.region_code,
        f.id.label("subject_id"),
        f.household_id,
        told.label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(f.county == county, f.passed_on_as == "clue", f.household_id.is_not(None), f.acted_on <= day)
