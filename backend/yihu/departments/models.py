from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.households.models import Household, Member
from yihu.kernel.models import Versioned, belongs_to


class PushBatch(Versioned):
    """批次: what a department sent under one name, in one request or many, or as one list."""

    __tablename__ = "push_batch"
    __table_args__ = (
        UniqueConstraint("county", "department", "name"),
        UniqueConstraint("county", "import_id"),
        Index(None, "county", "region_code", "created_at", "id"),
        Index("ix_push_batch_unjudged", "county", postgresql_where=text("not judged")),
    )

    department: Mapped[str | None]
    """Code list `department`; null for a list, whose rows each name theirs."""
    name: Mapped[str]
    """The department's own name of the batch, or the file's."""
    import_id: Mapped[UUID | None]
    received_by: Mapped[UUID]
    received_by_name: Mapped[str]
    unit: Mapped[str | None]
    """Of who sent it: colleagues see what their unit has sent."""
    rows: Mapped[int] = mapped_column(server_default=text("0"))
    added: Mapped[int] = mapped_column(server_default=text("0"))
    changed: Mapped[int] = mapped_column(server_default=text("0"))
    refused: Mapped[int] = mapped_column(server_default=text("0"))
    judged: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether the alert rules have looked since it last brought something."""


class RecordState(StrEnum):
    MATCHED = "matched"
    UNMATCHED = "unmatched"
    NOT_OURS = "not_ours"
    WRONG = "wrong"


class DepartmentRecord(Versioned):
    """部门记录: one bill, one car, one job lost ... `region_code`: the household's, or while unmatched where it was sent to.

    The same record arrives once, whatever batches it comes in: `own_key` is the department's number or what it says.
    """

    __tablename__ = "department_record"
    __table_args__ = (
        *belongs_to(PushBatch, "batch_id"),
        *belongs_to(Household, "household_id"),
        ForeignKeyConstraint(["county", "member_id"], [Member.county, Member.id]),
        UniqueConstraint("county", "department", "kind", "own_key"),
        CheckConstraint("(state = 'matched') = (household_id is not null)", "matched_to_household"),
        CheckConstraint("(state = 'unmatched') = (why is not null)", "unmatched_says_why"),
        CheckConstraint("amount >= 0", "amount_not_negative"),
        CheckConstraint("ends_on is null or ends_on >= happened_on", "period_in_order"),
        Index(None, "county", "region_code", "state", "happened_on", "id"),
        Index(
            "ix_department_record_found", "county", "kind", "happened_on", postgresql_where=text("state = 'matched'")
        ),
        Index("ix_department_record_person", "county", "id_hash", postgresql_where=text("id_hash is not null")),
        Index("ix_department_record_home", "county", "household_no", postgresql_where=text("state = 'unmatched'")),
        Index("ix_department_record_member", "county", "member_id", postgresql_where=text("member_id is not null")),
    )

    derived = "x.matched_by <> 'hand'"
    released = """
        household_id = null, member_id = null, matched_by = null, state = 'unmatched', why = 'not_looked',
        region_code = left(x.region_code, 6)
    """

    batch_id: Mapped[UUID]
    """That last brought or changed it."""
    department: Mapped[str]
    """Code list `department`."""
    kind: Mapped[str]
    """Code list `push_kind`."""
    source_no: Mapped[str | None]
    """The department's own number of it."""
    own_key: Mapped[str]
    id_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Blind index of the ID number, as in `member`; the number itself is not kept."""
    id_masked: Mapped[str | None]
    id_fault: Mapped[str | None]
    """Why the ID number as sent cannot be one."""
    person_name: Mapped[str | None]
    household_no: Mapped[str | None]
    happened_on: Mapped[date]
    ends_on: Mapped[date | None]
    amount: Mapped[Decimal | None]
    """Yuan; for medical kinds what the patient paid himself."""
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """Shape: `schemas.Details`, the fields of its kind."""
    state: Mapped[RecordState]
    why: Mapped[str | None]
    """Why nobody was found: a key of `matching.WHY`."""
    matched_by: Mapped[str | None]
    """id, household_no or hand."""
    member_id: Mapped[UUID | None]
    household_id: Mapped[UUID | None]
    settled_by_name: Mapped[str | None]
    settled_on: Mapped[date | None]
    settle_note: Mapped[str | None]
