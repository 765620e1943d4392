from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Date, Select, Text, Uuid, and_, bindparam, cast, func, or_, select

from yihu.accounts.access import Caller, area, within, within_binds
from yihu.accounts.models import User
from yihu.comparisons.models import DepartmentEntry, Standing
from yihu.departments.parameters import UNMATCHED_DAYS
from yihu.departments.queries import ME, mine
from yihu.households.models import Household
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.kernel.paging import Listing, any_of
from yihu.policy.parameters import value_at

E = DepartmentEntry
TODAY = bindparam("today", type_=Date)
OPEN = and_(E.standing != Standing.MATCH, E.settled_on.is_(None), ~E.superseded)
"""A difference that somebody has to look at."""
CAME = func.greatest(cast(func.timezone("Asia/Shanghai", E.created_at), Date), E.returned_on)
"""The day we were told, or told that the answer does not do."""


def asking(user: Caller, region_code: str | None = None) -> dict[str, Any]:
    """What the lists here are asked with; a department sees what its unit has sent."""
    return {**area(user, region_code), "mine": mine(user)}


def own(me: Any) -> ColumnElement[bool]:
    unit = select(User.unit).where(User.id == me).scalar_subquery()
    return or_(me.is_(None), E.sent_by.is_(None), E.sent_by == me, E.unit == unit)


def due_on() -> ColumnElement[Any]:
    """By when an answer is expected; null where the county has set no term."""
    return cast(CAME + value_at(UNMATCHED_DAYS, COUNTY, TODAY), Date)


@cache
def entries() -> Listing:
    """Every line, whatever it stands for."""
    q = bindparam("q", type_=Text)
    return Listing(
        base=select(
            E.id, E.item, E.listed_on, E.standing, E.household_id, *of_household(E, Household.household_no, Household.head_name),
            E.member_id, E.region_code, village_name(E).label("region_name"), E.name, E.id_masked, E.place,
            E.figures.label("theirs"), E.ours, E.ours_on, E.differing, E.superseded, OPEN.label("open"),
            due_on().label("due_on"), E.answer, E.settlement, E.settled_on, E.settled_by_name, E.returned_on,
            E.returned_by_name, E.returned_why, E.source, E.unit, E.version,
        ),
        area=within_binds(E) & own(ME),
        filters={
            "id": E.id == bindparam("id", type_=Uuid),
            "item": any_of(E.item, "item"),
            "listed_on": E.listed_on == bindparam("listed_on", type_=Date),
            "standing": any_of(E.standing, "standing"),
            "differing": E.differing.op("&&", is_comparison=True)(bindparam("differing", type_=E.differing.type)),
            "answer": any_of(E.answer, "answer"),
            "answered": E.settled_on.is_not(None) == bindparam("answered", type_=Boolean),
            "open": bindparam("open", type_=Boolean) == OPEN,
            "superseded": E.superseded == bindparam("superseded", type_=Boolean),
            "household_id": E.household_id == bindparam("household_id", type_=Uuid),
            "settled_on_gte": E.settled_on >= bindparam("settled_on_gte", type_=Date),
            "q": or_(func.strpos(func.lower(E.name), q) > 0, matches(E)),
        },
        sorts={
            "region": (E.region_code, E.name, E.id),
            "listed_on": (E.listed_on, E.id),
            "settled_on": (func.coalesce(E.settled_on, E.listed_on), E.id),
        },
        default_sort="region",
    )  # fmt: skip


def lists() -> Select[*tuple[Any, ...]]:
    """Of the area, the newest first."""
    by_standing = (func.count().filter(E.standing == each).label(each.value) for each in Standing)
    theirs = E.standing != Standing.ONLY_OURS
    return (
        select(
            E.item, E.listed_on, E.area, func.max(E.source).label("source"), func.max(E.unit).label("unit"),
            func.count().filter(theirs).label("entries"),
            func.count().filter(theirs, E.household_id.is_(None)).label("unknown"), *by_standing,
            func.count().filter(OPEN).label("open"), func.count(E.settled_on).label("answered"),
            func.bool_and(E.superseded).label("superseded"),
        )
        .where(within_binds(E), own(ME))
        .group_by(E.item, E.listed_on, E.area)
        .order_by(E.listed_on.desc(), E.item, E.area)
    )  # fmt: skip


def visible(user: Caller) -> Select[DepartmentEntry]:
    return select(E).where(within(E, user), own(_uuid(mine(user))))


def _uuid(value: UUID | None) -> Any:
    return cast(bindparam(None, value, type_=Uuid), Uuid)
