from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Integer, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.models import Base, RegionCode, Versioned


class ImportBatch(Versioned):
    """One uploaded list on its way in: open, uploaded, validating, ready, running, succeeded ..."""

    __tablename__ = "import_batch"
    __table_args__ = (Index(None, "county", text("created_at desc"), text("id desc")),)

    profile: Mapped[str]
    file_name: Mapped[str]
    file_size: Mapped[int | None] = mapped_column(BigInteger)
    file_sha256: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="open")
    phase: Mapped[str | None]
    done: Mapped[int] = mapped_column(server_default=text("0"))
    total: Mapped[int] = mapped_column(server_default=text("0"))
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    suspicious: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    problem: Mapped[str | None]
    created_by: Mapped[UUID]
    created_by_name: Mapped[str]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ImportRow(Base):
    """One row of the list: as read, what it would change, what is wrong with it."""

    __tablename__ = "import_row"
    __table_args__ = (
        ForeignKeyConstraint(["county", "import_id"], [ImportBatch.county, ImportBatch.id]),
        Index(None, "county", "import_id", "action", "row_no"),
    )

    county: Mapped[str] = mapped_column(RegionCode, primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    region_code: Mapped[str] = mapped_column(RegionCode)
    label: Mapped[str | None]
    action: Mapped[str]
    """new, changed, unchanged or rejected."""
    target_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
