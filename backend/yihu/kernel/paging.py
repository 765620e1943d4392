"""Lists: PostgreSQL filters, sorts, cuts the page and builds its JSON; Python only carries the bytes.

A room declares a `Listing`; the statement of each filter shape is built once and cached, values are always bound.
"""

import base64
import hashlib
import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Generic, Protocol, TypeVar

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import ARRAY, ColumnElement, Select, Text, bindparam, cast, func, literal_column, select, tuple_
from sqlalchemy.orm import Session

from yihu.kernel import narrowing
from yihu.kernel.problems import NotFound, Problem
from yihu.kernel.reading import Prepared, Question, prepare

CURSOR_LIFE = 3 * 24 * 3600
MOST_KEPT = 4096
"""Statements of all lists: what callers may combine has no end."""
T = TypeVar("T")
Shape = TypeVar("Shape", bound=BaseModel)


class CursorInvalid(Problem):
    """A cursor belongs to its filters and order and lives three days. Ask for the first page again."""

    status = 400
    title = "分页游标无效或已过期，请从第一页重新开始"


class SortUnknown(Problem):
    """`detail` names the fields that the list can be sorted by."""

    status = 400
    title = "不支持这种排序"


class FieldUnknown(Problem):
    """`detail` names the fields that the list has."""

    status = 400
    title = "这个清单没有这样的字段"


PAGE_REFUSALS = (CursorInvalid, SortUnknown, FieldUnknown)
"""What any list may answer: `responses=problems(*PAGE_REFUSALS)`."""


class Page(BaseModel, Generic[T]):
    items: list[T]
    next_cursor: str | None
    total: int | None


@dataclass(frozen=True)
class Asked:
    """What a list was asked for: which rows, in which order."""

    listing: "Listing"
    area: Mapping[str, Any]
    filters: Mapping[str, Any]
    sort: str


ASKING = "yihu.asking"
"""In a request's scope: where `page` leaves the question instead of answering it."""


@dataclass(frozen=True)
class Paging:
    page_size: int
    cursor: str | None
    sort: str | None
    include_total: bool
    fields: frozenset[str] = frozenset()
    """Nothing: all there are."""
    asking: list[Asked] | None = None


def _paging(
    request: Request,
    page_size: Annotated[int, Query(ge=1, description="每页条数，超过 200 按 200")] = 50,
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
    sort: Annotated[str | None, Query(max_length=60, description="字段名，前加 - 为倒序")] = None,
    include_total: bool = False,
    fields: Annotated[str | None, Query(max_length=1000, description="只要这些字段，用逗号分隔")] = None,
) -> Paging:
    wanted = frozenset(fields.split(",")) if fields else frozenset[str]()
    return Paging(min(page_size, 200), cursor, sort, include_total, wanted, request.scope.get(ASKING))


PagingParams = Annotated[Paging, Depends(_paging)]
Codes = Annotated[list[str] | None, Query(max_length=20)]
"""A filter of codes: any of these."""

Numbers = Annotated[list[Annotated[str, Field(max_length=64)]] | None, Query(max_length=200)]
"""Records by the numbers they have outside, as many as a page holds."""


def words(q: str | None) -> str | None:
    """What was typed into a search box, as search texts are kept."""
    return q.strip().lower() if q else None


def any_of(column: Any, name: str) -> ColumnElement[bool]:
    """The filter of a list of codes, bound under its name; one text serves every length."""
    found: ColumnElement[bool] = column == func.any(bindparam(name, type_=ARRAY(Text)))
    return found


