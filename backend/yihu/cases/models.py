from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.cases.procedures import Procedure, as_sql
from yihu.households.models import Household
from yihu.kernel.models import CountyRecord, Versioned, belongs_to


class CaseState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Case(Versioned):
    """个案: one household in one procedure; at most one open at a time. `place` steps are done, `step` is next."""

    __tablename__ = "risk_case"
    subject = "case"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        Index(
            "uq_risk_case_open", "county", "household_id", "procedure", unique=True,
            postgresql_where=sql("state = 'open'"),
        ),
        Index(None, "county", "region_code", "state", "due_on", "id"),
        CheckConstraint("(state = 'closed') = (closed_on is not null)", "closed_with_date"),
        CheckConstraint("(state = 'closed') = (step is null)", "open_with_step"),
        CheckConstraint("(decided_on is null) = (decision is null)", "decided_with_date"),
        CheckConstraint("place >= 0", "place_not_negative"),
        CheckConstraint(
            "decided_on is null or kin is not true or second_by is not null", "kin_reviewed_twice"
        ),
    )  # fmt: skip

    household_id: Mapped[UUID]
    procedure: Mapped[Procedure]
    channel: Mapped[str]
    """Code list `case_channel`."""
    defect: Mapped[str | None]
    """Code list `case_defect`, of a review: 漏评, 错评 or a clue."""
    monitor_class: Mapped[str | None]
    """Code list `monitor_class`, as proposed and then as decided."""
    risks: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    """Code list `risk_kind`."""
    clue: Mapped[str]
    """What is known at the start, for those who work on it; never on a notice."""
    sources: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    """Alerts, declarations and flags that led here."""
    opened_on: Mapped[date]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    opened_by_name: Mapped[str]
    place: Mapped[int] = mapped_column(server_default=sql("0"))
    step: Mapped[str | None]
    due_on: Mapped[date | None]
    """Of the next step; null where the county has set no term."""
    kin: Mapped[bool | None]
    """Kinship to a cadre, as declared (R066)."""
    second_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    proposal: Mapped[str | None]
    """Code list `case_decision`: what the verification of a review proposes."""
    decision: Mapped[str | None]
    decided_on: Mapped[date | None]
    class_before: Mapped[str | None]
    """The household's class before the decision, which it has again when the risk is gone."""
    removed_on: Mapped[date | None]
    state: Mapped[CaseState] = mapped_column(server_default="open")
    closed_on: Mapped[date | None]
    closed_why: Mapped[str | None]
    """Code list `case_end`."""


class CaseStep(CountyRecord):
    """A step that was taken. It hangs on the step before it, so that the table itself knows no gap."""

    __tablename__ = "case_step"
    __table_args__ = (
        belongs_to(Case, "case_id")[0],
        UniqueConstraint("county", "case_id", "id", "place"),
        ForeignKeyConstraint(
            ["county", "case_id", "previous_id", "previous_place"],
            ["case_step.county", "case_step.case_id", "case_step.id", "case_step.place"],
            name="fk_case_step_previous",
        ),
        Index(
            "uq_case_step_current", "county", "case_id", "place", unique=True,
            postgresql_where=sql("superseded_why is null"),
        ),
        CheckConstraint(as_sql(), "known_step"),
        CheckConstraint("(place = 1) = (previous_id is null)", "first_without_previous"),
        CheckConstraint("(previous_id is null) = (previous_place is null)", "previous_whole"),
        CheckConstraint("previous_place = place - 1", "no_step_skipped"),
        CheckConstraint("not needed or num_nulls(actor_id) = 0", "taken_by_somebody"),
        CheckConstraint("actor_id is null or not actor_id = any(barred)", "second_person"),
        CheckConstraint(
            "not needed or note is not null or cardinality(attachment_ids) > 0", "note_or_document"
        ),
        CheckConstraint(
            "agree + against + abstain = present and present <= entitled and least(agree, against, abstain) >= 0",
            "votes_add_up",
        ),
        CheckConstraint(
            "step <> 'removal_verify' or"
            " details @> '{\"assurances_kept\": true, \"risk_gone\": true, \"bars\": []}'",
            "removal_conditions",
        ),
    )  # fmt: skip

    case_id: Mapped[UUID]
    procedure: Mapped[Procedure]
    place: Mapped[int]
    step: Mapped[str]
    previous_id: Mapped[UUID | None]
    previous_place: Mapped[int | None]
    needed: Mapped[bool] = mapped_column(server_default=sql("true"))
    done_on: Mapped[date]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    actor_name: Mapped[str]
    barred: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    """Who may not take it: those who worked on the case before, where a second person is asked for."""
    note: Mapped[str | None]
    attachment_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    entitled: Mapped[int | None]
    """Votes of a deliberation: how many were to come, came, and said what."""
    present: Mapped[int | None]
    agree: Mapped[int | None]
    against: Mapped[int | None]
    abstain: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'"))
    """What else the act asked for; shapes in `forms.py`."""
    superseded_why: Mapped[str | None]
    """Sent back, or a vote that did not pass: it stays readable and no longer counts."""
