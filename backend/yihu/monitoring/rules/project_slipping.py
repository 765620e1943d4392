from datetime import date

from sqlalchemy import Integer, Uuid, case, cast, func, literal, null, or_

from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township
from yihu.villages.models import VillageProject
from yihu.villages.parameters import PROJECT_LAG_POINTS


@rule(
    title="项目进度落后",
    severity=Severity.WARNING,
    subject_kind="village_project",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="整改方案问题15：倒排工期，在保证质量的前提下，加快项目建设进度",
    closes="进度已跟上，或项目已完成",
    parameters=(PROJECT_LAG_POINTS,),
)
def project_slipping(county: str, day: date) -> Finding:
    """A project past its day, or whose progress lags so many points behind the time gone (A090)."""
    p, terms = VillageProject, by_township((PROJECT_LAG_POINTS,), county, day)
    elapsed = cast((literal(day) - p.starts_on) * 100, Integer) / func.nullif(p.due_on - p.starts_on, 0)
    late, lags = p.due_on < day, (p.starts_on <= day) & (elapsed - p.progress > terms.c.project_lag_points)
    told = facts(项目=p.name, 进度=p.progress, 情况=case((late, "已逾期"), else_="落后时间进度"), 责任人=p.owner_name)
    return (
        listed(p, told, due_on=p.due_on, household_id=null().cast(Uuid))
        .join(terms, terms.c.region_code == func.left(p.region_code, 9))
        .where(p.county == county, p.finished_on.is_(None), p.progress < 100, or_(late, lags))
    )
