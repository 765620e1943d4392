from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.models import Base, RegionCode
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
