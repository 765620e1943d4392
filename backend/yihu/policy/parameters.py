"""What a policy parameter is. Each room declares its own; a value exists only where a dated row with its source does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
)
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
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Of a word: those it may be, and how people say them; empty for any."""


REGISTRY: dict[str, Parameter] = {}


def declare(
    key: str,
    title: str,
    kind: type[int] | type[str] | type[bool] = int,
    *,
    unit: str = "",
    least: int = 0,
    choices: Mapping[str, str] | None = None,
) -> Parameter:
    """Make a parameter known to the settings page; done once, at import."""
    REGISTRY[key] = Parameter(key, title, kind, unit, least, choices or {})
    return REGISTRY[key]


Place = str | ColumnElement[str] | InstrumentedAttribute[str]
Day = date | ColumnElement[date]


def _values(key: str, region_code: Place, day: Day, *told: Any) -> Select[Any]:
    row = PolicyParameter
    return (
        select(*(told or (row.value,)))
        .where(row.key == key, valid_on(row, day))
        .where(or_(row.region_code.is_(None), func.starts_with(region_code, row.region_code)))
        .order_by(func.length(func.coalesce(row.region_code, "")).desc())
        .limit(1)
    )


def value_of(session: Session, parameter: Parameter, region_code: str, day: date) -> Any:
    """The value of the narrowest region that has one on that day; None when unset."""
    return session.scalar(_values(parameter.key, region_code, day))


def value_at(parameter: Parameter, place: Place, day: Day) -> ColumnElement[Any]:
    """The same inside a statement: for the region code of a row, as a number or a word. Unset is null."""
    value = _values(parameter.key, place, day)
    if isinstance(place, InstrumentedAttribute):
        value = value.correlate(place.class_)
    found = value.scalar_subquery()
    plain = found.op("#>>")(literal_column("'{}'"))
    return cast(plain, Text if parameter.kind is str else Integer)


def by_township(parameters: Sequence[Parameter], county: str | ColumnElement[str], day: Day) -> Subquery:
    """A row per township of the county: `region_code` and a column per parameter, named by its key's last part.

    For statements over many rows: they join on the first nine digits of their region code. Unset is null.
    """
    place = Region.code
    values = [value_at(p, place, day).label(column_of(p)) for p in parameters]
    townships = select(place.label("region_code"), *values).where(
        place >= county, place < county + ":", func.length(place) == 9
    )
    return townships.offset(literal_column("0")).subquery(
        "terms"
    )  # a fence: looked up per township, not per row joined


def documented(parameters: Sequence[Parameter], county: str, day: Day) -> Subquery:
    """A row per county and township: `region_code` and `terms`, its parameters as people read them, with their sources."""
    place, row = Region.code, PolicyParameter
    terms = []
    for p in parameters:
        known = func.jsonb_build_object("value", _said(p), "valid_from", row.valid_from, "source", row.source)
        found = _values(p.key, place, day, known).correlate(Region).scalar_subquery()
        about = func.jsonb_build_object("key", p.key, "title", p.title, "unit", p.unit)
        terms.append(about.op("||")(func.coalesce(found, func.jsonb_build_object("value", null()))))
    places = select(place.label("region_code"), func.jsonb_build_array(*terms).label("terms")).where(
        place >= county, place < county + ":", func.length(place).in_((6, 9))
    )
    return places.offset(literal_column("0")).subquery("documented")


def _said(parameter: Parameter) -> ColumnElement[Any]:
    """A word as people say it, a number as it is."""
    value: ColumnElement[Any] = PolicyParameter.value.expression
    if not parameter.choices:
        return value
    word = value.op("#>>")(literal_column("'{}'"))
    return func.to_jsonb(case(dict(parameter.choices), value=word, else_=word))


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
