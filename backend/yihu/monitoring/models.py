from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.cases.models import Case
from yihu.households.models import Household
from yihu.kernel.models import CountyRecord, Versioned, belongs_to


class AlertState(StrEnum):
    """Where an alert is on its way. What ends by itself (`Handling.CURE`) is open or claimed, then closed."""

    OPEN = "open"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    """True; something has to be done."""
    HELPING = "helping"
    """Measures are under way."""
    RESOLVED = "resolved"
    """Done, or found untrue; somebody else looks at it and closes."""
    CLOSED = "closed"


class AlertLevel(StrEnum):
    """Whose turn it is; one up when a step is late or the village asks for it."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"


class Alert(Versioned):
    """What a rule found about one subject. One open alert per rule and subject."""

    __tablename__ = "alert"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        *belongs_to(Case, "case_id"),
        CheckConstraint("(state = 'closed') = (closed_on is not null)", "closed_with_date"),
        CheckConstraint("state <> 'claimed' or assignee_id is not null", "claimed_by_somebody"),
        CheckConstraint("state not in ('verified', 'helping') or found_true", "helped_when_true"),
        CheckConstraint("state <> 'resolved' or resolved_by is not null", "resolved_by_somebody"),
        CheckConstraint("closed_by is null or closed_by <> resolved_by", "four_eyes"),
        Index("uq_alert_open", "county", "rule", "subject_id", unique=True, postgresql_where=text("closed_on is null")),
        Index(None, "county", "region_code", "raised_on", "id", postgresql_where=text("closed_on is null")),
        Index(
            "ix_alert_settled", "county", "rule", "subject_id",
            postgresql_where=text("closed_by is not null and cured_on is null"),
        ),
        Index(None, "county", "assignee_id", postgresql_where=text("closed_on is null")),
    )  # fmt: skip

    derived = "not exists (select from alert_step s where s.county = :county and s.alert_id = x.id)"
    """Nobody has claimed it, and nobody above was told."""

    rule: Mapped[str]
    """File name in `rules/`."""
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    household_id: Mapped[UUID | None]
    severity: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The figures that raised it."""
    terms: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    """The policy parameters it was judged by: key, title, value, unit, first day and source."""
    state: Mapped[AlertState] = mapped_column(server_default="open")
    level: Mapped[AlertLevel] = mapped_column(server_default="village")
    raised_on: Mapped[date]
    due_on: Mapped[date | None]
    """The subject's own day: of a loan, of a measure."""
    escalates_on: Mapped[date | None]
    """From this day it is the county's business too."""
    step_due_on: Mapped[date | None]
    """Last day of the present step; null where the county has set no term."""
    step_amber_on: Mapped[date | None]
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    assignee_name: Mapped[str | None]
    verified_on: Mapped[date | None]
    found_true: Mapped[bool | None]
    case_id: Mapped[UUID | None]
    """The risk case that took it in when it was found true."""
    resolved_on: Mapped[date | None]
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    cured_on: Mapped[date | None]
    """Since when the records no longer show what raised it."""
    closed_on: Mapped[date | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    """Null where the cure closed it."""
    closed_why: Mapped[str | None]


class AlertStep(CountyRecord):
    """One step of an alert's life. Rows are added, never changed; they move with their household."""

    __tablename__ = "alert_step"
    __table_args__ = (*belongs_to(Alert, "alert_id"),)

    alert_id: Mapped[UUID]
    kind: Mapped[str]
    """claimed, assigned, released, true, false, referred, measure, resolved, returned, closed, escalated."""
    on_day: Mapped[date]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    """Null: the round."""
    actor_name: Mapped[str]
    reason: Mapped[str | None]
    """Where somebody went and looked: code list `alert_true_reason`, `alert_false_reason` or `alert_refer_reason`."""
    note: Mapped[str | None]
    document: Mapped[str | None]
    """Number or title of a paper."""
    visit_id: Mapped[UUID | None]
    attachment_ids: Mapped[list[UUID]] = mapped_column(server_default=text("'{}'"))


class Round(CountyRecord):
    """One nightly round of a county for one business date."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("county", "business_on"),)

    business_on: Mapped[date]
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
