from datetime import date

from sqlalchemy import func, or_, select

from yihu.departments.kinds import FOUR_HAVE
from yihu.households.models import Household
from yihu.monitoring.reported import REGISTERED, R, label, listed, running, said, told_of
from yihu.monitoring.rule import Finding, Handling, Severity, Told, facts, rule, worded


@rule(
    title="疑似“四有户”，待核实",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    handling=Handling.VERIFY,
    clause="整改方案问题10：有消费性车辆、商品房、经商办企业和财政供养人员的“四有户”被错误识别",
    closes="部门记录已失效或查明有误，或该户已不在册",
    answer="入户核实，不得简单机械剔除",
)
def four_have(county: str, day: date) -> Finding:
    """A registered household of which a department says car, bought flat, business or public pay (A040): something to verify."""
    h = Household
    hit = (
        select(R.household_id.label("home"), label().label("what"), R.happened_on)
        .where(told_of(county, *FOUR_HAVE), running(day), ~said("for_production", "true"))
        .subquery("hit")
    )
    each = (
        select(
            hit.c.home,
            func.string_agg(hit.c.what.distinct(), "、").label("what"),
            func.max(hit.c.happened_on).label("last"),
        )
        .group_by(hit.c.home)
        .subquery("each")
    )
    told = facts(部门数据=each.c.what, 最近日期=each.c.last, 户类型=worded("household_class", h.household_class))
    return (
        listed(h, told, household_id=h.id)
        .join(each, each.c.home == h.id)
        .where(h.county == county, or_(*(h.household_class == one for one in REGISTERED)))
    )
