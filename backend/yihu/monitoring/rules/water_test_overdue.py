from datetime import date

from sqlalchemy import Date, Uuid, func, literal, null, select

from yihu.assurances.parameters import WATER_TEST_DAYS
from yihu.assurances.sector_models import WaterSource, WaterTest
from yihu.assurances.sector_queries import interval
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.models import Code
from yihu.policy.parameters import by_township


@rule(
    title="水质检测超期",
    severity=Severity.WARNING,
    subject_kind="water_source",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(三)1：严格落实水质监测有关规定",
    closes="已有新的检测，或供水点已停用",
    refinements=tuple(WATER_TEST_DAYS.values()),
)
def water_test_overdue(county: str, day: date) -> Finding:
    """A source whose last test (A077) is older than the interval of its kind; a kind without one is not asked."""
    s, t = WaterSource, WaterTest
    terms = by_township(tuple(WATER_TEST_DAYS.values()), county, day)
    last = select(func.max(t.tested_on)).where(t.county == county, t.source_id == s.id).correlate(s).scalar_subquery()
    due_on = func.coalesce(last, s.begun_on) + interval(terms, s.kind)
    kind = select(Code.label).where(Code.list == "water_source_kind", Code.code == s.kind).scalar_subquery()
    return (
        select(
            s.region_code,
            s.id.label("subject_id"),
            null().cast(Uuid).label("household_id"),
            facts(供水点=s.name, 类型=kind, 最近检测=last, 管护人=s.keeper_name).label("facts"),
            due_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(s.region_code, 9))
        .where(s.county == county, s.ended_on.is_(None), due_on < literal(day, Date))
    )
