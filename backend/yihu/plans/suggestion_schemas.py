from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AliasChoices, Field

from yihu.kernel.schemas import Input, Schema

Code = Annotated[str, Field(min_length=1, max_length=40)]
Codes = Annotated[list[Code], Field(max_length=20, default_factory=list)]
Line = Annotated[str, Field(min_length=2, max_length=200)]


class TemplateRead(Schema):
    id: UUID
    region_code: str
    name: str
    text: str
    category: str
    batch: str | None
    for_member: bool
    causes: list[str]
    assurances: list[str]
    household_classes: list[str]
    household_types: list[str]
    labours: list[str]
    unit: str | None
    fund_source: str | None
    valid_from: date
    valid_to: date | None
    source: str
    version: int


class TemplateCreate(Input):
    """A measure of the catalogue. `region_code`: where it holds, by default the caller's area."""

    region_code: Annotated[str | None, Field(pattern=r"^\d{6}(\d{3})?$")] = None
    name: Line
    text: Annotated[str, Field(min_length=4, max_length=500)]
    category: Code
    batch: Code | None = None
    for_member: bool = False
    causes: Codes
    assurances: Codes
    household_classes: Codes
    household_types: Codes
    labours: Codes
    unit: Annotated[str | None, Field(max_length=20)] = None
    fund_source: Code | None = None
    valid_from: date
    source: Line


class Ending(Input):
    """`valid_to`: the first day on which an entry holds no longer."""

    valid_to: date


class VagueWordRead(Schema):
    """A word that promises nothing, and while it counts as such."""

    id: UUID
    name: str = Field(validation_alias=AliasChoices("name", "word"))
    valid_from: date
    valid_to: date | None
    source: str
    version: int


class VagueWordCreate(Input):
    name: Annotated[str, Field(min_length=2, max_length=20)]
    valid_from: date
    source: Line


class RiskSignalRead(Schema):
    """`answered_on`: when a plan edition made after it came into force; null while the household waits."""

    id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    kind: str
    happened_on: date
    note: str
    source: str
    finding_id: UUID | None
    answered_on: date | None
    dismissed_on: date | None
    dismissed_why: str | None
    version: int


class RiskSignalCreate(Input):
    id: UUID | None = None
    household_id: UUID
    kind: Code
    happened_on: date
    note: Annotated[str, Field(min_length=2, max_length=500)]
    source: Line
    finding_id: UUID | None = None


class DismissForm(Input):
    reason: Annotated[str, Field(min_length=4, max_length=200)]
