from datetime import date

from yihu.departments.parameters import MEDICAL_PERCENT_KEY, MEDICAL_PERCENT_OTHER
from yihu.incomes.parameters import RURAL_DISPOSABLE
from yihu.monitoring.medical import by_class, paid_over
from yihu.monitoring.rule import Finding, Handling, Severity, Told, rule


@rule(
    title="自付医疗费占农村居民收入比例较高",
    severity=Severity.CRITICAL,
    subject_kind="household",
    told=(Told.HELPER, Told.VILLAGE, Told.TOWNSHIP),
    handling=Handling.CASE,
    clause="防返贫监测部门预警：自付医疗费超过上年全省农村居民人均可支配收入一定比例的农户，由村核实",
    closes="近12个月的自付额已低于预警线，或部门记录已更正",
    parameters=(MEDICAL_PERCENT_KEY, MEDICAL_PERCENT_OTHER, RURAL_DISPOSABLE),
    answer="入户核实支出和救助情况",
)
def medical_burden_share(county: str, day: date) -> Finding:
    """The same where a county sets its limit as a share of the province's rural income per head."""
    terms, percent = by_class(MEDICAL_PERCENT_KEY, MEDICAL_PERCENT_OTHER, county, day, RURAL_DISPOSABLE)
    return paid_over(percent * terms.c.rural_disposable / 100, terms, county, day)
