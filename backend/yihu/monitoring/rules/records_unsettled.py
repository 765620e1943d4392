from datetime import date

from sqlalchemy import Date, Uuid, cast, func, literal, null, select

from yihu.departments.models import DepartmentRecord, PushBatch, RecordState
from yihu.departments.parameters import UNMATCHED_DAYS
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import value_at


@rule(
    title="部门数据久未核对清楚",
    severity=Severity.WARNING,
    subject_kind="push_batch",
    cadence=Cadence.NIGHTLY,
    told=(Told.COUNTY,),
    clause="夏季攻势方案一(三)：做到问题上下有效对接",
    closes="未对应的记录都已核对清楚",
    parameters=(UNMATCHED_DAYS,),
)
def records_unsettled(county: str, day: date) -> Finding:
    """A batch with records that nobody has been found for, and that nobody has settled, for so many days (A139)."""
    r, b = DepartmentRecord, PushBatch
    came = cast(func.timezone("Asia/Shanghai", r.created_at), Date)
    late = (
        select(r.batch_id, func.count().label("n"), func.min(came).label("since"))
        .where(r.county == county, r.state == RecordState.UNMATCHED)
        .group_by(r.batch_id)
        .subquery("late")
    )
    due_on = late.c.since + value_at(UNMATCHED_DAYS, county, day)
    told = facts(批次=b.name, 部门=func.coalesce(b.unit, b.department), 未对应=late.c.n, 最早=late.c.since)
    return (
        listed(b, told, due_on=due_on, household_id=null().cast(Uuid))
        .join(late, late.c.batch_id == b.id)
        .where(b.county == county, literal(day, Date) > due_on)
    )
