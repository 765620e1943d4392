"""Whom somebody of a level owes a visit in the running period, and who has had it. Sets, never one household at a time.

Village people owe it to every household of their village whose class has a cadence; of the township and the county only
who is paired owes it (县乡村三级包保). A visit counts when people met: at home or at a fixed reception point.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Exists,
    FromClause,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)

from yihu.households.models import Household
from yihu.kernel.models import valid_on
from yihu.pairings.models import Pairing
from yihu.policy.parameters import by_township, column_of
from yihu.visits.models import Contact, Visit
from yihu.visits.parameters import CADENCES, Cadence, Level

MET = (Contact.HOME, Contact.RECEPTION_POINT)
MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: 12}
Edge = ColumnElement[date]
Edges = Mapping[str, tuple[Edge, Edge]]
"""By cadence: the first day of a period, and the first day of the next."""


def period(cadence: Cadence, day: date) -> tuple[date, date]:
    """The calendar period that holds the day: its first day, and the first day of the next."""
    if cadence is Cadence.WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    months = MONTHS[cadence]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    following = first.month + months
    return first, date(first.year + (following > 12), (following - 1) % 12 + 1, 1)


def before(cadence: Cadence, day: date) -> tuple[date, date]:
    """The period before that."""
    return period(cadence, period(cadence, day)[0] - timedelta(days=1))


def edges_of(day: date, which: Callable[[Cadence, date], tuple[date, date]] = period) -> Edges:
    """For a statement about one day."""
    found = {c.value: which(c, day) for c in Cadence}
    return {name: (literal(first, Date), literal(following, Date)) for name, (first, following) in found.items()}


EDGES: Edges = {c.value: (bindparam(f"{c}_from", type_=Date), bindparam(f"{c}_next", type_=Date)) for c in Cadence}
"""For a statement that is built once; `binds` has the values."""


def binds(day: date) -> dict[str, date]:
    found = {c: period(c, day) for c in Cadence}
    edges = {
        f"{c}_{name}": edge for c, pair in found.items() for name, edge in zip(("from", "next"), pair, strict=True)
    }
    return {**edges, "on": day}


def owed(level: Level, county: str | ColumnElement[str], day: date | ColumnElement[date]) -> Select[*tuple[Any, ...]]:
    """Households that somebody of the level has to visit, and how often.

    Columns: id, county, region_code, household_no, head_name, head_sort, search_text, household_class, known_on (on
    file since), cadence.
    """
    h, parameters = Household, CADENCES[level]
    terms = by_township(tuple(parameters.values()), county, day)
    said = {code: terms.c[column_of(parameter)] for code, parameter in parameters.items()}
    cadence = case(said, value=h.household_class)
    found = (
        select(
            h.id, h.county, h.region_code, h.household_no, h.head_name, h.head_sort, h.search_text, h.household_class,
            func.date(func.timezone("Asia/Shanghai", h.created_at)).label("known_on"), cadence.label("cadence"),
        )
        .join(terms, terms.c.region_code == func.left(h.region_code, 9))
        .where(h.county == county, cadence.is_not(None))
    )  # fmt: skip
    return found if level is Level.VILLAGE else found.where(paired(level, h.id, county, day))


def paired(level: Level, household_id: Any, county: Any, day: Any) -> Exists:
    """Somebody of the level answers for the household."""
    p = Pairing
    mine = (p.county == county, p.household_id == household_id, p.helper_level == level.value)
    return exists().where(*mine, valid_on(p, day))


def edge(cadence: Any, edges: Edges, which: int) -> ColumnElement[date]:
    """The first day (0) of a row's period, or of the next (1)."""
    return case({name: pair[which] for name, pair in edges.items()}, value=cadence)


def visited(level: Level, row: FromClause, county: Any, edges: Edges) -> Exists:
    """Somebody of the level has met the household of a row of `owed` in its period."""
    v = Visit
    return exists().where(
        v.county == county, v.household_id == row.c.id, v.visited_on >= edge(row.c.cadence, edges, 0),
        v.visited_on < edge(row.c.cadence, edges, 1), *counting(level),
    )  # fmt: skip


def counting(level: Level) -> tuple[ColumnElement[bool], ...]:
    return Visit.visitor_level == level.value, *met()


def met() -> tuple[ColumnElement[bool], ...]:
    """Visits that count: people met, and nobody has voided it."""
    return or_(*(Visit.contact == contact for contact in MET)), Visit.voided_on.is_(None)


def last_visit(level: Level, row: FromClause, county: Any, *more: ColumnElement[bool]) -> Select[date]:
    """When somebody of the level met the household of a row of `owed` last, of the visits for which `more` holds."""
    v = Visit
    found = select(v.visited_on).where(v.county == county, v.household_id == row.c.id, *counting(level), *more)
    return found.order_by(v.visited_on.desc()).limit(1)
