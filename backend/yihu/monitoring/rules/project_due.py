from datetime import date

from sqlalchemy import Uuid, func, literal, null

from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township
from yihu.villages.models import VillageProject
from yihu.villages.parameters import PROJECT_DUE_DAYS


@rule(
    title="项目即将到期未完成",
    severity=Severity.WARNING,
    subject_kind="village_project",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(四)5：确保在6月底前全面完成涉及“三保障”及饮水安全工程建设任务",
    closes="项目已完成或延期，或已逾期（另行预警）",
    parameters=(PROJECT_DUE_DAYS,),
)
def project_due(county: str, day: date) -> Finding:
    """A project of a village that is due within so many days and not finished (A089)."""
    p, terms = VillageProject, by_township((PROJECT_DUE_DAYS,), county, day)
    return (
        listed(
            p, facts(项目=p.name, 进度=p.progress, 责任人=p.owner_name), due_on=p.due_on, household_id=null().cast(Uuid)
        )
        .join(terms, terms.c.region_code == func.left(p.region_code, 9))
        .where(
            p.county == county,
            p.finished_on.is_(None),
            p.due_on >= day,
            p.due_on - literal(day) <= terms.c.project_due_days,
        )
    )
