from datetime import date

from sqlalchemy import select

from yihu.kernel.models import valid_on
from yihu.monitoring.reported import R, later, listed, person, said, told_of
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.pairings.models import Pairing

KINDS = ("job_helper", "assistance_person")


@rule(
    title="有就业意愿不能外出的人没有帮扶人",
    severity=Severity.NOTICE,
    subject_kind="department_record",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案一(一)：对有就业意愿暂不具备外出务工条件的贫困群众“一对一”开展帮扶",
    closes="已落实帮扶人，或就业意愿已变",
    answer="落实一对一帮扶人",
)
def willing_without_helper(county: str, day: date) -> Finding:
    """Who wants to work, cannot go away and has nobody paired with him or his household (A084)."""
    p = Pairing
    paired = select(p.id).where(
        p.county == county, p.household_id == R.household_id, valid_on(p, day), p.kind.in_(KINDS)
    )
    _, changed = later(county, "work_willingness")
    return listed(R, facts(姓名=person(county), 调查日期=R.happened_on)).where(
        told_of(county, "work_willingness"),
        said("willingness", "willing_cannot_leave"),
        R.happened_on <= day,
        ~changed,
        ~paired.correlate(R).exists(),
    )
