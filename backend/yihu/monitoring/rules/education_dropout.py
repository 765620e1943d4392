from datetime import date

from sqlalchemy import Date, Integer, cast, func, literal, null, or_, select

from yihu.assurances.models import AssuranceCheck, Result
from yihu.assurances.parameters import SCHOOL_AGE_FROM, SCHOOL_AGE_TO
from yihu.comparisons.models import DepartmentEntry, Standing
from yihu.households.models import Member
from yihu.monitoring.assuring import newest
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule, worded
from yihu.policy.parameters import by_township


@rule(
    title="适龄儿童少年不在校",
    severity=Severity.CRITICAL,
    subject_kind="member",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="整改方案问题14：实现义务教育阶段无辍学学生的目标",
    closes="已核查在校、送教或免缓学，或已过义务教育年龄",
    parameters=(SCHOOL_AGE_FROM, SCHOOL_AGE_TO),
    answer="上门劝返，登记就学情况",
)
def education_dropout(county: str, day: date) -> Finding:
    """A child of compulsory age (A054) who is out of school by the newest check, else the newest roll, else the file."""
    m, c, e = Member, AssuranceCheck, DepartmentEntry
    terms = by_township((SCHOOL_AGE_FROM, SCHOOL_AGE_TO), county, day)
    age = cast(func.date_part("year", func.age(literal(day, Date), m.born_on)), Integer)
    told_by_check = select(c.id).where(*newest(county, m.household_id, "education", m.id)).correlate(m)
    named = (e.item == "education") & (e.standing != Standing.ONLY_OURS)
    in_roll = select(e.id).where(e.county == county, named, e.member_id == m.id).correlate(m)
    failed = or_(
        told_by_check.where(c.result == Result.DEFECT).exists(),
        ~told_by_check.exists() & in_roll.where(e.result == Result.DEFECT).exists(),
        ~told_by_check.exists() & ~in_roll.exists() & (m.schooling == "not_student"),
    )
    said = select(c.figures["state"].astext).where(*newest(county, m.household_id, "education", m.id)).correlate(m)
    return (
        select(
            m.region_code,
            m.id.label("subject_id"),
            m.household_id,
            facts(
                成员=m.name,
                年龄=age,
                在校状况=worded("schooling", m.schooling),
                核查情况=worded("school_state", said.scalar_subquery()),
            ).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(m.region_code, 9))
        .where(
            m.county == county, m.left_on.is_(None), age.between(terms.c.school_age_from, terms.c.school_age_to), failed
        )
    )
