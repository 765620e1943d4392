from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.models import Versioned


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    SUCCEEDED_WITH_ERRORS = "succeeded_with_errors"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVE = (JobState.WAITING, JobState.RUNNING)


class Job(Versioned):
    """One piece of long work. `region_code` is the area it is done for."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_newest", "county", text("created_at desc"), text("id desc")),
        Index(None, "county", "subject_id"),
        Index("ix_job_files_until", "files_until", postgresql_where=text("files_until is not null")),
        CheckConstraint("done >= 0 and total >= 0 and failed >= 0", "counts_not_negative"),
        CheckConstraint("(state in ('waiting', 'running')) = (finished_at is null)", "ended_has_its_time"),
    )

    kind: Mapped[str]
    """Key of `kinds.KINDS`."""
    about: Mapped[str | None]
    """Which one, in words: a file's name, a year and a place."""
    subject_kind: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    """The record it works on; of any room, hence no key."""
    args: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    state: Mapped[JobState] = mapped_column(server_default="waiting")
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    """How often a worker has taken it up; an earlier one that wakes up again finds that it is no longer his."""
    phase: Mapped[str | None]
    done: Mapped[int] = mapped_column(server_default=text("0"))
    total: Mapped[int] = mapped_column(server_default=text("0"))
    failed: Mapped[int] = mapped_column(server_default=text("0"))
    """Rows, households or places; zero `total`: not known yet."""
    result: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """Counts by name."""
    problem: Mapped[str | None]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    """What can be fetched, shape `schemas.StoredFile`; removed after `files_until`."""
    files_until: Mapped[datetime | None]
    asked_by: Mapped[UUID]
    asked_by_name: Mapped[str]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    cancel_asked_at: Mapped[datetime | None]
