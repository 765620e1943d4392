"""What a figure of the desk is. Each file in `figures/` declares those of one subject; nothing else has to know of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from yihu.accounts.access import Caller, within_binds
from yihu.accounts.permissions import Permission
from yihu.field.schemas import Tone
from yihu.monitoring.models import Alert

COUNTY_CODE = 6
"""Digits of a county's code: its officers also see what has been escalated to them."""


@dataclass(frozen=True)
class Figure:
    """A count of the rows that the page behind `to` lists by name."""

    label: str
    to: str
    tone: Tone
    permission: Permission
    table: Any
    condition: ColumnElement[bool] | None = None
    value: ColumnElement[Any] | None = None
    """Counts rows unless it says otherwise."""
    county_only: bool = False

    def query(self) -> Select[*tuple[Any, ...]]:
        chosen = select(func.count() if self.value is None else self.value).select_from(self.table)
        chosen = chosen.where(within_binds(getattr(self.table, "c", self.table)))
        return chosen if self.condition is None else chosen.where(self.condition)

    def shown_to(self, user: Caller) -> bool:
        return self.permission in user.permissions and (not self.county_only or len(user.region_code) == COUNTY_CODE)


@dataclass(frozen=True)
class Subject:
    title: str
    order: int
    """On the desk, the smallest first."""
    figures: Mapping[str, Figure]


SUBJECTS: list[Subject] = []


def subject(title: str, order: int, figures: Mapping[str, Figure]) -> None:
    SUBJECTS.append(Subject(title, order, figures))
    SUBJECTS.sort(key=lambda one: one.order)


def raised(rule: str) -> ColumnElement[bool]:
    return Alert.closed_on.is_(None) & (Alert.rule == rule)
