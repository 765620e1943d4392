from datetime import date

from sqlalchemy import Date, Uuid, cast, func, null, select

from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township
from yihu.regions.models import Region
from yihu.regions.names import Level
from yihu.regions.queries import holding
from yihu.villages.models import VillageProject
from yihu.villages.parameters import INDUSTRY_MONTH


@rule(
    title="当年没有产业项目的村",
    severity=Severity.NOTICE,
    subject_kind="village",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="全乡实施方案四(一)1：每村每年实施产业项目1―2个",
    closes="当年已有产业项目",
    parameters=(INDUSTRY_MONTH,),
)
def village_no_industry(county: str, day: date) -> Finding:
    """A village without a project of industry that runs this year (A130), in townships that keep projects here."""
    p, place, terms = VillageProject, Region, by_township((INDUSTRY_MONTH,), county, day)
    begin, end = day.replace(month=1, day=1), day.replace(month=12, day=31)
    this_year = (func.coalesce(p.starts_on, begin) <= end) & (func.coalesce(p.finished_on, p.due_on, end) >= begin)
    mine = select(p.id).where(
        p.county == county, func.left(p.region_code, 12) == place.code, p.category == "industry", this_year
    )
    kept = select(func.left(p.region_code, 9)).where(p.county == county)
    return (
        select(
            place.code.label("region_code"),
            cast(func.md5(place.code), Uuid).label("subject_id"),
            null().cast(Uuid).label("household_id"),
            facts(村=place.short_name, 年度=day.year).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(place.code, 9))
        .where(place.code >= county, place.code < county + ":", place.level == Level.VILLAGE, holding(day))
        .where(func.left(place.code, 9).in_(kept), terms.c.industry_month <= day.month, ~mine.exists())
    )
