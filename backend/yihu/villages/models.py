from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.models import CountyRecord, Versioned, belongs_to


class VillagePlan(Versioned):
    """A village's plan for a span of years. `region_code` is the village."""

    __tablename__ = "village_plan"
    __table_args__ = (
        UniqueConstraint("county", "region_code", "first_year"),
        CheckConstraint("length(region_code) = 12", "of_a_village"),
        CheckConstraint("last_year >= first_year", "years_in_order"),
    )

    title: Mapped[str]
    first_year: Mapped[int]
    last_year: Mapped[int]
    summary: Mapped[str | None]
    adopted_on: Mapped[date | None]
    """By the villagers' meeting."""


class VillageGoal(Versioned):
    __tablename__ = "village_goal"
    __table_args__ = (*belongs_to(VillagePlan, "village_plan_id"),)

    village_plan_id: Mapped[UUID]
    sort: Mapped[int] = mapped_column(server_default=text("0"))
    text: Mapped[str]
    target: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    unit: Mapped[str | None]
    result: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    due_on: Mapped[date | None]


class VillageProject(Versioned):
    """A project of the village: measures of households draw on it. `region_code` is the village or township."""

    __tablename__ = "village_project"
    __table_args__ = (
        *belongs_to(VillagePlan, "village_plan_id"),
        UniqueConstraint("county", "region_code", "name"),
        CheckConstraint("amount >= 0", "amount_not_negative"),
        CheckConstraint("progress between 0 and 100", "progress_in_range"),
    )

    village_plan_id: Mapped[UUID | None]
    name: Mapped[str]
    category: Mapped[str]
    """Code list `measure_category`."""
    fund_source: Mapped[str | None]
    """Code list `fund_source`."""
    fund_line: Mapped[str | None]
    """The document and line the money comes from."""
    amount: Mapped[Decimal | None]
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    owner_name: Mapped[str | None]
    progress: Mapped[int] = mapped_column(server_default=text("0"))
    finished_on: Mapped[date | None]


class VillageFacility(Versioned):
    """村村有: whether a village has what every village is to have; since when, or by when it is to. `region_code` is the village."""

    __tablename__ = "village_facility"
    __table_args__ = (
        UniqueConstraint("county", "region_code", "kind"),
        CheckConstraint("length(region_code) = 12", "of_a_village"),
        CheckConstraint("has or since is null", "since_it_has_it"),
    )

    kind: Mapped[str]
    """Code list `village_facility`."""
    has: Mapped[bool]
    since: Mapped[date | None]
    due_on: Mapped[date | None]
    note: Mapped[str | None]


class VillageYear(Versioned):
    """The rural population of a village at the end of a year, as its statistics have it: the poor are a share of it."""

    __tablename__ = "village_year"
    __table_args__ = (
        UniqueConstraint("county", "region_code", "year"),
        CheckConstraint("length(region_code) = 12", "of_a_village"),
        CheckConstraint("year between 2013 and 2100", "year_plausible"),
        CheckConstraint("population > 0", "population_positive"),
    )

    year: Mapped[int]
    population: Mapped[int]


class VillageIndicator(CountyRecord):
    """What an indicator of a village was found to be on a day. The newest counts, the older ones stay."""

    __tablename__ = "village_indicator"
    __table_args__ = (
        UniqueConstraint("county", "region_code", "indicator", "measured_on"),
        CheckConstraint("length(region_code) = 12", "of_a_village"),
        CheckConstraint("value >= 0", "value_not_negative"),
    )

    indicator: Mapped[str]
    """Code list `village_indicator`; its note is the unit."""
    measured_on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    source: Mapped[str]
