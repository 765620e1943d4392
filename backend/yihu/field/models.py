from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.kernel.crypto import Sealed
from yihu.kernel.models import CountyRecord


class CommandStatus(StrEnum):
    APPLIED = "applied"
    MERGED = "merged"
    """Applied beside somebody else's change to other fields."""
    CONFLICT = "conflict"
    """The same field was changed meanwhile: both versions are kept until a person chooses."""
    QUARANTINED = "quarantined"
    """Refused with a reason, kept for the cadre and the office."""
    RESOLVED = "resolved"
    """A conflict or a quarantined command that somebody has settled."""
    ABANDONED = "abandoned"


class FieldCommand(CountyRecord):
    """What a phone sent: one intended change, its id made by the phone. Kept for good: a phone may come back any time.

    `region_code` is the sender's area when it arrived; rights are judged then, not when it was made.
    """

    __tablename__ = "field_command"
    __table_args__ = (
        CheckConstraint("(status in ('quarantined', 'conflict')) <= (problem is not null)", "refused_with_reason"),
        Index(None, "county", "user_id", "status"),
        Index(
            "ix_field_command_unsettled",
            "county",
            "region_code",
            "created_at",
            postgresql_where=text("status in ('quarantined', 'conflict')"),
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id))
    user_name: Mapped[str]
    device_id: Mapped[UUID | None]
    kind: Mapped[str]
    """File name in `commands/`; one from a newer or older page that nobody knows is quarantined, not refused."""
    subject_id: Mapped[UUID | None]
    household_id: Mapped[UUID | None]
    base_version: Mapped[int | None]
    patch: Mapped[str] = mapped_column(Sealed("field_command.patch"), deferred=True)
    """What was typed and what was seen before, as JSON: `{"patch", "base"}`."""
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """Of kind, subject and patch: tells a repeat from another command under the same id."""
    made_at: Mapped[datetime]
    clock_doubtful: Mapped[bool] = mapped_column(server_default=text("false"))
    status: Mapped[CommandStatus]
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """What the phone was told, sensitive values masked; with it what was typed, while somebody has to settle it."""
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    settled_at: Mapped[datetime | None]
    settled_by_name: Mapped[str | None]
    settled_how: Mapped[str | None]


class FieldDevice(CountyRecord):
    """A phone's store of one user and what it last said of its pending work. No history is kept: this is not a track."""

    __tablename__ = "field_device"
    __table_args__ = (Index(None, "county", "region_code", "oldest_pending_at"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id))
    user_name: Mapped[str]
    label: Mapped[str | None]
    """Kind of phone and browser, for telling two phones apart."""
    page_version: Mapped[str | None]
    pending: Mapped[int] = mapped_column(server_default=text("0"))
    failed: Mapped[int] = mapped_column(server_default=text("0"))
    oldest_pending_at: Mapped[datetime | None]
    storage_kept: Mapped[bool | None]
    """Whether the browser has promised not to clear the store."""
    last_synced_at: Mapped[datetime]


class KitManifest(CountyRecord):
    """What a field kit held, row by row, so that the next one sends only what differs."""

    __tablename__ = "kit_manifest"
    __table_args__ = (UniqueConstraint("county", "user_id", "cursor"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id))
    cursor: Mapped[str]
    tags: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """`{"households": {id: hash}, "todos": {id: hash}, "code_lists": {name: hash}}`"""
