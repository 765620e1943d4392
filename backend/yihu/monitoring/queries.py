from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, case, func, select

from yihu.accounts.access import within_binds
from yihu.households.models import Household
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.paging import Listing, any_of
from yihu.monitoring import alerts  # noqa: F401  the rules are known
from yihu.monitoring.models import Alert
from yihu.monitoring.rule import RULES

TODAY = bindparam("today", type_=Date)


def said(field: str) -> ColumnElement[str]:
    """What the alert's rule says of itself."""
    return case({code: getattr(rule, field) for code, rule in RULES.items()}, value=Alert.rule, else_=Alert.rule)


def head_name() -> ColumnElement[Any]:
    h = Household
    return select(h.head_name).where(h.county == COUNTY, h.id == Alert.household_id).scalar_subquery()


ESCALATED = func.coalesce(Alert.escalates_on <= TODAY, False)

ALERTS = Listing(
    base=select(
        Alert.id, Alert.rule, said("title").label("title"), Alert.severity, Alert.subject_kind, Alert.subject_id,
        head_name().label("subject_label"), Alert.household_id, Alert.region_code,
        village_name(Alert).label("region_name"), Alert.facts, Alert.terms, said("clause").label("clause"), Alert.raised_on,
        Alert.due_on, Alert.escalates_on, ESCALATED.label("escalated"), Alert.closed_on, Alert.closed_why, Alert.version,
    ),
    area=within_binds(Alert),
    filters={
        "rule": any_of(Alert.rule, "rule"),
        "severity": any_of(Alert.severity, "severity"),
        "household_id": Alert.household_id == bindparam("household_id"),
        "open": Alert.closed_on.is_(None),
        "closed": Alert.closed_on.is_not(None),
        "escalated": bindparam("escalated") == ESCALATED,
    },
    sorts={
        "raised_on": (Alert.raised_on, Alert.id),
        "due_on": (func.coalesce(Alert.due_on, Alert.raised_on), Alert.id),
        "region": (Alert.region_code, Alert.raised_on, Alert.id),
    },
    default_sort="-raised_on",
)  # fmt: skip
