from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.models import Base, RegionCode, Versioned


class OperationState(StrEnum):
    PREVIEWING = "previewing"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    REVERSING = "reversing"
    REVERSED = "reversed"


class OperationRun(Versioned):
    """One act at many records. `region_code` is the area of the one who asked."""

    __tablename__ = "operation_run"
    __table_args__ = (Index(None, "county", "asked_by", "created_at"),)

    operation: Mapped[str]
    """Key of `operation.OPERATIONS`."""
    chosen: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """`list`: its address, or `ids`."""
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[OperationState] = mapped_column(server_default="previewing")
    job_id: Mapped[UUID | None]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """Rows by state, and how many were refused for each reason."""
    asked_by: Mapped[UUID]
    asked_by_name: Mapped[str]


class RowState(StrEnum):
    CHOSEN = "chosen"
    """Not looked at yet."""
    FORESEEN = "foreseen"
    REFUSED = "refused"
    """By the preview; not tried again."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    """Something has changed since the preview."""
    REVERSED = "reversed"
    KEPT = "kept"
    """Somebody has gone on with it."""


class OperationRow(Base):
    """One record of an operation. Without a key to the record: it may be of any room, and may be gone."""

    __tablename__ = "operation_row"
    __table_args__ = (
        ForeignKeyConstraint(["county", "run_id"], [OperationRun.county, OperationRun.id]),
        UniqueConstraint("county", "run_id", "target_id"),
        Index(None, "county", "run_id", "state", "row_no"),
    )

    county: Mapped[str] = mapped_column(RegionCode, primary_key=True)
    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    region_code: Mapped[str] = mapped_column(RegionCode)
    target_id: Mapped[UUID]
    label: Mapped[str]
    state: Mapped[RowState] = mapped_column(server_default="chosen")
    code: Mapped[str | None]
    message: Mapped[str | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
