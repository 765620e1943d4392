from datetime import date

from sqlalchemy import func, literal, select

from yihu.departments.parameters import FOLLOWUP_DAYS
from yihu.monitoring.reported import R, detail, later, listed, of_registered, person, running, told_of
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="务工人员就业跟踪不及时",
    severity=Severity.NOTICE,
    subject_kind="department_record",
    told=(Told.HELPER, Told.VILLAGE),
    clause="夏季攻势方案一(一)：持续跟踪就业情况",
    closes="已跟踪，或已不在这个单位务工",
    parameters=(FOLLOWUP_DAYS,),
    answer="电话跟踪就业情况",
)
def work_followup_late(county: str, day: date) -> Finding:
    """Somebody of a registered household at work after whom nobody has asked for so many days (A083)."""
    terms = by_township((FOLLOWUP_DAYS,), county, day)
    asked, _ = later(county, "work_followup")
    _, over = later(county, "job_loss", "job_start")
    mine = (told_of(county, "work_followup", row=asked), asked.member_id == R.member_id)
    last = select(func.max(asked.happened_on)).where(*mine).correlate(R).scalar_subquery()
    until = func.greatest(R.happened_on, last) + terms.c.followup_days
    return (
        listed(
            R, facts(姓名=person(county), 单位=detail("employer"), 就业日期=R.happened_on, 最近跟踪=last), due_on=until
        )
        .join(terms, terms.c.region_code == func.left(R.region_code, 9))
        .where(told_of(county, "job_start"), running(day), of_registered(county), ~over, literal(day) > until)
    )
