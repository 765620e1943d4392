"""Rounds that concern the caller, their progress by village, and the households behind each figure."""

from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, Select, Text, Uuid, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import array

from yihu.accounts.access import Caller, within, within_binds
from yihu.assurances import targets
from yihu.assurances.models import AssuranceRound
from yihu.households.models import Household
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.paging import Listing, any_of
from yihu.regions.models import Region

R, H = AssuranceRound, Household
ROUND = bindparam("round_id", type_=Uuid)
EMPTY = cast(array([]), ARRAY(Text))


def reaching(user: Caller) -> ColumnElement[bool]:
    """Rounds of the caller's area or of a place that it lies in."""
    return (R.county == user.county) & or_(within(R, user), func.starts_with(user.region_code, R.region_code))


ROUNDS = Listing(
    base=select(
        R.id, R.kind, R.name, R.region_code,
        select(Region.short_name).where(Region.code == R.region_code).scalar_subquery().label("region_name"),
        R.items, R.household_classes, R.exited_since, R.starts_on, R.due_on, R.source, R.made_by_name, R.closed_on,
        R.closed_by_name, R.created_at, R.version,
    ),
    area=(R.county == COUNTY) & or_(within_binds(R), func.starts_with(bindparam("lo", type_=Text), R.region_code)),
    filters={
        "kind": any_of(R.kind, "kind"),
        "closed": bindparam("closed", type_=Boolean) == R.closed_on.is_not(None),
        "q": func.strpos(func.lower(R.name), bindparam("q", type_=Text)) > 0,
    },
    sorts={"starts_on": (R.starts_on, R.id), "due_on": (R.due_on, R.id)},
    default_sort="-starts_on",
)  # fmt: skip


def _households() -> tuple[Select[*tuple[Any, ...]], Any]:
    """Households that the round is about, with what has been seen of each in its days."""
    area = within_binds(targets.C)
    seen = targets.looked_at(COUNTY, area, ROUND).subquery("seen")
    found = (
        select(H.id)
        .select_from(H)
        .join(R, (R.county == COUNTY) & (R.id == ROUND) & targets.asked(R, H))
        .outerjoin(seen, seen.c.household_id == H.id)
        .where(within_binds(H))
    )
    return found, seen


def by_village() -> Select[*tuple[Any, ...]]:
    """Binds: county, lo, hi, round_id."""
    found, seen = _households()
    village = func.left(H.region_code, 12)
    counted = (
        found.with_only_columns(
            village.label("region_code"), func.count().label("targets"),
            func.count().filter(targets.complete(seen, R)).label("done"),
            func.count().filter(func.cardinality(seen.c.defects) > 0).label("defects"),
        )
        .group_by(village)
        .subquery("counted")
    )  # fmt: skip
    c = counted.c
    return (
        select(c.region_code, Region.short_name.label("region_name"), c.targets, c.done, c.defects)
        .outerjoin(Region, Region.code == c.region_code)
        .order_by(c.region_code)
    )


@cache
def households() -> Listing:
    """The names behind a round's figures."""
    found, seen = _households()
    done = targets.complete(seen, R)
    item = func.unnest(R.items).column_valued("item")
    left = select(func.coalesce(func.array_agg(item), EMPTY)).where(
        item != func.all(func.coalesce(seen.c["items"], EMPTY))
    )
    return Listing(
        base=found.with_only_columns(
            H.id.label("household_id"), H.household_no, H.head_name, H.household_class, H.region_code,
            village_name(H).label("region_name"), done.label("done"), seen.c.checked_on,
            left.correlate(R, seen).scalar_subquery().label("left"),
            func.coalesce(seen.c.defects, EMPTY).label("defects"),
        ),
        area=H.county == COUNTY,
        filters={
            "done": done == bindparam("done", type_=Boolean),
            "defect": (func.coalesce(func.cardinality(seen.c.defects), 0) > 0) == bindparam("defect", type_=Boolean),
            "household_class": any_of(H.household_class, "household_class"),
            "q": func.strpos(H.search_text, bindparam("q", type_=Text)) > 0,
        },
        sorts={"region": (H.region_code, H.head_sort, H.id), "name": (H.head_sort, H.id)},
        default_sort="region",
    )  # fmt: skip
