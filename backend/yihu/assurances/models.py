from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.households.models import Household, Member
from yihu.kernel.models import CountyRecord, Versioned, belongs_to
from yihu.visits.models import Visit

NONE = text("'{}'")


class Result(StrEnum):
    OK = "ok"
    DEFECT = "defect"
    NOT_APPLICABLE = "not_applicable"


class RoundKind(StrEnum):
    RECHECK = "recheck"
    """全面核查: over all who exited since a year."""
    SCREENING = "screening"
    """一月一排查: over key households."""
    SPECIAL = "special"
    """专项排查, say of housing."""


class AssuranceRound(Versioned):
    """排查轮次: which items are looked at where, at whose homes, from when to when.

    Any check of its days counts, whoever made it and why: nobody looks twice. An empty list of classes asks nothing.
    """

    __tablename__ = "assurance_round"
    __table_args__ = (
        UniqueConstraint("county", "region_code", "kind", "starts_on"),
        CheckConstraint("due_on >= starts_on", "period_in_order"),
        CheckConstraint("cardinality(items) > 0", "of_something"),
        CheckConstraint("(closed_on is null) = (summary is null)", "closed_with_figures"),
        CheckConstraint("exited_since between 2013 and 2100", "year_plausible"),
    )

    kind: Mapped[RoundKind]
    name: Mapped[str]
    items: Mapped[list[str]]
    household_classes: Mapped[list[str]] = mapped_column(server_default=NONE)
    exited_since: Mapped[int | None]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    source: Mapped[str]
    made_by_name: Mapped[str]
    closed_on: Mapped[date | None]
    closed_by_name: Mapped[str | None]
    summary: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    """Counts by village as they were on closing."""


class AssuranceCheck(Versioned):
    """核查: one item of a household, or of one of its members, as somebody saw it on a day. Never changed, only voided."""

    __tablename__ = "assurance_check"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        ForeignKeyConstraint(["county", "member_id"], [Member.county, Member.id]),
        *belongs_to(AssuranceRound, "round_id"),
        *belongs_to(Visit, "visit_id"),
        CheckConstraint("(voided_on is null) = (voided_why is null)", "voided_with_reason"),
        CheckConstraint("not current or voided_on is null", "void_is_not_current"),
        Index(
            "uq_assurance_check_current",
            "county",
            "household_id",
            "item",
            "member_id",
            unique=True,
            postgresql_where=text("current"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_assurance_check_period", "county", "checked_on", "item", "household_id"),
        Index("ix_assurance_check_region_latest", "county", "region_code", text("checked_on desc"), text("id desc")),
        Index("ix_assurance_check_form", "county", "form_id"),
    )

    household_id: Mapped[UUID]
    member_id: Mapped[UUID | None]
    item: Mapped[str]
    """Code list `assurance_item`; what is asked and how it is judged stands in `items/`."""
    rule_version: Mapped[str]
    result: Mapped[Result]
    figures: Mapped[dict[str, Any]] = mapped_column(server_default=NONE)
    """Shape: the item's `Figures`."""
    reasons: Mapped[list[str]] = mapped_column(server_default=NONE)
    """Code list `assurance_reason`: what is not as it should be."""
    note: Mapped[str | None]
    checked_on: Mapped[date]
    checker_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    checker_name: Mapped[str]
    round_id: Mapped[UUID | None]
    visit_id: Mapped[UUID | None]
    source: Mapped[str | None]
    """The department's list it was taken from."""
    form_id: Mapped[UUID]
    """What was written down together."""
    digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of the form: tells a repeat from another one."""
    made_at: Mapped[datetime | None]
    current: Mapped[bool] = mapped_column(server_default=text("false"))
    """The newest of its household, item and member; kept by `settling`."""
    voided_on: Mapped[date | None]
    voided_why: Mapped[str | None]


class DefectState(StrEnum):
    OPEN = "open"
    MENDED = "mended"
    """A later check found it in order; somebody else has yet to reconcile it."""
    CLOSED = "closed"


class AssuranceDefect(Versioned):
    """问题台账, village by household by member by item: opened by a failed check, closed by two persons (对账销号)."""

    __tablename__ = "assurance_defect"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        ForeignKeyConstraint(["county", "member_id"], [Member.county, Member.id]),
        *belongs_to(AssuranceCheck, "opened_check_id"),
        *belongs_to(AssuranceCheck, "last_check_id"),
        *belongs_to(AssuranceCheck, "mended_check_id"),
        Index(
            "uq_assurance_defect_open",
            "county",
            "household_id",
            "item",
            "member_id",
            unique=True,
            postgresql_where=text("state <> 'closed'"),
            postgresql_nulls_not_distinct=True,
        ),
        Index(None, "county", "region_code", "state", "opened_on", "id"),
        CheckConstraint("(state = 'open') = (mended_check_id is null)", "mended_by_a_check"),
        CheckConstraint("(state = 'closed') = (closed_on is not null)", "closed_with_date"),
        CheckConstraint("(closed_on is null) = (closed_by is null)", "closed_by_somebody"),
        CheckConstraint("closed_by is distinct from mended_by or closed_by is null", "closed_by_another"),
    )

    household_id: Mapped[UUID]
    member_id: Mapped[UUID | None]
    item: Mapped[str]
    reasons: Mapped[list[str]] = mapped_column(server_default=NONE)
    state: Mapped[DefectState] = mapped_column(server_default="open")
    opened_on: Mapped[date]
    opened_check_id: Mapped[UUID]
    last_check_id: Mapped[UUID]
    """The newest failed one."""
    next_step: Mapped[str | None]
    next_step_on: Mapped[date | None]
    owner_name: Mapped[str | None]
    mended_on: Mapped[date | None]
    mended_check_id: Mapped[UUID | None]
    mended_by: Mapped[UUID | None]
    closed_on: Mapped[date | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    closed_by_name: Mapped[str | None]
    close_note: Mapped[str | None]


class AssuranceDay(CountyRecord):
    """每日台账数: how many defects a village had of an item on a day. Written once by the round, never again."""

    __tablename__ = "assurance_day"
    __table_args__ = (UniqueConstraint("county", "region_code", "item", "day"), Index(None, "county", "day"))

    item: Mapped[str]
    day: Mapped[date]
    open_count: Mapped[int]
    mended_count: Mapped[int]
    opened_count: Mapped[int]
    """Opened on the day before, which is over when this is written."""
    closed_count: Mapped[int]
