from datetime import date

from yihu.households.models import Household
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule


@rule(
    title="农户返贫",
    severity=Severity.CRITICAL,
    subject_kind="household",
    told=(Told.HELPER, Told.VILLAGE, Told.TOWNSHIP, Told.COUNTY),
    clause="整改方案问题12：2016年以来全省返贫15.6万人",
    closes="脱贫属性已不是返贫",
    answer="入户核实，落实帮扶措施",
)
def household_returned(county: str, day: date) -> Finding:  # noqa: ARG001  as things stand
    """A household whose status says that it has fallen back into poverty (A039)."""
    h = Household
    told = facts(脱贫年度=h.exited_year, 人均纯收入年度=h.income_year)
    return listed(h, told, household_id=h.id).where(h.county == county, h.status == "returned")
