from datetime import date

from sqlalchemy import Date, exists, func, literal, null, or_, select

from yihu.kernel.models import valid_on
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.pairings.models import Pairing
from yihu.policy.parameters import by_township
from yihu.visits.cadence import MET
from yihu.visits.models import Visit
from yihu.visits.parameters import SILENT_DAYS

KIND = "assistance_person"
"""帮扶责任人 in code list `pairing_kind`."""


@rule(
    title="帮扶责任人久未入户",
    severity=Severity.NOTICE,
    subject_kind="pairing",
    told=(Told.HELPER, Told.VILLAGE),
    clause="全面推进乡村振兴整改方案：督促帮扶责任人经常性开展入户工作",
    closes="帮扶责任人已入户，或结对已终止",
    parameters=(SILENT_DAYS,),
)
def visit_silent_pair(county: str, day: date) -> Finding:
    """A pairing of so many days whose assistance person has not met the household within them (A020)."""
    p, v = Pairing, Visit
    terms = by_township((SILENT_DAYS,), county, day)
    since = literal(day, Date) - terms.c.silent_days
    own = (v.county == county, v.household_id == p.household_id, v.helper_id == p.helper_id, v.voided_on.is_(None))
    met = exists().where(*own, v.visited_on > since, or_(*(v.contact == contact for contact in MET)))
    last = select(func.max(v.visited_on)).where(*own, or_(*(v.contact == contact for contact in MET)))
    told = facts(帮扶责任人=p.helper_name, 单位=p.helper_unit, 结对日期=p.valid_from, 最近入户=last.scalar_subquery())
    return (
        select(
            p.region_code,
            p.id.label("subject_id"),
            p.household_id,
            told.label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(p.region_code, 9))
        .where(p.county == county, p.kind == KIND, p.household_id.is_not(None), valid_on(p, day))
        .where(p.valid_from <= since, ~met)
    )
