from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from yihu.kernel.money import Yuan
from yihu.kernel.schemas import Input, Schema
from yihu.villages.asset_models import Stage
from yihu.villages.schemas import Code, Line

Words = Annotated[str, Field(max_length=1000)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)]


class AssetRead(Schema):
    """`came_from_name`: what was turned into it; `became_id`, `became_name`: what it was turned into itself."""

    id: UUID
    region_code: str
    region_name: str | None
    stage: Stage
    kind: str
    name: str
    quantity: str | None
    unit: str | None
    value: str | None
    valued_on: date | None
    operator: str | None
    purpose: str | None
    yearly_income: str | None
    shares: str | None
    source: str
    started_on: date
    ended_on: date | None
    came_from_id: UUID | None
    came_from_name: str | None
    became_id: UUID | None
    became_name: str | None
    version: int


class _Fields(Input):
    kind: Code | None = None
    name: Line | None = None
    quantity: Amount | None = None
    unit: Annotated[str, Field(max_length=20)] | None = None
    value: Yuan | None = None
    valued_on: date | None = None
    operator: Line | None = None
    purpose: Words | None = None
    yearly_income: Yuan | None = None
    shares: Words | None = None
    source: Line | None = None


class AssetUpdate(_Fields):
    ended_on: date | None = None


class AssetCreate(_Fields):
    region_code: Annotated[str, Field(pattern=r"^\d{12}$", description="村")]
    stage: Stage
    kind: Code
    name: Line
    source: Line
    started_on: date
    came_from_id: Annotated[UUID | None, Field(description="由哪一项资源或资产转来")] = None

    @model_validator(mode="after")
    def _in_pairs(self) -> "AssetCreate":
        if (self.quantity is None) != (self.unit is None):
            raise ValueError("数量和单位要一起填")
        if (self.value is None) != (self.valued_on is None):
            raise ValueError("评估价值和评估日期要一起填")
        return self
