from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.models import Base, RegionCode, Versioned


class ImportBatch(Versioned):
    """One uploaded list on its way in; `states.py` says which way."""

    __tablename__ = "import_batch"
    __table_args__ = (
        Index(None, "county", text("created_at desc"), text("id desc")),
        Index("ix_import_batch_by_way", "county", "direct", text("created_at desc"), text("id desc")),
    )

    profile: Mapped[str]
    direct: Mapped[bool] = mapped_column(server_default=text("false"))
    """A few rows that a system sent at once, without a file."""
    file_name: Mapped[str]
    file_size: Mapped[int | None] = mapped_column(BigInteger)
    file_sha256: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="open")
    job_id: Mapped[UUID | None]
    """The latest work at it, which tells how far it is and what went wrong."""
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    suspicious: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Reasons to stop before applying, and which of the limits have no value."""
    columns: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """What its headings were assigned to by hand or by a kept mapping: heading -> field, null for one that is left out."""
    mapping: Mapped[str | None]
    """Name of the kept mapping it came with."""
    ignored_columns: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Headings that were not read; of a list without a header that we know, what stands there."""
    created_by: Mapped[UUID]
    created_by_name: Mapped[str]


class ImportMapping(Versioned):
    """How a source of lists heads its columns, kept for the next one of the same kind."""

    __tablename__ = "import_mapping"
    __table_args__ = (
        UniqueConstraint("county", "region_code", "profile", "name"),
        CheckConstraint("jsonb_typeof(columns) = 'object'", "columns_by_heading"),
    )

    profile: Mapped[str]
    name: Mapped[str]
    """Of the source: 农商行贷款系统."""
    columns: Mapped[dict[str, Any]] = mapped_column(JSONB)
    changed_by_name: Mapped[str]


class ImportRow(Base):
    """One row of the list, or several that only make sense together: as read, what it would change, what is wrong with it.

    Neither this nor `ImportChange` has a foreign key to the list: only the list's own jobs write them, in transactions that
    end by writing the list too, no list is ever deleted, and checking it row by row costs a third of the insert.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        # For the few that somebody has to look at; the others are found in the order of the list.
        Index(
            None, "county", "import_id", "action", "row_no", postgresql_where=text("action in ('changed', 'rejected')")
        ),
    )

    county: Mapped[str] = mapped_column(RegionCode, primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    rows: Mapped[int] = mapped_column(Integer, server_default="1")
    """How many rows it speaks for: all of a new household stand at its head's."""
    region_code: Mapped[str] = mapped_column(RegionCode)
    label: Mapped[str | None]
    action: Mapped[str]
    """new, changed, unchanged or rejected."""
    target_id: Mapped[UUID | None]
    """The household on file."""
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The cells that tell whose row it is, masked."""
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))


class ImportChange(Base):
    """A stored row that an import made or changed, with its image of before: what reversing needs."""

    __tablename__ = "import_change"

    county: Mapped[str] = mapped_column(RegionCode, primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(RegionCode)
    version_after: Mapped[int]
    """A row with another version has been changed since."""
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Null for a row the import made; sealed values stay sealed."""


CHANGE_COLUMNS = "county, import_id, region_code, table_name, row_id, version_after, before"
