from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.models import Base, Record, RegionCode
from yihu.regions.names import Level


class Region(Base):
    __tablename__ = "region"

    code: Mapped[str] = mapped_column(RegionCode, primary_key=True)
    name: Mapped[str]
    """Formal name: 贾村观村民委员会."""
    short_name: Mapped[str]
    """Name as people say it: 贾村观村."""
    level: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(RegionCode, ForeignKey("region.code"))
    valid_from: Mapped[date | None]
    """First day; null when the region is older than the lists at hand."""
    valid_to: Mapped[date | None]
    """First day it no longer exists; null while it does."""
    successor_code: Mapped[str | None] = mapped_column(RegionCode, ForeignKey("region.code"))
    """Where an ended region's households belong now; null until someone who knows fills it in."""

    __table_args__ = (
        CheckConstraint("length(code) IN (2, 4, 6, 9, 12, 15)", name="code_length"),
        CheckConstraint(f"level IN ({', '.join(repr(level.value) for level in Level)})", name="level"),
        CheckConstraint("parent_code IS NULL OR starts_with(code, parent_code)", name="inside_parent"),
        CheckConstraint("valid_from < valid_to", name="period"),
        CheckConstraint("successor_code <> code", name="other_successor"),
        Index(None, "parent_code"),
        Index(None, "short_name"),
    )


class RegionAlias(Base):
    """Another name under which a region is met in other people's lists: an old name, a local spelling."""

    __tablename__ = "region_alias"

    region_code: Mapped[str] = mapped_column(RegionCode, ForeignKey(Region.code), primary_key=True)
    alias: Mapped[str] = mapped_column(primary_key=True)


class Zone(Record):
    """片区: villages of a county that are worked on together and that every list and report can be narrowed to (R193)."""

    __tablename__ = "zone"
    __table_args__ = (
        CheckConstraint("length(region_code) = 6", "of_a_county"),
        CheckConstraint("valid_to >= valid_from", "period"),
        UniqueConstraint("id", "kind"),
        Index("uq_zone_name", "region_code", "kind", "name", unique=True, postgresql_where=text("valid_to is null")),
    )

    region_code: Mapped[str] = mapped_column(RegionCode, ForeignKey(Region.code))
    """The county."""
    kind: Mapped[str]
    """Code list `zone_kind`."""
    name: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """First day it no longer holds; null while it does."""
    version: Mapped[int] = mapped_column(server_default=text("1"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once


class ZoneVillage(Record):
    """A village's time in a zone: of each kind it is in one at a time."""

    __tablename__ = "zone_village"
    __table_args__ = (
        ForeignKeyConstraint(["zone_id", "kind"], [Zone.id, Zone.kind]),
        CheckConstraint("length(region_code) = 12", "of_a_village"),
        CheckConstraint("valid_to >= valid_from", "period"),
        ExcludeConstraint(
            ("region_code", "="),
            ("kind", "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_zone_village_one_at_a_time",
            using="gist",
        ),
        Index(None, "zone_id"),
    )

    zone_id: Mapped[UUID]
    kind: Mapped[str]
    region_code: Mapped[str] = mapped_column(RegionCode, ForeignKey(Region.code))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
