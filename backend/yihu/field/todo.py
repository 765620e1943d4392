"""What a to-do is. Each file in `todos/` declares one kind with `@todo`; nothing else has to know of it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Date, Select, bindparam, case, literal, select, union_all

from yihu.households.models import Household
from yihu.households.queries import COUNTY, village_name

Kind = Callable[[], Select[*tuple[Any, ...]]]
"""Binds county, lo, hi, today; columns id, kind, due_on, title, verb, household_id, ref, under these names."""

KINDS: list[Kind] = []
TODAY = bindparam("today", type_=Date)
MOST = 500
"""More than anybody does in a week; the rest follows as these are done. Each kind cuts its own rows before naming them."""


def todo(build: Kind) -> Kind:
    KINDS.append(build)
    return build


def listed() -> Select[*tuple[Any, ...]]:
    """The caller's to-dos of all kinds, the most pressing first."""
    one = union_all(*(build() for build in KINDS)).subquery("one")
    h = Household
    group = case(
        (one.c.due_on < TODAY, "overdue"),
        (one.c.due_on == TODAY, "today"),
        (one.c.due_on < TODAY + literal(7), "week"),
        else_="later",
    )
    return (
        select(*one.c, group.label("group"), h.head_name, village_name(h).label("region_name"))
        .join(h, (h.county == COUNTY) & (h.id == one.c.household_id))
        .order_by(one.c.due_on, h.region_code, h.head_sort, one.c.id)
        .limit(MOST)
    )
