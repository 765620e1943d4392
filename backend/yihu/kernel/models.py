"""The base of every table.

Two kinds of tables exist. A *reference* table (regions, users, code lists) has a plain key. A *county* table has the key
`(county, id)` and carries the `region_code` of the place it belongs to: the county is what a province would distribute
by, the region code is what row-level security compares.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    ColumnElement,
    Enum,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Numeric,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Ranges of region codes are compared byte by byte, whatever collation the database was made with.
RegionCode = Text(collation="C")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        Decimal: Numeric(14, 2),
        datetime: TIMESTAMP(timezone=True),
        list[str]: ARRAY(Text),
        list[UUID]: ARRAY(Uuid),
        list[int]: ARRAY(BigInteger),
        list[dict[str, Any]]: JSONB,
        dict[str, Any]: JSONB,
        # Text with a check: adding a value is one ALTER, and every tool reads it.
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


class Stamped(Base):
    """Rows that know when they were made and last changed."""

    __abstract__ = True

    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now(), sort_order=91)


class Record(Stamped):
    """A row of a reference table."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("uuidv7()"), sort_order=-10)


class CountyRecord(Stamped):
    """A row that belongs to one county and one place in it."""

    __abstract__ = True
    derived: ClassVar[str | None] = None
    """Condition on a row `x`: a rule or a job made it out of the record it points at, nobody has worked on it: it goes along."""
    subject: ClassVar[str | None] = None
    """What facts call it, where its changes are told to other systems: every write of it leaves a fact."""
    released: ClassVar[str | None] = None
    """Where such a row stays when that record goes: what it is set to."""

    county: Mapped[str] = mapped_column(RegionCode, primary_key=True, sort_order=-12)
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("uuidv7()"), sort_order=-11)
    region_code: Mapped[str] = mapped_column(RegionCode, sort_order=-10)


class Versioned(CountyRecord):
    """A county row that people edit: its version is the ETag."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(server_default=text("1"), sort_order=92)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__dict__.get("version") or cls.version}


def belongs_to(target: type[CountyRecord], column: str) -> tuple[ForeignKeyConstraint, Index]:
    """Tie `column` to a row of the same county, with the index that finds it from the other side.

    Where another index begins with the column anyway, the tie alone is enough: `belongs_to(...)[0]`.
    """
    key = ForeignKeyConstraint(["county", column], [target.county, target.id])
    return key, Index(None, "county", column)


def valid_on(row: Any, day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Rows with `valid_from` and `valid_to` (exclusive, null = open) that hold on a day."""
    holds: ColumnElement[bool] = (row.valid_from <= day) & ((row.valid_to.is_(None)) | (row.valid_to > day))
    return holds
