from datetime import date

from sqlalchemy import Date, Uuid, cast, func, null, select

from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.plans import queries
from yihu.plans.models import Measure, MeasureState, Plan
from yihu.plans.parameters import SAME_MEASURE_PERCENT
from yihu.policy.parameters import by_township

FEWEST = 5
"""Households of a village from which a share says something."""


@rule(
    title="同一条措施在一个村反复照搬",
    severity=Severity.WARNING,
    subject_kind="measure_text",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP,),
    clause="整改方案问题11：不同情况的贫困户帮扶计划基本相同",
    closes="措施已按各户情况改写",
    parameters=(SAME_MEASURE_PERCENT,),
)
def plan_same_measure(county: str, day: date) -> Finding:
    """One wording, numbers apart, in the plans of too large a share of a village's households (A047)."""
    x, p, terms = Measure, Plan, by_township((SAME_MEASURE_PERCENT,), county, day)
    current = (p.county == county) & (p.id == x.plan_id) & (p.year == day.year) & queries.IN_FORCE
    village, said = func.left(x.region_code, 12), func.regexp_replace(x.text, "[0-9.]+", "", "g")
    once = (
        select(village.label("village"), said.label("said"), x.household_id, func.min(x.text).label("text"))
        .join(p, current)
        .where(x.county == county, x.state != MeasureState.CANCELLED, queries.on_register(x, county))
        .group_by(village, said, x.household_id)
        .cte("once")
    )
    c, homes = once.c, func.count(once.c.household_id.distinct())
    each = select(c.village, homes.label("n")).group_by(c.village).subquery("each")
    words = (c.village, c.said)
    spread = select(*words, func.min(c.text).label("text"), func.count().label("n")).group_by(*words).subquery("spread")
    share = func.round(100 * spread.c.n / each.c.n)
    return (
        select(
            spread.c.village.label("region_code"),
            cast(func.md5(func.concat(spread.c.village, spread.c.said)), Uuid).label("subject_id"),
            null().cast(Uuid).label("household_id"),
            facts(措施=spread.c.text, 户数=spread.c.n, 占比=share).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(each, each.c.village == spread.c.village)
        .join(terms, terms.c.region_code == func.left(spread.c.village, 9))
        .where(each.c.n >= FEWEST, share > terms.c.same_measure_percent)
    )
