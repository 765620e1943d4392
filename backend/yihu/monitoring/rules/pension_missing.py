from datetime import date

from sqlalchemy import Date, Integer, cast, func, literal, null, or_, select

from yihu.departments.models import DepartmentRecord
from yihu.households.models import Household, Member
from yihu.monitoring.medical import is_registered
from yihu.monitoring.reported import running, told_of
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule

LEAST, MOST = 16, 59
"""Whoever is not a student pays in from 16 and receives from 60 (城乡居民基本养老保险)."""


@rule(
    title="没有参加养老保险",
    severity=Severity.NOTICE,
    subject_kind="member",
    cadence=Cadence.NIGHTLY,
    told=(Told.HELPER, Told.VILLAGE),
    clause="全乡实施方案四(一)3：实现人人有社保",
    closes="已参保",
    answer="协助办理参保缴费",
)
def pension_missing(county: str, day: date) -> Finding:
    """An adult of a registered household whom no list of the insured names (A070); silent where this year's list has not come."""
    m, h, p = Member, Household, DepartmentRecord
    age = cast(func.date_part("year", func.age(literal(day, Date), m.born_on)), Integer)
    lists = told_of(county, "pension_insured", row=p)
    came = select(p.id).where(lists, func.date_part("year", p.updated_at) == day.year)
    insured = select(p.id).where(lists, running(day, p), p.member_id == m.id).correlate(m)
    return (
        select(
            m.region_code,
            m.id.label("subject_id"),
            m.household_id,
            facts(成员=m.name, 年度=day.year).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(h, (h.county == county) & (h.id == m.household_id))
        .where(m.county == county, m.left_on.is_(None), is_registered(), age.between(LEAST, MOST))
        .where(or_(m.schooling.is_(None), m.schooling == "not_student"), came.exists(), ~insured.exists())
    )
