"""How long each step may take, when it turns amber and red, and who hears of it when it is late."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, case, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.monitoring import rules  # noqa: F401  they are known
from yihu.monitoring.models import Alert, AlertLevel, AlertState, AlertStep
from yihu.monitoring.parameters import (
    AMBER_DAYS,
    CLAIM_DAYS,
    CLOSE_DAYS,
    ESCALATION_DAYS,
    REST_DAYS,
    TOTAL_DAYS,
    VERIFY_DAYS,
)
from yihu.monitoring.rule import RULES, Handling, Rule, Told
from yihu.policy.calendar import working_day
from yihu.policy.parameters import Parameter, by_township, column_of, value_at

HELPING = ((REST_DAYS, "verified_on"), (TOTAL_DAYS, "raised_on"))
TERMS: Mapping[AlertState, tuple[tuple[Parameter, str], ...]] = {
    AlertState.OPEN: ((CLAIM_DAYS, "raised_on"), (VERIFY_DAYS, "raised_on"), (TOTAL_DAYS, "raised_on")),
    AlertState.CLAIMED: ((VERIFY_DAYS, "raised_on"), (TOTAL_DAYS, "raised_on")),
    AlertState.VERIFIED: HELPING,
    AlertState.HELPING: HELPING,
    AlertState.RESOLVED: ((CLOSE_DAYS, "resolved_on"),),
}
"""What ends a step: the earliest of these, each from a day of the alert."""

LOWEST = {
    Told.HELPER: AlertLevel.VILLAGE,
    Told.VILLAGE: AlertLevel.VILLAGE,
    Told.TOWNSHIP: AlertLevel.TOWNSHIP,
    Told.COUNTY: AlertLevel.COUNTY,
}
NAMES = {AlertLevel.VILLAGE: "村", AlertLevel.TOWNSHIP: "乡镇", AlertLevel.COUNTY: "县"}
DIGITS = {AlertLevel.VILLAGE: 12, AlertLevel.TOWNSHIP: 9, AlertLevel.COUNTY: 6}
"""Of a place of the level; a group of a village has more."""


def told_digits(rule: Rule) -> int:
    return max(DIGITS[LOWEST[one]] for one in rule.told)


def level_of(digits: Any) -> ColumnElement[str]:
    lowest = ((digits >= DIGITS[level], level.value) for level in AlertLevel)
    return case(*lowest)


def first_step(county: str, day: date) -> CTE:
    """A row per county and township: the last day of the first step of an alert raised today, and when it turns amber."""
    terms = tuple(term for term, _ in TERMS[AlertState.OPEN])
    of = by_township((*terms, AMBER_DAYS), county, day, (6, 9)).alias("term")
    days = func.least(*(of.c[column_of(term)] for term in terms))
    due = select(
        of.c.region_code, working_day(day, days, county).label("due"), of.c[column_of(AMBER_DAYS)].label("lead")
    )
    known = due.cte().prefix_with("materialized")
    amber = working_day(known.c.due, known.c.lead, county, back=True)
    return select(known.c.region_code, known.c.due, amber.label("amber")).cte().prefix_with("materialized")


def home(alert: Alert) -> AlertLevel:
    """Whose turn an alert is as long as nothing is late."""
    digits = min(len(alert.region_code), told_digits(RULES[alert.rule]))
    return next(level for level in AlertLevel if digits >= DIGITS[level])


def begin(session: Session, alert: Alert, day: date) -> None:
    """Start the clock of the step that the alert has just come to; whoever was told of a late one is no longer."""
    place = alert.region_code
    due = None
    if RULES[alert.rule].handling is not Handling.CURE and alert.state in TERMS:
        ends = [
            working_day(getattr(alert, start), value_at(p, place, day), alert.county) for p, start in TERMS[alert.state]
        ]
        due = session.scalar(select(func.least(*ends)))
    alert.step_due_on = due
    alert.step_amber_on = due and session.scalar(
        select(working_day(due, value_at(AMBER_DAYS, place, day), alert.county, back=True))
    )


HOME = func.least(
    func.length(Alert.region_code),
    case({code: told_digits(rule) for code, rule in RULES.items()}, value=Alert.rule, else_=12),
)


def escalate(session: Session, county: str, day: date) -> int:
    """Tell the level above of every step that is late, and the county of those that stay so; how many were told."""
    late = Alert.step_due_on < day
    longer = working_day(Alert.step_due_on, value_at(ESCALATION_DAYS, Alert.region_code, day), county) < day
    home, up = level_of(HOME), level_of(HOME - 3)
    target = case(
        (Alert.escalates_on <= day, AlertLevel.COUNTY.value),
        (late & (Alert.level == home), up),
        (late & (Alert.level != home) & longer, AlertLevel.COUNTY.value),
    )
    told = (
        update(Alert)
        .where(
            Alert.county == county, Alert.closed_on.is_(None), Alert.level != AlertLevel.COUNTY, target != Alert.level
        )
        .values(level=target, version=Alert.version + 1)
        .returning(Alert.county, Alert.region_code, Alert.id.label("alert_id"), Alert.level)
        .cte("told")
    )
    words = case({level.value: f"到期未办，报{name}" for level, name in NAMES.items()}, value=told.c.level)
    said = {"kind": literal("escalated"), "on_day": literal(day, Date), "actor_name": literal("系统"), "note": words}
    rows = select(told.c.county, told.c.region_code, told.c.alert_id, *said.values())
    added = insert(AlertStep).from_select(["county", "region_code", "alert_id", *said], rows).returning(AlertStep.id)
    return len(session.scalars(added.add_cte(told)).all())
