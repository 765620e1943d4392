from datetime import date

from yihu.departments.parameters import MEDICAL_YUAN_KEY, MEDICAL_YUAN_OTHER
from yihu.monitoring.medical import by_class, paid_over
from yihu.monitoring.rule import Finding, Handling, Severity, Told, rule


@rule(
    title="全户自付医疗费较高",
    severity=Severity.CRITICAL,
    subject_kind="household",
    told=(Told.HELPER, Told.VILLAGE, Told.TOWNSHIP),
    handling=Handling.CASE,
    clause="防返贫监测部门预警：医保部门定期推送自付医疗费较高的农户，由村核实",
    closes="近12个月的自付额已低于预警线，或部门记录已更正",
    parameters=(MEDICAL_YUAN_KEY, MEDICAL_YUAN_OTHER),
    answer="入户核实支出和救助情况",
)
def medical_burden(county: str, day: date) -> Finding:
    """A household whose own part of medical bills in twelve months reaches the county's limit for its class."""
    terms, limit = by_class(MEDICAL_YUAN_KEY, MEDICAL_YUAN_OTHER, county, day)
    return paid_over(limit, terms, county, day)
