from datetime import date

from sqlalchemy import Date, Integer, cast, func, literal, null, select

from yihu.assurances.models import AssuranceCheck
from yihu.assurances.parameters import SCHOOL_AGE_FROM, SCHOOL_AGE_TO, TERM_CONFIRM_DAYS, TERM_STARTS
from yihu.comparisons.models import DepartmentEntry, Standing
from yihu.households.models import Household, Member
from yihu.monitoring.assuring import listed
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="开学后没有确认就学",
    severity=Severity.CRITICAL,
    subject_kind="member",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE,),
    clause="夏季攻势方案：确保所有贫困学生全部如期入学",
    closes="本学期已核查就学情况，或在学籍名单中",
    parameters=(SCHOOL_AGE_FROM, SCHOOL_AGE_TO, TERM_STARTS, TERM_CONFIRM_DAYS),
    answer="向学校或家长确认后登记核查",
)
def education_not_confirmed(county: str, day: date) -> Finding:
    """A child of a listed household (A055) of whom neither a check nor a school roll of this term speaks."""
    m, h, c, e = Member, Household, AssuranceCheck, DepartmentEntry
    terms = by_township((SCHOOL_AGE_FROM, SCHOOL_AGE_TO, TERM_STARTS, TERM_CONFIRM_DAYS), county, day)
    begun = cast(terms.c.term_starts, Date)
    age = cast(func.date_part("year", func.age(begun, m.born_on)), Integer)
    checked = select(c.id).where(
        c.county == county, c.household_id == m.household_id, c.member_id == m.id, c.item == "education",
        c.voided_on.is_(None), c.checked_on >= begun,
    )  # fmt: skip
    rolled = select(e.id).where(
        e.county == county, e.item == "education", e.member_id == m.id, e.listed_on >= begun,
        e.standing != Standing.ONLY_OURS,
    )  # fmt: skip
    return (
        select(
            m.region_code,
            m.id.label("subject_id"),
            m.household_id,
            facts(成员=m.name, 在校状况=m.schooling, 开学=begun).label("facts"),
            (begun + terms.c.term_confirm_days).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(h, (h.county == county) & (h.id == m.household_id) & listed(h))
        .join(terms, terms.c.region_code == func.left(m.region_code, 9))
        .where(
            m.county == county, m.left_on.is_(None), age.between(terms.c.school_age_from, terms.c.school_age_to),
            literal(day, Date) > begun + terms.c.term_confirm_days,
            ~checked.correlate(m, terms).exists(), ~rolled.correlate(m, terms).exists(),
        )
    )  # fmt: skip
