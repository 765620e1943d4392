from datetime import date

from sqlalchemy import Date, func, null, select

from yihu.helpers.models import Helper
from yihu.households.models import Household, Member
from yihu.kernel.models import valid_on
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.pairings.current import holding
from yihu.pairings.models import Pairing


@rule(
    title="留守儿童没有结对教师",
    severity=Severity.NOTICE,
    subject_kind="member",
    told=(Told.TOWNSHIP,),
    clause="教育脱贫方案：建立校长、教师一对一对口关爱帮扶农村留守儿童的工作机制",
    closes="已有教师结对，或不再是留守儿童",
)
def left_behind_child_unpaired(county: str, day: date) -> Finding:
    """A left-behind child (A029) whom no teacher is paired with, in townships that have entered their teachers."""
    m, h, t = Member, Household, Helper
    paired = holding(county, day, Pairing.member_id).where(Pairing.kind == "teacher", Pairing.member_id.is_not(None))
    entered = select(func.left(t.region_code, 9)).where(
        t.county == county, valid_on(t, day), func.array_position(t.kinds, "teacher").is_not(None)
    )
    return (
        select(
            m.region_code,
            m.id.label("subject_id"),
            m.household_id,
            facts(姓名=m.name, 户编号=h.household_no).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(h, (h.county == county) & (h.id == m.household_id))
        .where(m.county == county, m.left_on.is_(None), h.status.is_distinct_from("cancelled"))
        .where(func.array_position(m.special_groups, "left_behind_child").is_not(None))
        .where(m.id.not_in(paired), func.left(m.region_code, 9).in_(entered))
    )
