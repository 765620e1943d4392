"""What can be compared. Each file in `subjects/` declares our side of one kind of list, or of some alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Date, Integer, Select, Text, Uuid, and_, bindparam, cast, func, null, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY

H, M = Household, Member
TODAY = bindparam("today", type_=Date)
Ours = Callable[[], Select[*tuple[Any, ...]]]
"""Select of `side` over the county (binds county, today)."""


@dataclass(frozen=True)
class Subject:
    item: str
    per_member: bool
    ours: Ours


SUBJECTS: dict[str, Subject] = {}
KINDS: dict[str, TypeEngine[Any]] = {
    "household_id": Uuid(), "member_id": Uuid(), "region_code": Text(), "name": Text(), "figures": JSONB(), "told_on": Date(),
    "known": Boolean(), "expected": Boolean(),
}  # fmt: skip
"""Columns of our side. `known`: we say something of them at all; `expected`: the list should name them."""


def subject(item: str, *, per_member: bool) -> Callable[[Ours], Ours]:
    """Register our side of the lists of an item of the code list `comparison_item`."""

    def register(ours: Ours) -> Ours:
        SUBJECTS[item] = Subject(item, per_member, ours)
        return ours

    return register


def people(
    figures: Sequence[Any] = (), *, told_on: Any = None, known: Any = None, expected: Any = None
) -> Select[*tuple[Any, ...]]:
    """Our side of a list of persons: those who live in a household. `figures`: name and value in turn."""
    said = func.jsonb_build_object("name", M.name, "household_no", H.household_no, *figures)
    told = {
        "household_id": H.id, "member_id": M.id, "region_code": H.region_code, "name": M.name, "figures": said,
        "told_on": cast(null(), Date) if told_on is None else told_on, "known": true() if known is None else known,
        "expected": true() if expected is None else expected,
    }  # fmt: skip
    living = and_(M.county == COUNTY, M.household_id == H.id, M.left_on.is_(None))
    return (
        select(*(value.label(name) for name, value in told.items()))
        .select_from(H)
        .join(M, living)
        .where(H.county == COUNTY)
    )


def age_on(day: Any) -> Any:
    return cast(func.date_part("year", func.age(day, M.born_on)), Integer)
