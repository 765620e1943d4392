from datetime import date

from sqlalchemy import Date, Uuid, cast, func, null, select

from yihu.accounts.models import ResponsibilityAssignment
from yihu.households.models import Household
from yihu.kernel.models import valid_on
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.regions.models import Region


@rule(
    title="村没有第一责任人",
    severity=Severity.WARNING,
    subject_kind="village",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP, Told.COUNTY),
    clause="全乡实施方案二：不落下一村一户一人",
    closes="已登记第一责任人",
)
def village_nobody_in_charge(county: str, day: date) -> Finding:
    """A village with households on file and nobody named as the first to answer for it (R192), where a township names them."""
    r, h, place = ResponsibilityAssignment, Household, Region
    village = func.left(h.region_code, 12)
    each = (
        select(village.label("code"), func.count().label("homes"))
        .where(h.county == county)
        .group_by(village)
        .subquery("each")
    )
    named = select(r.id).where(
        r.county == county, r.kind == "first_responsible", valid_on(r, day), func.left(r.region_code, 12) == each.c.code
    )
    kept = select(func.left(r.region_code, 9)).where(
        r.county == county, r.kind == "first_responsible", func.length(r.region_code) >= 12
    )
    return (
        select(
            each.c.code.label("region_code"),
            cast(func.md5(each.c.code), Uuid).label("subject_id"),
            null().cast(Uuid).label("household_id"),
            facts(村=place.short_name, 户数=each.c.homes).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(place, place.code == each.c.code)
        .where(func.left(each.c.code, 9).in_(kept), ~named.exists())
    )
