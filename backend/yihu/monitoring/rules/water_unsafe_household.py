from datetime import date

from yihu.monitoring.assuring import standing
from yihu.monitoring.rule import Finding, Severity, Told, rule


@rule(
    title="农户饮水不安全",
    severity=Severity.CRITICAL,
    subject_kind="assurance_defect",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="整改方案问题16：24万农户不能正常供水，21万户饮用水窖水",
    closes="后来的核查已达标",
    answer="核实供水情况，报修或登记下一步",
)
def water_unsafe_household(county: str, day: date) -> Finding:
    """A household without a normal and safe supply (A079): any of the four criteria fails."""
    return standing(county, day, "water")
