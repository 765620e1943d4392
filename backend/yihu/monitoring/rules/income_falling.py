from datetime import date

from yihu.incomes.parameters import DROP_PERCENT
from yihu.monitoring.earning import of_last_year
from yihu.monitoring.rule import Finding, Handling, Severity, Told, rule


@rule(
    title="人均纯收入大幅下滑",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.HELPER, Told.VILLAGE),
    handling=Handling.VERIFY,
    clause="夏季攻势方案二(五)1：持续推进返贫预警监测",
    closes="收入已更正，或已是另一年",
    parameters=(DROP_PERCENT,),
    answer="入户核实收入下滑的原因",
)
def income_falling(county: str, day: date) -> Finding:
    """A household whose income per head fell by such a share from one year to the next."""
    return of_last_year(county, day, lambda told: told["falling"], 上年人均="before")
