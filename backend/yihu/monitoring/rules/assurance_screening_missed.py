from datetime import date

from sqlalchemy import Date, Uuid, cast, func, literal, null, select, tuple_

from yihu.assurances import targets
from yihu.assurances.models import RoundKind
from yihu.assurances.parameters import SCREENING_REMINDER_DAYS
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township
from yihu.regions.models import Region


@rule(
    title="本月“三保障”及饮水排查未完成",
    severity=Severity.WARNING,
    subject_kind="village",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(五)1：坚持一月一排查",
    closes="重点户已全部排查，或本月排查已结束",
    parameters=(SCREENING_REMINDER_DAYS,),
)
def assurance_screening_missed(county: str, day: date) -> Finding:
    """A village with key households left of this month's screening, some days before its end (A030)."""
    r, h = targets.R, targets.H
    terms = by_township((SCREENING_REMINDER_DAYS,), county, day)
    village = func.left(h.region_code, 12)
    counted = (
        select(r.id.label("round_id"), r.due_on, village.label("code"), func.count().label("many"))
        .join(h, (h.county == county) & targets.asked(r, h))
        .join(terms, terms.c.region_code == func.left(h.region_code, 9))
        .where(r.county == county, r.closed_on.is_(None), r.kind == RoundKind.SCREENING)
        .where(literal(day, Date) >= r.due_on - terms.c.screening_reminder_days)
        # Not joined: PostgreSQL takes the households of a round for a handful and compares each with each.
        .where(tuple_(r.id, h.id).not_in(targets.seen_to(county)))
        .group_by(r.id, r.due_on, village)
        .subquery("counted")
    )
    c = counted.c
    name = select(Region.short_name).where(Region.code == c.code).scalar_subquery()
    return select(
        c.code.label("region_code"),
        cast(func.md5(func.concat(c.code, c.round_id)), Uuid).label("subject_id"),
        null().cast(Uuid).label("household_id"),
        facts(村=name, 未排查户=c.many, 期限=c.due_on).label("facts"),
        c.due_on.label("due_on"),
        null().cast(Date).label("escalates_on"),
    )
