from datetime import date

from sqlalchemy import Date, null, select

from yihu.households.models import Household
from yihu.monitoring.assuring import unsafe
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule


@rule(
    title="已脱贫户仍住危房",
    severity=Severity.CRITICAL,
    subject_kind="household",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="整改方案问题13：全省排查出9176户已脱贫户仍住危房",
    closes="后来的住房核查已安全，或改造已完成入住",
    answer="上门核实住房等级，登记核查",
)
def housing_unsafe_after_exit(county: str, day: date) -> Finding:  # noqa: ARG001  a house is unsafe until it is mended
    """An exited household in an unsafe house, by check or else by the national file, and no work finished (A071)."""
    h = Household
    grade, holds = unsafe(county, h)
    return select(
        h.region_code,
        h.id.label("subject_id"),
        h.id.label("household_id"),
        facts(脱贫年度=h.exited_year, 等级=grade).label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(h.county == county, h.status == "exited", holds)
