"""Pairings that hold on a day, for statements over a whole county."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from yihu.households.models import Household
from yihu.kernel.models import valid_on
from yihu.pairings.models import Pairing


def holding(county: str, day: date, column: Any) -> Select[Any]:
    """A column of all pairings that hold."""
    return select(column).where(Pairing.county == county, valid_on(Pairing, day))


def answered(county: str, day: date) -> ColumnElement[bool]:
    """Somebody answers for the household as a whole."""
    whole = holding(county, day, Pairing.household_id).where(
        Pairing.household_id.is_not(None), Pairing.member_id.is_(None)
    )
    return Household.id.in_(whole)


def where_kept(county: str, place: Any) -> ColumnElement[bool]:
    """In townships that keep pairings in this system; elsewhere their absence says nothing."""
    kept = select(func.left(Pairing.region_code, 9)).where(Pairing.county == county, Pairing.household_id.is_not(None))
    return func.left(place, 9).in_(kept)
