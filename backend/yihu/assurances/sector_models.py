from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yihu.households.models import Household
from yihu.kernel.models import Versioned, belongs_to


class CaseKind(StrEnum):
    RENOVATION = "renovation"
    RELOCATION = "relocation"


class HousingCase(Versioned):
    """危房改造或易地搬迁, one household: by which standard, with how much, and how far it has come."""

    __tablename__ = "housing_case"
    __table_args__ = (
        belongs_to(Household, "household_id")[0],
        CheckConstraint("subsidy >= 0", "subsidy_not_negative"),
        CheckConstraint("handed_over_on >= approved_on", "handed_over_after_approval"),
        CheckConstraint("moved_in_on is null or moved_in_on >= handed_over_on", "moved_in_after_hand_over"),
        CheckConstraint("moved_in_on is null or handed_over_on is not null", "moved_in_after_all"),
        CheckConstraint("(old_house in ('demolished', 'reclaimed')) <= (old_house_on is not null)", "old_house_dated"),
        UniqueConstraint("county", "household_id", "kind", "approved_on"),
        Index(None, "county", "region_code", "approved_on", "id"),
    )

    household_id: Mapped[UUID]
    kind: Mapped[CaseKind]
    target: Mapped[str | None]
    """Code list `housing_target`: one of the six groups that are helped."""
    grade: Mapped[str | None]
    """Code list `housing_grade`, as it was approved for."""
    method: Mapped[str | None]
    """Code list `housing_method`."""
    standard: Mapped[str | None]
    subsidy: Mapped[Decimal | None]
    """Yuan."""
    approved_on: Mapped[date]
    due_on: Mapped[date | None]
    handed_over_on: Mapped[date | None]
    moved_in_on: Mapped[date | None]
    old_house: Mapped[str] = mapped_column(server_default="none")
    """Code list `old_house`."""
    old_house_on: Mapped[date | None]
    contact_name: Mapped[str | None]
    source: Mapped[str]


class WaterSource(Versioned):
    """供水点 of a village: what it is, who keeps it."""

    __tablename__ = "water_source"
    __table_args__ = (
        UniqueConstraint("county", "region_code", "name"),
        CheckConstraint("length(region_code) >= 12", "of_a_village"),
        CheckConstraint("households >= 0", "households_not_negative"),
        CheckConstraint("ended_on is null or ended_on >= begun_on", "period_in_order"),
    )

    name: Mapped[str]
    kind: Mapped[str]
    """Code list `water_source_kind`."""
    households: Mapped[int | None]
    """How many it serves."""
    keeper_name: Mapped[str | None]
    """管护责任人"""
    begun_on: Mapped[date]
    """In use, or on file, since."""
    ended_on: Mapped[date | None]


class WaterTest(Versioned):
    """水质检测 of a source."""

    __tablename__ = "water_test"
    __table_args__ = (
        belongs_to(WaterSource, "source_id")[0],
        UniqueConstraint("county", "source_id", "tested_on"),
        CheckConstraint("passed or failing is not null", "failing_named"),
    )

    source_id: Mapped[UUID]
    tested_on: Mapped[date]
    passed: Mapped[bool]
    failing: Mapped[str | None]
    """What exceeded its limit."""
    lab: Mapped[str | None]
    report_no: Mapped[str | None]
    source: Mapped[str]
