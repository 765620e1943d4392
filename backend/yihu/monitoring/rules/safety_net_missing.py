from datetime import date

from sqlalchemy import Date, null, select

from yihu.benefits.safety_net import covered, nobody_able
from yihu.households.models import Household
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule, worded


@rule(
    title="没有劳动能力的户没有兜底保障",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="全乡实施方案四(一)3：对丧失劳动能力、无法通过产业扶持和就业帮助实现脱贫的，通过社会保障实施政策性兜底",
    closes="已有低保或特困供养记录，或家中已有人能劳动",
    answer="核实是否符合低保、特困供养条件并登记",
)
def safety_net_missing(county: str, day: date) -> Finding:
    """A household on the county's list in which nobody can work (R214), without 低保 or 特困供养."""
    h = Household
    found = select(
        h.region_code,
        h.id.label("subject_id"),
        h.id.label("household_id"),
        facts(
            户类别=worded("household_class", h.household_class), 人数=h.member_count, 人均收入=h.net_income_per_capita
        ).label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(h.county == county, nobody_able(), ~covered())
    return found.params(county=county, today=day)
