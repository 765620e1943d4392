from datetime import date

from sqlalchemy import Date, Uuid, cast, func, null, select

from yihu.assurances.models import AssuranceDefect
from yihu.monitoring.assuring import unmended
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.regions.models import Region


@rule(
    title="村里“三保障”及饮水问题未清零",
    severity=Severity.NOTICE,
    subject_kind="village",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP,),
    clause="夏季攻势方案二(三)1：切实做到动态清零",
    closes="全村未解决的问题已清零",
)
def assurance_not_zero(county: str, day: date) -> Finding:
    """A village with defects that stand open (A032)."""
    d = AssuranceDefect
    village = func.left(d.region_code, 12).label("code")
    counted = (
        select(village, func.count().label("many"), func.min(d.opened_on).label("since"))
        .where(d.county == county, unmended(day))
        .group_by(village)
        .subquery("counted")
    )
    c = counted.c
    name = select(Region.short_name).where(Region.code == c.code).scalar_subquery()
    return select(
        c.code.label("region_code"),
        cast(func.md5(c.code), Uuid).label("subject_id"),
        null().cast(Uuid).label("household_id"),
        facts(村=name, 未解决=c.many, 最早发现=c.since).label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    )
