from datetime import date, timedelta

from sqlalchemy import Integer, case, cast, func, or_

from yihu.departments.parameters import DUTY_DAYS_LEAST
from yihu.monitoring.reported import R, detail, listed, person, told_of
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township

EARLY = 20
"""From this day of a month its report is compared too: what cannot be made up for any more is told before the month ends."""


@rule(
    title="公益性岗位履职天数不足",
    severity=Severity.WARNING,
    subject_kind="department_record",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(四)2：保持每月正常履职岗位至少5天以上",
    closes="部门已更正履职天数，或已是另一个月",
    parameters=(DUTY_DAYS_LEAST,),
    answer="核实原因，督促到岗或调整岗位",
)
def post_duty_low(county: str, day: date) -> Finding:
    """A holder of a public-welfare post with too few days of duty in the month before, or so far in this one (A080)."""
    terms = by_township((DUTY_DAYS_LEAST,), county, day)
    this_month = day.replace(day=1)
    month_before = (this_month - timedelta(days=1)).replace(day=1)
    next_month = (this_month + timedelta(days=32)).replace(day=1)
    begins = this_month if day.day >= EARLY else next_month
    days, least = cast(detail("days"), Integer), terms.c.duty_days_least
    left = (next_month - day).days - 1
    past = (R.happened_on >= month_before) & (R.happened_on < this_month) & (days < least)
    hopeless = (R.happened_on >= begins) & (R.happened_on < next_month) & (days + left < least)
    month = func.to_char(R.happened_on, "YYYY-MM")
    told = facts(姓名=person(county), 月份=month, 履职天数=days, 至少=least, 说明=case((hopeless, "本月已不能达到")))
    return (
        listed(R, told)
        .join(terms, terms.c.region_code == func.left(R.region_code, 9))
        .where(told_of(county, "post_duty"), or_(past, hopeless))
    )
