"""What a policy parameter is. Each room declares its own; a value exists only where a dated row with its source does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, Select, Subquery, cast, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from yihu.kernel.models import valid_on
from yihu.policy.models import PolicyParameter
from yihu.regions.models import Region


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


def _values(key: str, region_code: str | InstrumentedAttribute[str], day: date) -> Select[Any]:
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


def by_township(parameters: Sequence[Parameter], county: str, day: date) -> Subquery:
    """A row per township of the county: `region_code` and a number column per parameter, named by its key's last part.

    For statements over many rows: they join on the first nine digits of their region code. Unset is null.
    """
    place = Region.code
    values = [
        cast(_values(p.key, place, day).correlate(Region).scalar_subquery(), Integer).label(column_of(p))
        for p in parameters
    ]
    townships = select(place.label("region_code"), *values).where(
        place >= county, place < f"{county}:", func.length(place) == 9
    )
    return townships.subquery("terms")


def column_of(parameter: Parameter) -> str:
    """Its column in `by_township`."""
    return parameter.key.rpartition(".")[2]


def unset(session: Session, parameters: Iterable[Parameter], county: str, day: date) -> list[str]:
    """Keys without any value for the county or a part of it on that day."""
    row = PolicyParameter
    here = (
        row.region_code.is_(None)
        | func.starts_with(row.region_code, county)
        | func.starts_with(literal(county), row.region_code)
    )
    known = set(session.scalars(select(row.key).where(valid_on(row, day), here)))
    return [parameter.key for parameter in parameters if parameter.key not in known]
