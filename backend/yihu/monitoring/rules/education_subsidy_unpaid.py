from datetime import date

from sqlalchemy import Date, Uuid, cast, func, literal, null, select, true

from yihu.assurances.parameters import SUBSIDY_DAYS, TERM_STARTS
from yihu.benefits import entitlement
from yihu.households.models import Household
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="教育资助应享未享",
    severity=Severity.WARNING,
    subject_kind="member",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP,),
    clause="夏季攻势方案：确保所有符合条件的贫困学生都能应享尽享",
    closes="已有享受记录，或不再符合条件",
    parameters=(TERM_STARTS, SUBSIDY_DAYS),
)
def education_subsidy_unpaid(county: str, day: date) -> Finding:
    """A student entitled to an education aid (A058) without a record of it some days into the term."""
    h = Household
    one = entitlement.persons(h)
    m, p = one.member, one.policy
    terms = by_township((TERM_STARTS, SUBSIDY_DAYS), county, day)
    due_on = cast(terms.c.term_starts, Date) + terms.c.subsidy_days
    found = (
        select(
            h.region_code,
            cast(func.md5(func.concat(p.id, m.id)), Uuid).label("subject_id"),
            h.id.label("household_id"),
            facts(成员=m.name, 政策=p.name, 标准=p.standard).label("facts"),
            due_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .select_from(h)
        .join(p, p.kind == "education_aid")
        .join(m, true())
        .join(terms, terms.c.region_code == func.left(h.region_code, 9))
        .where(h.county == county, one.holds, due_on < literal(day, Date))
    )
    return found.params(county=county, today=day)
