from datetime import date

from sqlalchemy import Date, distinct, func, literal, null, or_, select, union_all

from yihu.assurances.models import AssuranceCheck
from yihu.assurances.parameters import DISASTER_CHECK_DAYS
from yihu.households.models import Household
from yihu.monitoring.reported import R, detail, told_of, within_year
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.plans.suggestion_models import RiskSignal
from yihu.policy.parameters import by_township
from yihu.visits.cadence import MET
from yihu.visits.models import Visit


@rule(
    title="受灾户没有核查",
    severity=Severity.CRITICAL,
    subject_kind="household",
    told=(Told.HELPER, Told.VILLAGE, Told.TOWNSHIP),
    clause="全乡实施方案四(一)5：对因地震灾害、洪涝伤害、地质灾害等受灾致贫返贫的贫困群众帮扶",
    closes="受灾以后已入户走访，或已核查“三保障”及饮水",
    parameters=(DISASTER_CHECK_DAYS,),
    answer="入户核实受灾情况",
)
def disaster_unchecked(county: str, day: date) -> Finding:
    """A household hit by a disaster, as a department or somebody there reports, and nobody has looked since (A036)."""
    h, s, v, c, terms = Household, RiskSignal, Visit, AssuranceCheck, by_township((DISASTER_CHECK_DAYS,), county, day)
    reported = select(R.household_id, R.happened_on, detail("item").label("what")).where(
        told_of(county, "disaster"), within_year(day)
    )
    seen = select(s.household_id, s.happened_on, s.note).where(
        s.county == county, s.kind == "disaster", s.dismissed_on.is_(None)
    )
    event = union_all(reported, seen).subquery("event").c
    met = select(v.id).where(
        v.county == county, v.household_id == h.id, v.visited_on >= event.happened_on, v.voided_on.is_(None),
        or_(*(v.contact == contact for contact in MET)),
    )  # fmt: skip
    checked = select(c.id).where(
        c.county == county, c.household_id == h.id, c.voided_on.is_(None), c.checked_on >= event.happened_on
    )
    days = terms.c.disaster_check_days
    first = func.min(event.happened_on)
    return (
        select(
            h.region_code, h.id.label("subject_id"), h.id.label("household_id"),
            facts(受灾日期=first, 情况=func.string_agg(distinct(event.what), literal("、"))).label("facts"),
            (first + days).label("due_on"), null().cast(Date).label("escalates_on"),
        )
        .join(h, (h.county == county) & (h.id == event.household_id))
        .join(terms, terms.c.region_code == func.left(h.region_code, 9))
        .where(event.happened_on + days < literal(day, Date), ~met.exists(), ~checked.exists())
        .group_by(h.county, h.id, h.region_code, days)
    )  # fmt: skip
