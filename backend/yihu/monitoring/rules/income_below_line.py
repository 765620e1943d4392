from datetime import date

from yihu.incomes.parameters import MONITORING_LINE
from yihu.monitoring.earning import of_last_year
from yihu.monitoring.rule import Finding, Handling, Severity, Told, rule


@rule(
    title="人均纯收入低于监测线",
    severity=Severity.CRITICAL,
    subject_kind="household",
    told=(Told.HELPER, Told.VILLAGE, Told.TOWNSHIP),
    handling=Handling.CASE,
    clause="全乡实施方案三：农村贫困人口人均纯收入达到标准",
    closes="上年人均纯收入已不低于监测线，或已更正",
    parameters=(MONITORING_LINE,),
    answer="入户核算收入",
)
def income_below_line(county: str, day: date) -> Finding:
    """A household whose income per head of the year before is below that year's line (A037); silent where nobody has set it."""
    return of_last_year(county, day, lambda told: told["standing"] == "below", 监测线="line")
