from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.households.models import Household
from yihu.kernel.models import CountyRecord, Versioned, belongs_to


class Alert(Versioned):
    """What a rule found about one subject. One open alert per rule and subject."""

    __tablename__ = "alert"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        Index("uq_alert_open", "county", "rule", "subject_id", unique=True, postgresql_where=text("closed_on is null")),
        Index(None, "county", "region_code", "raised_on", "id", postgresql_where=text("closed_on is null")),
    )

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
    raised_on: Mapped[date]
    due_on: Mapped[date | None]
    escalates_on: Mapped[date | None]
    """From this day it is the county's business too."""
    closed_on: Mapped[date | None]
    closed_why: Mapped[str | None]


class Round(CountyRecord):
    """One nightly round of a county for one business date."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("county", "business_on"),)

    business_on: Mapped[date]
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
