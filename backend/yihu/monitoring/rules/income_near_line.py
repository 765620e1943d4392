from datetime import date

from yihu.incomes.parameters import MONITORING_LINE, NEAR_PERCENT
from yihu.monitoring.earning import of_last_year
from yihu.monitoring.rule import Finding, Severity, Told, rule


@rule(
    title="人均纯收入接近监测线",
    severity=Severity.NOTICE,
    subject_kind="household",
    told=(Told.HELPER, Told.VILLAGE),
    clause="夏季攻势方案二(五)1：持续推进返贫预警监测和边缘人口监测管理",
    closes="上年人均纯收入已不接近监测线",
    parameters=(MONITORING_LINE, NEAR_PERCENT),
    answer="关注收入变化",
)
def income_near_line(county: str, day: date) -> Finding:
    """Not below the line, but above it by less than the margin (A037, early)."""
    return of_last_year(county, day, lambda told: told["standing"] == "near", 监测线="line")
