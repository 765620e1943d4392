from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yihu.households.models import Household
from yihu.kernel.models import CountyRecord, Versioned, belongs_to


class CarryOverState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


class CarryOver(Versioned):
    """年度结转: one run that makes a year's drafts from the plans of the year before, township by township."""

    __tablename__ = "carry_over"
    __table_args__ = (CheckConstraint("year between 2014 and 2100", "year_plausible"),)

    year: Mapped[int]
    """The year of the new drafts."""
    state: Mapped[CarryOverState] = mapped_column(server_default="waiting")
    job_id: Mapped[UUID | None]
    """The latest work at it, which tells how many townships are done."""
    made: Mapped[int] = mapped_column(server_default=text("0"))
    """Drafts."""
    asked_by_name: Mapped[str]


class CarryOverOutcome(StrEnum):
    CARRIED = "carried"
    HAS_PLAN = "has_plan"
    """Somebody has begun the new year's plan already."""
    NOT_IN_FORCE = "not_in_force"
    """Last year's plan never came into force."""
    NO_PLAN = "no_plan"
    """A household to be helped that had no plan last year."""
    STRUCK_OFF = "struck_off"
    """The household is off the register: merged into another, moved away, died out."""
    TAKEN_BACK = "taken_back"
    """The run was undone, and the draft with it."""
    KEPT = "kept"
    """The run was undone, but somebody had gone on with the draft."""


class CarryOverRow(CountyRecord):
    """What one run did with one household, and why."""

    __tablename__ = "carry_over_row"
    __table_args__ = (
        ForeignKeyConstraint(["county", "run_id"], [CarryOver.county, CarryOver.id]),
        *belongs_to(Household, "household_id"),
        UniqueConstraint("county", "run_id", "household_id"),
        Index(None, "county", "run_id", "region_code", "id"),
    )

    run_id: Mapped[UUID]
    household_id: Mapped[UUID]
    outcome: Mapped[CarryOverOutcome]
    plan_id: Mapped[UUID | None]
    """The draft this run made; it may be gone since, hence no key."""
    measures: Mapped[int]
    """Unfinished ones that go along."""
    undated: Mapped[int]
    """Of these, how many need a new due date."""
    finished: Mapped[int]
    """Done; they stay with last year."""
    left_behind: Mapped[int]
    """Unfinished, but for a member who is no longer in the household."""
