from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.models import Versioned


class Stage(StrEnum):
    """资源变资产、资产变资本: in this order."""

    RESOURCE = "resource"
    ASSET = "asset"
    EQUITY = "equity"


class CollectiveAsset(Versioned):
    """What a village owns together, as a resource, an asset or equity (R194). `region_code` is the village.

    What is turned into the next stage ends on the day the new row starts; the new row says which it came from.
    """

    __tablename__ = "collective_asset"
    __table_args__ = (
        ForeignKeyConstraint(["county", "came_from_id"], ["collective_asset.county", "collective_asset.id"]),
        Index(None, "county", "came_from_id"),
        UniqueConstraint("county", "region_code", "stage", "name"),
        CheckConstraint("length(region_code) = 12", "of_a_village"),
        CheckConstraint("came_from_id is null or stage <> 'resource'", "resource_is_first"),
        CheckConstraint("quantity > 0 and value >= 0 and yearly_income >= 0", "figures_plausible"),
        CheckConstraint("(quantity is null) = (unit is null)", "quantity_with_unit"),
        CheckConstraint("(value is null) = (valued_on is null)", "value_with_day"),
        CheckConstraint("ended_on >= started_on", "period"),
    )

    stage: Mapped[Stage] = mapped_column()
    kind: Mapped[str]
    """Code list `collective_asset_kind`."""
    name: Mapped[str]
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    unit: Mapped[str | None]
    value: Mapped[Decimal | None]
    """As appraised, yuan."""
    valued_on: Mapped[date | None]
    operator: Mapped[str | None]
    purpose: Mapped[str | None]
    yearly_income: Mapped[Decimal | None]
    """Yuan."""
    shares: Mapped[str | None]
    """Who holds how much of an equity, in words."""
    source: Mapped[str]
    """The document it stands in."""
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    came_from_id: Mapped[UUID | None]
