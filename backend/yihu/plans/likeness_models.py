"""What comparing plans and checking them by sample leaves behind."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.households.models import Household
from yihu.kernel.models import CountyRecord, Versioned, belongs_to
from yihu.plans.models import Plan


class PlanPrint(CountyRecord):
    """What comparing needs of a plan in work or in force: its id, shingles of its text, and the facts that should differ.

    Computed when a plan is saved, never typed. Source of the method: MinHash bands over character shingles.
    """

    __tablename__ = "plan_print"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        Index("ix_plan_print_bands", "bands", postgresql_using="gin"),
        Index(None, "county", "year", "id"),
    )

    household_id: Mapped[UUID]
    year: Mapped[int]
    text: Mapped[str]
    """The measures' words without names, numbers and punctuation, synonyms made one, clauses sorted."""
    bands: Mapped[list[int]]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """causes, able (members able to work), size, class."""


class PlanLikeness(CountyRecord):
    """Two plans of different households that say nearly the same although the households differ. `region_code`: the first's."""

    __tablename__ = "plan_likeness"
    __table_args__ = (
        belongs_to(Plan, "plan_id")[0],
        *belongs_to(Plan, "other_id"),
        UniqueConstraint("county", "plan_id", "other_id"),
        CheckConstraint("likeness between 0 and 100", "per_cent"),
    )

    plan_id: Mapped[UUID]
    other_id: Mapped[UUID]
    likeness: Mapped[int]
    differs: Mapped[list[str]]
    """Which facts differ: causes, able, size, class."""
    found_on: Mapped[date]


class SampleCheck(Versioned):
    """抽查: the county looks at a plan in force."""

    __tablename__ = "sample_check"
    __table_args__ = (*belongs_to(Plan, "plan_id"),)

    plan_id: Mapped[UUID]
    drawn_on: Mapped[date]
    checked_on: Mapped[date | None]
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    checked_by_name: Mapped[str | None]
    passed: Mapped[bool | None]
    note: Mapped[str | None]
