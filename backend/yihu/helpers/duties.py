"""What a helper answers for is known only above: the room of pairings adds it here."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, func, literal_column, select
from sqlalchemy.orm import Session

Duty = Callable[[Any], Select[*tuple[Any, ...]]]
DUTIES: list[Duty] = []
"""Functions of a helper (or an alias) returning the rows that he answers for on the bind `today`; bind `county`."""

FOLLOWERS: list[Callable[[Session, str, list[UUID]], None]] = []
"""Rooms above that keep copies of a helper add `(session, county, helper_ids) -> None`."""


def count(helper: Any) -> ColumnElement[int]:
    """How many of them the reader may see."""
    each = [
        select(func.count()).select_from(duty(helper).correlate(helper).subquery()).scalar_subquery() for duty in DUTIES
    ]
    return sum(each, literal_column("0", Integer))
