from datetime import date

from sqlalchemy import Date, Integer, cast, func, literal, null, select

from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.pairings.models import Campaign, CampaignKind, CampaignTarget
from yihu.policy.parameters import value_at
from yihu.visits.parameters import COVERAGE_LAG_POINTS
from yihu.visits.progress import reached


@rule(
    title="遍访进度落后",
    severity=Severity.NOTICE,
    subject_kind="campaign",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP,),
    clause="夏季攻势方案：深入实施乡村干部遍访贫困对象推进乡村振兴行动",
    closes="遍访进度已跟上，或行动已结束",
    parameters=(COVERAGE_LAG_POINTS,),
)
def visit_leader_coverage(county: str, day: date) -> Finding:
    """A running full-coverage campaign whose visits lag so many percentage points behind its days (A021)."""
    c, t = Campaign, CampaignTarget
    counted = (
        select(t.campaign_id, func.count().label("targets"), func.count().filter(reached(county)).label("visited"))
        .where(t.county == county)
        .group_by(t.campaign_id)
        .subquery("counted")
    )
    n, today = counted.c, literal(day, Date)
    elapsed = cast((today - c.starts_on + 1) * 100, Integer) / (c.ends_on - c.starts_on + 1)
    lag = elapsed - n.visited * 100 / n.targets
    return (
        select(
            c.region_code,
            c.id.label("subject_id"),
            null().cast(t.household_id.type).label("household_id"),
            facts(行动=c.name, 应访=n.targets, 已访=n.visited, 截止日期=c.ends_on).label("facts"),
            c.ends_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(counted, n.campaign_id == c.id)
        .where(c.county == county, c.kind == CampaignKind.FULL_COVERAGE, c.starts_on <= today, c.ends_on >= today)
        .where(lag > value_at(COVERAGE_LAG_POINTS, c.region_code, day))
    )