@dataclass(frozen=True, eq=False)
class Listing:
    """One list: its columns, what it may be filtered and sorted by.

    `base`: labelled columns of the rows themselves; names from other tables are scalar subqueries, which PostgreSQL
    evaluates for the rows of the page only and leaves out of the count;
    `area`: a condition with the binds `county`, `lo`, `hi`; `filters`: name -> condition with a bind of that name;
    `sorts`: name -> columns that are never null, the last one unique.
    """

    base: Select[*tuple[Any, ...]]
    area: ColumnElement[bool]
    filters: Mapping[str, ColumnElement[bool]]
    sorts: Mapping[str, Sequence[Any]]
    default_sort: str

    def statement(
        self, names: frozenset[str], sort: str, *, after: bool, sets: frozenset[str] = frozenset(),
        fields: frozenset[str] = frozenset(),
    ) -> Prepared:  # fmt: skip
        """`sets`: what the area is narrowed to, see `narrowing`. Raises FieldUnknown."""
        return _statement(self, names, sort, after, sets, fields)

    def rows(self, *names: str) -> Select[*tuple[Any, ...]]:
        """The rows that these filters leave, as the list shows them."""
        return self.base.where(self.area, *(self.filters[name] for name in names))

    def one(self, session: Session, shape: type[Shape], binds: Mapping[str, Any], missing: type[NotFound]) -> Shape:
        """The row with the bind `id`, as the list shows it; raises `missing`."""
        row = session.execute(self.rows("id"), dict(binds)).one_or_none()
        if row is None:
            raise missing
        return shape.model_validate(row)

    def whole(self, names: Collection[str], sort: str) -> Select[*tuple[Any, ...]]:
        """Every row that the filters leave, in order: for taking a list away."""
        order = [c.desc() if sort.startswith("-") else c.asc() for c in self.sorts[sort.lstrip("-")]]
        return self.rows(*sorted(names)).order_by(*order)

    def counting(self, names: Collection[str]) -> Select[*tuple[Any, ...]]:
        return select(func.count()).select_from(self.rows(*sorted(names)).subquery())

    def build(
        self, names: frozenset[str], sort: str, *, after: bool, fields: frozenset[str]
    ) -> Select[*tuple[Any, ...]]:
        columns = self.sorts[sort.lstrip("-")]
        down = sort.startswith("-")
        query = self.rows(*sorted(names))
        if after:
            marks = [cast(bindparam(f"after_{i}", type_=Text), c.type) for i, c in enumerate(columns)]
            here, there = tuple_(*columns), tuple_(*marks)
            query = query.where(here < there if down else here > there)
        order = [c.desc() if down else c.asc() for c in columns]
        marked = [cast(c, Text).label(f"_key_{i}") for i, c in enumerate(columns)]
        all_there_are = [c.name for c in query.subquery().c]
        if unknown := fields.difference(all_there_are):
            raise FieldUnknown(f"没有 {'、'.join(sorted(unknown))}；可用的字段：{'、'.join(all_there_are)}")
        names_shown = [name for name in all_there_are if not fields or name in fields]
        cut = query.add_columns(*marked).order_by(*order).limit(bindparam("_limit")).subquery("cut")
        item = select(*(cut.c[name] for name in names_shown)).correlate(cut).subquery("_row")
        shown = select(func.row_to_json(literal_column("_row"))).select_from(item).scalar_subquery()
        return select(cast(shown, Text), *(cut.c[mark.name] for mark in marked))

    def count(self, names: frozenset[str], sets: frozenset[str] = frozenset()) -> Prepared:
        return _count(self, names, sets)


@lru_cache(MOST_KEPT)
def _statement(
    listing: Listing, names: frozenset[str], sort: str, after: bool, sets: frozenset[str], fields: frozenset[str]
) -> Prepared:
    return prepare(narrowing.narrowed(listing.build(names, sort, after=after, fields=fields), sets))


@lru_cache(MOST_KEPT)
def _count(listing: Listing, names: frozenset[str], sets: frozenset[str]) -> Prepared:
    return prepare(narrowing.narrowed(listing.counting(names), sets))


class Reads(Protocol):
    """Fetches the rows of each query in one round trip; `accounts.access.Reads` is the caller's."""

    def fetch(self, *queries: Question) -> list[Any]: ...


def page(reads: Reads, listing: Listing, area: Mapping[str, Any], given: Mapping[str, Any], paging: Paging) -> Response:
    """One page as ready JSON: `{"items": [...], "next_cursor": ..., "total": ...}`."""
    filters = {name: value for name, value in given.items() if value not in (None, [])}
    sort = paging.sort or listing.default_sort
    if sort.lstrip("-") not in listing.sorts:
        raise SortUnknown(f"可用的排序：{'、'.join(sorted(listing.sorts))}")
    if paging.asking is not None:
        paging.asking.append(Asked(listing, area, filters, sort))
        return Response(status_code=204)
    stamp = _stamp(area, filters, sort)
    after = _open_cursor(paging.cursor, stamp) if paging.cursor else []
    names, values, sets = frozenset(filters), {**area, **filters}, narrowing.asked(area)
    marks = {"_limit": paging.page_size + 1, **{f"after_{i}": key for i, key in enumerate(after)}}
    statement = listing.statement(names, sort, after=bool(after), sets=sets, fields=paging.fields)
    queries: list[Question] = [(statement, {**values, **marks})]
    if paging.include_total:
        queries.append((listing.count(names, sets), values))
    rows, *counted = reads.fetch(*queries)
    shown = rows[: paging.page_size]
    cursor = _make_cursor(list(shown[-1][1:]), stamp) if len(rows) > paging.page_size else None
    total = counted[0][0][0] if counted else None
    items = ",".join(row[0] for row in shown)
    body = f'{{"items":[{items}],"next_cursor":{json.dumps(cursor)},"total":{json.dumps(total)}}}'
    headers = {"Link": f'<?cursor={cursor}>; rel="next"'} if cursor else None
    return Response(body, media_type="application/json", headers=headers)


def _stamp(area: Mapping[str, Any], filters: Mapping[str, Any], sort: str) -> str:
    text = json.dumps([sort, sorted(area.items()), sorted(filters.items())], default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _make_cursor(keys: list[str], stamp: str) -> str:
    text = json.dumps([stamp, int(time.time()), *keys], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _open_cursor(cursor: str, stamp: str) -> list[str]:
    try:
        given, made, *keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        fresh = given == stamp and time.time() - made < CURSOR_LIFE and all(isinstance(k, str) for k in keys)
    except (ValueError, TypeError):
        raise CursorInvalid from None
    if not fresh:
        raise CursorInvalid
    return list(map(str, keys))
