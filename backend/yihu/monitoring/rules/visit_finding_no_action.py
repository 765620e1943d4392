from datetime import date

from sqlalchemy import Date, func, literal, null, select

from yihu.monitoring.rule import Finding as Found
from yihu.monitoring.rule import Severity, Told, facts, rule
from yihu.policy.parameters import by_township
from yihu.visits.findings import REMARK
from yihu.visits.models import Finding, FindingState
from yihu.visits.parameters import FINDING_DAYS


@rule(
    title="走访发现的问题超期未处理",
    severity=Severity.WARNING,
    subject_kind="finding",
    told=(Told.HELPER, Told.VILLAGE),
    clause="夏季攻势方案：及时发现问题和困难，采取有效措施予以救助帮扶",
    closes="问题已登记处理或已办结",
    parameters=(FINDING_DAYS,),
)
def visit_finding_no_action(county: str, day: date) -> Found:
    """An open finding, more than a remark, past the day it was due: its own or so many days after the visit (A019)."""
    f, terms = Finding, by_township((FINDING_DAYS,), county, day)
    due_on = func.coalesce(f.due_on, f.found_on + terms.c.finding_days)
    return (
        select(
            f.region_code,
            f.id.label("subject_id"),
            f.household_id,
            facts(问题=f.text, 发现日期=f.found_on, 办理期限=due_on, 责任人=f.owner_name).label("facts"),
            due_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(f.region_code, 9))
        .where(f.county == county, f.state == FindingState.OPEN, f.severity != REMARK, due_on < literal(day, Date))
    )
