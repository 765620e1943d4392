"""How long each step may take, when it turns amber and red, and who hears of it when it is late."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Date, case, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.kernel.db import among
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


def begin(session: Session, county: str, ids: Sequence[UUID], day: date) -> None:
    """Start the clock of the step that these alerts have just come to; whoever was told of a late one is no longer.

    Worked out once for all of one township, state and days, not for each.
    """
    mine = (Alert.county == county, among(Alert.id, ids))
    about: dict[str, Any] = {
        "region_code": func.left(Alert.region_code, 9), "state": Alert.state, "raised_on": Alert.raised_on,
        "verified_on": Alert.verified_on, "resolved_on": Alert.resolved_on, "clocked": CLOCKED,
    }  # fmt: skip
    kinds = select(*(column.label(name) for name, column in about.items())).where(*mine).distinct().subquery("kinds")
    every = {term for terms in TERMS.values() for term, _ in terms} | {AMBER_DAYS}
    term = by_township(sorted(every, key=lambda one: one.key), county, day, (6, 9)).alias("term")
    k, t = kinds.c, term.c
    ends = {
        state: func.least(*(working_day(k[start], t[column_of(p)], county) for p, start in terms))
        for state, terms in TERMS.items()
    }
    due = case(*((k.clocked & (k.state == state), end) for state, end in ends.items())).label("due")
    timed = select(*k, due, t[column_of(AMBER_DAYS)].label("lead")).outerjoin_from(
        kinds, term, t.region_code == k.region_code
    )
    known = timed.cte("known").prefix_with("materialized")
    amber = working_day(known.c.due, known.c.lead, county, back=True)
    given = select(*known.c, amber.label("amber")).cte("given").prefix_with("materialized")
    same = (column.is_not_distinct_from(given.c[name]) for name, column in about.items())
    begun = update(Alert).where(*mine, *same).values(step_due_on=given.c.due, step_amber_on=given.c.amber)
    session.execute(begun.values(updated_at=Alert.updated_at), execution_options={"synchronize_session": False})


CLOCKED = Alert.rule.in_([code for code, rule in RULES.items() if rule.handling is not Handling.CURE])
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
