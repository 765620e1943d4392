from datetime import date

from sqlalchemy import Date, case, cast, func, null, or_, select

from yihu.cases.models import Case, CaseState
from yihu.households.models import Household
from yihu.incomes.parameters import POVERTY_LINE
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import value_at


@rule(
    title="已剔除的户符合识别标准",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.TOWNSHIP,),
    clause="整改方案问题10：对符合贫困识别标准而被简单机械剔除的人口，重新识别纳入",
    closes="问题已解决，或已立复核个案",
    refinements=(POVERTY_LINE,),
    answer="入户核实，符合标准的立复核个案，重新识别纳入",
)
def household_wrongly_removed(county: str, day: date) -> Finding:  # noqa: ARG001  what holds, holds today
    """A removed household whose house, water or income of its year fails (A044), and nobody reviews it."""
    h, c = Household, Case
    unsafe, dry = h.unsafe_housing.is_(True), or_(h.water_safe.is_(False), h.water_difficult.is_(True))
    reviewed = select(c.id).where(c.county == county, c.household_id == h.id, c.state == CaseState.OPEN)
    line = value_at(POVERTY_LINE, h.region_code, cast(func.make_date(h.income_year, 12, 31), Date))
    poor = h.net_income_per_capita < line
    told = func.concat_ws(
        "、", case((unsafe, "住房不安全")), case((dry, "饮水没有保障")), case((poor, "收入低于当年贫困标准"))
    )
    return select(
        h.region_code, h.id.label("subject_id"), h.id.label("household_id"),
        facts(户编号=h.household_no, 问题=told).label("facts"),
        null().cast(Date).label("due_on"), null().cast(Date).label("escalates_on"),
    ).where(h.county == county, h.status == "cancelled", or_(unsafe, dry, poor), ~reviewed.correlate(h).exists())  # fmt: skip
