"""What a policy parameter is. Each room declares its own; a value exists only where a dated row with its source does."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

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
TYPES: Mapping[type, Any] = {int: Integer, str: Text, bool: Boolean}
"""In the database."""


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


SUPPOSED: ContextVar[Mapping[str, Any]] = ContextVar("supposed", default={})  # noqa: B039  never changed, only replaced


@contextmanager
def supposing(parameter: Parameter, region_code: str, value: Any) -> Iterator[None]:
    """Statements built inside read the parameter as if that region had this value; nothing is written."""
    row = PolicyParameter
    names = (row.key, row.region_code, row.value, row.valid_from, row.valid_to, row.source)
    kept = select(*names).where(row.key == parameter.key, row.region_code.is_distinct_from(region_code))
    wished = (
        literal(parameter.key), literal(region_code), literal(value, JSONB), literal(date.min, Date),
        null().cast(Date), literal("试算"),
    )  # fmt: skip
    rows = aliased(row, union_all(kept, select(*wished)).subquery("supposed"))
    token = SUPPOSED.set({**SUPPOSED.get(), parameter.key: rows})
    try:
        yield
    finally:
        SUPPOSED.reset(token)


def rows_of(key: str) -> Any:
    """The rows to read a parameter from: those kept, or kept and supposed."""
    return SUPPOSED.get().get(key, PolicyParameter)


def _values(key: str, region_code: Place, day: Day, *told: Any) -> Select[Any]:
    row = rows_of(key)
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
    return cast(plain, TYPES[parameter.kind])


def by_township(
    parameters: Sequence[Parameter], county: str | ColumnElement[str], day: Day, digits: Sequence[int] = (9,)
) -> CTE:
    """A row per township of the county: `region_code` and a column per parameter, named by its key's last part.

    For statements over many rows: they join on the first nine digits of their region code. Unset is null.
    """
    place = Region.code
    values = [value_at(p, place, day).label(column_of(p)) for p in parameters]
    # No `in_`: statements that are rendered once cannot grow a list later.
    of_level = or_(*(func.length(place) == length for length in digits))
    return _once(select(place.label("region_code"), *values).where(place >= county, place < county + ":", of_level))


def _once(places: Select[Any]) -> CTE:
    """Looked up once per township, whatever the planner thinks of how many rows join it."""
    return places.cte().prefix_with("materialized")


def documented(parameters: Sequence[Parameter], county: str, day: Day, switch: Parameter) -> CTE:
    """A row per county and township: `region_code`, `switched_on`, and `terms`: parameters as people read them, with sources."""
    place = Region.code
    terms = []
    for p in parameters:
        row = rows_of(p.key)
        known = func.jsonb_build_object("value", _said(p, row), "valid_from", row.valid_from, "source", row.source)
        found = _values(p.key, place, day, known).correlate(Region).scalar_subquery()
        about = func.jsonb_build_object("key", p.key, "title", p.title, "unit", p.unit)
        terms.append(about.op("||")(func.coalesce(found, func.jsonb_build_object("value", null()))))
    told = func.jsonb_build_array(*terms).label("terms")
    places = select(place.label("region_code"), told, value_at(switch, place, day).label("switched_on")).where(
        place >= county, place < county + ":", func.length(place).in_((6, 9))
    )
    return _once(places)


def _said(parameter: Parameter, row: Any) -> ColumnElement[Any]:
    """A word as people say it, a number as it is."""
    value: ColumnElement[Any] = row.value
    if not parameter.choices:
        return value
    word = value.op("#>>")(literal_column("'{}'"))
    return func.to_jsonb(case(dict(parameter.choices), value=word, else_=word))


def column_of(parameter: Parameter) -> str:
    """Its column in `by_township`."""
    return parameter.key.rpartition(".")[2]


def unset_words(parameters: Iterable[Parameter]) -> str:
    """What a refusal says of parameters without a value: by the names under which the county sets them."""
    return f"县里没有设定政策参数{'、'.join(f'“{parameter.title}”' for parameter in parameters)}"


def unset(session: Session, parameters: Iterable[Parameter], county: str, day: date) -> list[str]:
    """Keys without any value for the county or a part of it on that day."""
    row = PolicyParameter
    here = (
        row.region_code.is_(None)
        | func.starts_with(row.region_code, county)
        | func.starts_with(literal(county), row.region_code)
    )
    known = {*session.scalars(select(row.key).where(valid_on(row, day), here)), *SUPPOSED.get()}
    return [parameter.key for parameter in parameters if parameter.key not in known]
