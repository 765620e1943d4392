"""Whom a round is about and who of them has been looked at. Sets: every round over every household at once."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from yihu.assurances.models import AssuranceCheck, AssuranceRound, Result
from yihu.households.models import Household

R, C, H = AssuranceRound, AssuranceCheck, Household
TODAY = bindparam("today", type_=Date)


def asked(r: Any, h: Any) -> ColumnElement[bool]:
    """Whether round `r` is about household `h`."""
    found: ColumnElement[bool] = (
        func.starts_with(h.region_code, r.region_code)
        & (func.coalesce(h.status, "") != "cancelled")
        & or_(r.exited_since.is_(None), h.exited_year >= r.exited_since)
        & or_(func.cardinality(r.household_classes) == 0, h.household_class == func.any(r.household_classes))
    )
    return found


def looked_at(county: Any, area: ColumnElement[bool] | None = None, round_id: Any = None) -> Select[*tuple[Any, ...]]:
    """Of rounds not closed: which household has been checked for which items, and what failed.

    Columns: round_id, household_id, items, defects, checked_on. `area`: a condition on the checks, where not all matter.
    """
    days = (C.checked_on >= R.starts_on) & (C.item == func.any(R.items))
    found = (
        select(
            R.id.label("round_id"), C.household_id, func.array_agg(C.item.distinct()).label("items"),
            func.array_agg(C.item.distinct()).filter(C.current, C.result == Result.DEFECT).label("defects"),
            func.max(C.checked_on).label("checked_on"),
        )
        .join(C, (C.county == county) & days)
        .where(R.county == county, R.closed_on.is_(None), C.voided_on.is_(None))
        .group_by(R.id, C.household_id)
    )  # fmt: skip
    if round_id is not None:
        found = found.where(R.id == round_id)
    return found if area is None else found.where(area)


def complete(seen: Any, r: Any) -> ColumnElement[bool]:
    """Whether a row of `looked_at` (outer joined) has every item of its round."""
    found: ColumnElement[bool] = func.coalesce(func.cardinality(seen.c["items"]), 0) >= func.cardinality(r.items)
    return found


def seen_to(county: Any) -> Select[UUID, UUID]:
    """Round and household, of rounds not closed, where every item has been checked."""
    seen, r = looked_at(county).subquery("seen"), aliased(R, name="r")
    return (
        select(seen.c.round_id, seen.c.household_id)
        .join(r, (r.county == county) & (r.id == seen.c.round_id))
        .where(complete(seen, r))
    )


def waiting(county: Any, area: ColumnElement[bool], seen_area: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Households that a round not closed is about and that have not been looked at. Columns of the round: as labelled."""
    seen = looked_at(county, seen_area).subquery("seen")
    return (
        select(
            R.id.label("round_id"), R.kind, R.name, R.due_on, R.starts_on, H.id.label("household_id"), H.region_code,
            H.head_sort,
        )
        .join(H, (H.county == county) & asked(R, H))
        .outerjoin(seen, (seen.c.round_id == R.id) & (seen.c.household_id == H.id))
        .where(R.county == county, R.closed_on.is_(None), area, ~complete(seen, R))
    )  # fmt: skip
