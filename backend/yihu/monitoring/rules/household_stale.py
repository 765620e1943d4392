from datetime import date

from sqlalchemy import Date, cast, func, literal, select

from yihu.households.models import Household
from yihu.households.parameters import STALE_DAYS
from yihu.monitoring.medical import is_registered
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township
from yihu.visits.models import Visit


@rule(
    title="档案久未更新",
    severity=Severity.NOTICE,
    subject_kind="household",
    cadence=Cadence.NIGHTLY,
    told=(Told.HELPER, Told.VILLAGE),
    clause="夏季攻势方案二(五)4：数据质量提升等基础工作",
    closes="档案已更新，或已走访核实",
    parameters=(STALE_DAYS,),
    answer="走访核实档案",
)
def household_stale(county: str, day: date) -> Finding:
    """A registered household whose file nobody has changed and whom nobody has visited for so long."""
    h, v, terms = Household, Visit, by_township((STALE_DAYS,), county, day)
    changed = cast(func.timezone("Asia/Shanghai", h.updated_at), Date)
    since = literal(day, Date) - terms.c.stale_days
    seen = select(v.id).where(v.county == county, v.household_id == h.id, v.voided_on.is_(None), v.visited_on >= since)
    return (
        listed(h, facts(户编号=h.household_no, 最近更新=changed), household_id=h.id)
        .join(terms, terms.c.region_code == func.left(h.region_code, 9))
        .where(
            h.county == county, is_registered(), h.status.is_distinct_from("cancelled"), changed < since, ~seen.exists()
        )
    )
