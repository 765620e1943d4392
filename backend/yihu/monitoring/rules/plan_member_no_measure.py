from datetime import date

from sqlalchemy import Date, null, or_, select

from yihu.households.models import Member
from yihu.households.queries import ABLE
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule, worded
from yihu.plans import queries
from yihu.plans.models import Measure, MeasureState, Plan


@rule(
    title="家庭成员没有帮扶措施",
    severity=Severity.NOTICE,
    subject_kind="member",
    told=(Told.HELPER, Told.VILLAGE),
    clause="整改方案问题11：户户有计划、人人有措施",
    closes="这位成员已有措施，或已不在本户",
)
def plan_member_no_measure(county: str, day: date) -> Finding:
    """A member of a planned household (A046) whom no measure reaches; who cannot work is reached by the household's."""
    m, p, x = Member, Plan, Measure
    own = x.member_id == m.id
    shared = x.member_id.is_(None) & ~or_(*(m.labour == code for code in ABLE))
    reached = select(x.id).where(x.county == county, x.plan_id == p.id, x.state != MeasureState.CANCELLED, own | shared)
    return (
        select(
            m.region_code,
            m.id.label("subject_id"),
            m.household_id,
            facts(成员=m.name, 年度=p.year, 劳动能力=worded("labour", m.labour)).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(p, (p.county == county) & (p.household_id == m.household_id) & (p.year == day.year) & queries.IN_FORCE)
        .where(
            m.county == county, m.left_on.is_(None), ~reached.correlate(m, p).exists(), queries.on_register(m, county)
        )
    )
