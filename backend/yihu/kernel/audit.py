"""Who did what to which record: rows that the application may add but never change or remove."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index, inspect, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from yihu.kernel.crypto import Sealed
from yihu.kernel.models import CountyRecord, RegionCode

NOT_TOLD = {"version", "updated_at", "created_at"}
UNMASKED = "personal_data.unmasked"
"""Somebody looked at a value in the clear: how often he did today is counted before each."""


class AuditEntry(CountyRecord):
    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "county", "subject_id", "created_at"),
        Index(
            "ix_audit_entry_unmasked", "county", "actor_id", "created_at",
            postgresql_where=text(f"action = '{UNMASKED}'"),
        ),
    )  # fmt: skip

    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    action: Mapped[str]
    """`room.verb`, for example `household.updated`."""
    subject_kind: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    region_code: Mapped[str] = mapped_column(RegionCode)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    request_id: Mapped[str | None]


def record(
    session: Session,
    action: str,
    *,
    county: str,
    region_code: str,
    subject: tuple[str, UUID] | None = None,
    **details: Any,
) -> None:
    """Add an audit row to the caller's transaction; `details` must hold no personal value in the clear."""
    kind, subject_id = subject or (None, None)
    session.add(
        AuditEntry(
            county=county, region_code=region_code, action=action, subject_kind=kind, subject_id=subject_id,
            details=details, **_actor(session),
        )
    )  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What an audit row says of one record, among many of one act."""

    region_code: str
    kind: str
    subject_id: UUID
    details: Mapping[str, Any]


def record_all(session: Session, action: str, county: str, entries: Iterable[Entry]) -> None:
    """The same for one act at many records, in one statement."""
    rows = json.dumps([asdict(one) for one in entries], ensure_ascii=False, default=str)
    session.execute(RECORD_ALL, {"county": county, "action": action, "rows": rows, **_actor(session)})


def _actor(session: Session) -> dict[str, Any]:
    actor = session.info.get("actor")
    return {
        "actor_id": actor.id if actor else None, "actor_name": actor.name if actor else "系统",
        "request_id": session.info.get("request_id"),
    }  # fmt: skip


RECORD_ALL = text(
    """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details, request_id)
    select :county, region_code, cast(:actor_id as uuid), :actor_name, :action, kind, subject_id, details, cast(:request_id as text)
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (region_code text, kind text, subject_id uuid, details jsonb)
    """
)


def changes(row: Any) -> dict[str, list[Any]]:
    """Unsaved changes of an ORM row as `{field: [old, new]}`; sealed fields say only that they changed."""
    told: dict[str, list[Any]] = {}
    state = inspect(row)
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        column = attribute.columns[0]
        if not history.has_changes() or attribute.key in NOT_TOLD or attribute.key.endswith("_hash"):
            continue
        if isinstance(column.type, Sealed):
            told[attribute.key] = ["***", "***"]
        else:
            old = history.deleted[0] if history.deleted else None
            told[attribute.key] = [_plain(old), _plain(history.added[0] if history.added else None)]
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime | UUID):
        return str(value)
    return str(value) if isinstance(value, Decimal) else value
