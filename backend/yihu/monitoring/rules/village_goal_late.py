from datetime import date

from sqlalchemy import Uuid, null, or_

from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.villages.models import VillageGoal


@rule(
    title="村规划指标到期未达到",
    severity=Severity.WARNING,
    subject_kind="village_goal",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="全乡实施方案四：到2016年末，所有村通宽带",
    closes="指标已达到，或期限已调整",
)
def village_goal_late(county: str, day: date) -> Finding:
    """A goal of a village's plan past its day that has no result, or one short of the target (A118)."""
    g = VillageGoal
    told = facts(指标=g.text, 目标=g.target, 实际=g.result, 单位=g.unit)
    return listed(g, told, due_on=g.due_on, household_id=null().cast(Uuid)).where(
        g.county == county, g.due_on < day, or_(g.result.is_(None), g.result < g.target)
    )
