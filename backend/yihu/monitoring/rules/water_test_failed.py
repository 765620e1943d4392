from datetime import date

from sqlalchemy import Date, Uuid, func, null, select

from yihu.assurances.sector_models import WaterSource, WaterTest
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule


@rule(
    title="水质检测不合格",
    severity=Severity.CRITICAL,
    subject_kind="water_source",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(三)1：确保农村安全饮用水水质稳定",
    closes="后来的检测已合格，或供水点已停用",
)
def water_test_failed(county: str, day: date) -> Finding:
    """A source whose newest test by the day failed (A078)."""
    s, t = WaterSource, WaterTest
    last = (
        select(func.max(t.tested_on))
        .where(t.county == county, t.source_id == s.id, t.tested_on <= day)
        .correlate(s)
        .scalar_subquery()
    )
    return (
        select(
            s.region_code,
            s.id.label("subject_id"),
            null().cast(Uuid).label("household_id"),
            facts(供水点=s.name, 检测日期=t.tested_on, 不合格=t.failing, 供水户数=s.households).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(t, (t.county == county) & (t.source_id == s.id) & (t.tested_on == last))
        .where(s.county == county, s.ended_on.is_(None), ~t.passed)
    )
