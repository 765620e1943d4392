from datetime import date

from yihu.households.models import Household
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.regions.models import Region


@rule(
    title="农户所在村已撤并，去向未定",
    severity=Severity.WARNING,
    subject_kind="household",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP, Told.COUNTY),
    clause="全乡实施方案二：不落下一村一户一人",
    closes="已迁到现行的村，或已登记撤并后的村",
)
def household_place_ended(county: str, day: date) -> Finding:
    """A household of a village that has ended and of which nobody has said what became of it."""
    h, place = Household, Region
    return (
        listed(h, facts(户编号=h.household_no, 原村=place.short_name, 撤销日期=place.valid_to), household_id=h.id)
        .join(place, place.code == h.region_code)
        .where(h.county == county, place.valid_to <= day, place.successor_code.is_(None))
    )
