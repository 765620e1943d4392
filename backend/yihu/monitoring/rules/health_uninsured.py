from datetime import date

from sqlalchemy import Date, func, literal, null, or_, select

from yihu.assurances.models import AssuranceCheck, Result
from yihu.assurances.parameters import INSURED_FROM_MONTH
from yihu.comparisons.models import DepartmentEntry, Standing
from yihu.households.models import Household, Member
from yihu.monitoring.assuring import listed, newest
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule, worded
from yihu.policy.parameters import by_township


@rule(
    title="没有参加基本医保",
    severity=Severity.CRITICAL,
    subject_kind="member",
    told=(Told.VILLAGE,),
    clause="夏季攻势方案二(三)1：全面落实基本医疗、基本医保制度",
    closes="已参保，或已不在本户",
    parameters=(INSURED_FROM_MONTH,),
    answer="动员参保后登记核查",
)
def health_uninsured(county: str, day: date) -> Finding:
    """A person of a listed household (A062) not insured this year: by this year's check, else by this year's list."""
    m, h, c, e = Member, Household, AssuranceCheck, DepartmentEntry
    terms = by_township((INSURED_FROM_MONTH,), county, day)
    first = date(day.year, 1, 1)
    check = select(c.id).where(*newest(county, m.household_id, "health", m.id), c.checked_on >= first).correlate(m)
    failed = check.where(c.result == Result.DEFECT, c.reasons.contains(["uninsured"]))
    theirs = (e.item == "health") & (e.listed_on >= first) & (e.standing != Standing.ONLY_OURS)
    entry = select(e.id).where(e.county == county, theirs, e.member_id == m.id)
    township, one = func.left(m.region_code, 9), terms.alias()
    inside = (e.region_code >= one.c.region_code) & (e.region_code < one.c.region_code + ":")
    has_list = select(e.id).where(e.county == county, theirs, inside).correlate(one).exists()
    here = township.in_(select(one.c.region_code).where(has_list))  # once per township, not for each of its people
    missing = here & ~entry.correlate(m).exists()
    said_no = entry.where(e.result == Result.DEFECT).correlate(m).exists()
    return (
        select(
            m.region_code,
            m.id.label("subject_id"),
            m.household_id,
            facts(成员=m.name, 年度=day.year, 户类别=worded("household_class", h.household_class)).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(h, (h.county == county) & (h.id == m.household_id) & listed(h))
        .join(terms, terms.c.region_code == township)
        .where(
            m.county == county, m.left_on.is_(None), literal(day.month) >= terms.c.insured_from_month,
            or_(failed.exists(), ~check.exists() & (missing | said_no)),
        )
    )  # fmt: skip
