from datetime import date

from sqlalchemy import func, literal

from yihu.departments.parameters import AWARD_DAYS
from yihu.kernel.money import as_text
from yihu.monitoring.reported import R, detail, listed, person, told_of
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="就业奖补核定后没有兑付",
    severity=Severity.NOTICE,
    subject_kind="department_record",
    told=(Told.TOWNSHIP, Told.COUNTY),
    clause="夏季攻势方案二(四)2：落实贫困人口相关就业奖补政策",
    closes="奖补已兑付",
    parameters=(AWARD_DAYS,),
)
def award_unpaid(county: str, day: date) -> Finding:
    """An award for work that was granted so many days ago and has not been paid (A086)."""
    terms = by_township((AWARD_DAYS,), county, day)
    until = R.happened_on + terms.c.award_days
    told = facts(姓名=person(county), 项目=detail("item"), 金额=as_text(R.amount), 核定日期=R.happened_on)
    return (
        listed(R, told, due_on=until)
        .join(terms, terms.c.region_code == func.left(R.region_code, 9))
        .where(told_of(county, "job_award"), detail("paid_on").is_(None), literal(day) > until)
    )
