from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, case, func, literal, select

from yihu.accounts.access import within_binds
from yihu.households.models import Household
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.paging import Listing, any_of
from yihu.monitoring import alerts  # noqa: F401  the rules are known
from yihu.monitoring.models import Alert, AlertState, AlertStep
from yihu.monitoring.rule import RULES
from yihu.regions.models import Region

TODAY = bindparam("today", type_=Date)


def said(field: str) -> ColumnElement[str]:
    """What the alert's rule says of itself."""
    return case({code: getattr(rule, field) for code, rule in RULES.items()}, value=Alert.rule, else_=Alert.rule)


def head_name() -> ColumnElement[Any]:
    h = Household
    return select(h.head_name).where(h.county == COUNTY, h.id == Alert.household_id).scalar_subquery()


ESCALATED = func.coalesce(Alert.escalates_on <= TODAY, False)
FAR = literal(date(9999, 12, 31), Date)
OPEN = Alert.closed_on.is_(None)
RED = OPEN & (Alert.step_due_on < TODAY)
AMBER = OPEN & (Alert.step_amber_on <= TODAY) & (Alert.step_due_on >= TODAY)
LIGHT = case((RED, "red"), (AMBER, "amber"), (OPEN & Alert.step_due_on.is_not(None), "green"))
"""How the present step stands; null where no clock runs."""
HANDLING = case({code: rule.handling.value for code, rule in RULES.items()}, value=Alert.rule, else_="cure")
VERIFIED_BY_HAND = HANDLING != "cure"

ALERTS = Listing(
    base=select(
        Alert.id, Alert.rule, said("title").label("title"), Alert.severity, Alert.subject_kind, Alert.subject_id,
        head_name().label("subject_label"), Alert.household_id, Alert.region_code,
        village_name(Alert).label("region_name"), Alert.facts, Alert.terms, said("clause").label("clause"), Alert.raised_on,
        Alert.due_on, Alert.escalates_on, ESCALATED.label("escalated"), Alert.state, HANDLING.label("handling"),
        Alert.level, LIGHT.label("light"), Alert.step_due_on, Alert.assignee_id, Alert.assignee_name, Alert.verified_on,
        Alert.found_true, Alert.case_id, Alert.resolved_on, Alert.cured_on, Alert.closed_on, Alert.closed_why, Alert.version,
    ),
    area=within_binds(Alert),
    filters={
        "rule": any_of(Alert.rule, "rule"),
        "severity": any_of(Alert.severity, "severity"),
        "household_id": Alert.household_id == bindparam("household_id"),
        "id": Alert.id == bindparam("id"),
        "open": OPEN,
        "state": any_of(Alert.state, "state"),
        "level": any_of(Alert.level, "level"),
        "light": any_of(LIGHT, "light"),
        "handling": any_of(HANDLING, "handling"),
        "assignee_id": Alert.assignee_id == bindparam("assignee_id"),
        "raised_on_gte": Alert.raised_on >= bindparam("raised_on_gte", type_=Date),
        "cured": bindparam("cured") == Alert.cured_on.is_not(None),
        "escalated": bindparam("escalated") == ESCALATED,
    },
    sorts={
        "raised_on": (Alert.raised_on, Alert.id),
        "due_on": (func.coalesce(Alert.due_on, Alert.raised_on), Alert.id),
        "step_due_on": (func.coalesce(Alert.step_due_on, FAR), Alert.id),
        "region": (Alert.region_code, Alert.raised_on, Alert.id),
    },
    default_sort="-raised_on",
)  # fmt: skip


def steps_of(county: str, alert_id: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(AlertStep)
        .where(AlertStep.county == county, AlertStep.alert_id == alert_id)
        .order_by(AlertStep.created_at, AlertStep.id)
    )


def board(digits: int) -> Select[*tuple[Any, ...]]:
    """Open alerts by place and rule, for people to see where work lies. Binds: county, lo, hi, today."""
    place = func.left(Alert.region_code, digits).label("place")
    waiting = VERIFIED_BY_HAND & (Alert.state == AlertState.OPEN)
    counts = {
        "open": func.count(), "unclaimed": func.count().filter(waiting), "amber": func.count().filter(AMBER),
        "red": func.count().filter(RED), "to_close": func.count().filter(Alert.state == AlertState.RESOLVED),
    }  # fmt: skip
    counted = select(place, Alert.rule, *(value.label(name) for name, value in counts.items()))
    found = counted.where(within_binds(Alert), OPEN).group_by(place, Alert.rule).subquery("found")
    name = select(Region.short_name).where(Region.code == found.c.place).scalar_subquery()
    return select(found.c.place.label("region_code"), name.label("region_name"), *list(found.c)[1:]).order_by(
        found.c.place, found.c.rule
    )


def open_by_rule() -> Select[*tuple[Any, ...]]:
    return select(Alert.rule, func.count().label("open")).where(within_binds(Alert), OPEN).group_by(Alert.rule)
