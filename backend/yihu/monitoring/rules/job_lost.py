from datetime import date

from sqlalchemy import func, literal

from yihu.departments.parameters import JOB_LOST_DAYS
from yihu.monitoring.reported import R, detail, later, listed, of_registered, person, told_of, within_year
from yihu.monitoring.rule import Finding, Handling, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="失业后没有再就业",
    severity=Severity.WARNING,
    subject_kind="department_record",
    told=(Told.HELPER, Told.VILLAGE),
    handling=Handling.VERIFY,
    clause="夏季攻势方案一(一)：对已务工贫困群众持续跟踪就业情况，确保稳定就业",
    closes="已再就业或上公益性岗位",
    parameters=(JOB_LOST_DAYS,),
    answer="核实情况，推荐岗位",
)
def job_lost(county: str, day: date) -> Finding:
    """Somebody of a registered household whose work ended so many days ago and who has no new one (A082)."""
    terms = by_township((JOB_LOST_DAYS,), county, day)
    until = R.happened_on + terms.c.job_lost_days
    _, again = later(county, "job_start", "public_post")
    return (
        listed(R, facts(姓名=person(county), 原单位=detail("employer"), 失业日期=R.happened_on), due_on=until)
        .join(terms, terms.c.region_code == func.left(R.region_code, 9))
        .where(told_of(county, "job_loss"), within_year(day), of_registered(county), literal(day) > until, ~again)
    )
