from datetime import date

from sqlalchemy import ColumnElement, Date, Uuid, cast, func, null, or_, select

from yihu.households.models import Household, HouseholdHistory
from yihu.kernel.models import valid_on
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule

POOR = ("newly_identified", "not_exited", "returned")


@rule(
    title="村贫困发生率上升",
    severity=Severity.WARNING,
    subject_kind="village",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP, Told.COUNTY),
    clause="整改方案问题10：1257个村贫困发生率不降反升",
    closes="贫困人口已不多于上年底",
)
def village_incidence_up(county: str, day: date) -> Finding:
    """A village with more persons in poor households today than at the end of the year before (A038)."""
    h, y = Household, HouseholdHistory
    village = func.left(h.region_code, 12)

    def poor_on(when: date) -> ColumnElement[int]:
        held = select(y.id).where(
            y.county == county,
            y.household_id == h.id,
            valid_on(y, when),
            or_(*(y.status == c for c in POOR)),
        )
        return func.coalesce(func.sum(h.member_count).filter(held.correlate(h).exists()), 0)

    now, past = poor_on(day), poor_on(date(day.year - 1, 12, 31))
    each = (
        select(
            village.label("region_code"),
            now.label("now"),
            past.label("past"),
            func.sum(h.member_count).label("persons"),
        )
        .where(h.county == county)
        .group_by(village)
        .subquery("each")
    )
    c = each.c
    told = facts(上年底=c.past, 现在=c.now, 总人口=c.persons)
    return select(
        c.region_code,
        cast(func.md5(c.region_code), Uuid).label("subject_id"),
        null().cast(Uuid).label("household_id"),
        told.label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(c.now > c.past)
