from datetime import date

from yihu.monitoring.reported import R, detail, listed, person, told_of, within_year
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule


@rule(
    title="教育资助打卡失败",
    severity=Severity.NOTICE,
    subject_kind="department_record",
    told=(Told.HELPER, Told.VILLAGE),
    clause="夏季攻势方案一(二)：各类教育资助打卡发放工作",
    closes="部门已补发",
    answer="核对一卡通账号并报学校",
)
def subsidy_failed(county: str, day: date) -> Finding:
    """A payment to a student's card that failed and that the department has not reported as made good (A059)."""
    told = facts(学生=person(county), 项目=detail("item"), 日期=R.happened_on)
    return listed(R, told).where(told_of(county, "subsidy_failed"), within_year(day), R.ends_on.is_(None))
