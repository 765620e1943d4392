"""What a policy parameter is. Each room declares its own; a value exists only where a dated row with its source does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from yihu.kernel.models import valid_on
from yihu.policy.models import PolicyParameter


@dataclass(frozen=True)
class Parameter:
    key: str
    """`room.what_it_is`"""
    title: str
    kind: type[int] | type[str] | type[bool]
    unit: str = ""
    least: int = 0
    """Smallest sensible number."""


REGISTRY: dict[str, Parameter] = {}


def declare(
    key: str, title: str, kind: type[int] | type[str] | type[bool] = int, *, unit: str = "", least: int = 0
) -> Parameter:
    """Make a parameter known to the settings page; done once, at import."""
    REGISTRY[key] = Parameter(key, title, kind, unit, least)
    return REGISTRY[key]


def _values(key: str, region_code: str | ColumnElement[str], day: date) -> Select[Any]:
    row = PolicyParameter
    return (
        select(row.value)
        .where(row.key == key, valid_on(row, day))
        .where(or_(row.region_code.is_(None), func.starts_with(region_code, row.region_code)))
        .order_by(func.length(func.coalesce(row.region_code, "")).desc())
        .limit(1)
    )


def value_of(session: Session, parameter: Parameter, region_code: str, day: date) -> Any:
    """The value of the narrowest region that has one on that day; None when unset."""
    return session.scalar(_values(parameter.key, region_code, day))
