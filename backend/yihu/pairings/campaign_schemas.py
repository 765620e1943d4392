from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from yihu.kernel.schemas import Input, Schema
from yihu.pairings.models import CampaignKind

Place = Annotated[str, Field(pattern=r"^\d{6}(\d{3}){0,2}$")]
Name = Annotated[str, Field(min_length=2, max_length=80)]
Code = Annotated[str, Field(max_length=40)]
Number = Annotated[int, Field(ge=0, le=1_000_000)]
Lines = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=20)]
Codes = Annotated[list[Code], Field(max_length=20)]


class TargetKind(StrEnum):
    HOUSEHOLD = "household"
    NEEDY_PARTY_MEMBER = "needy_party_member"
    OLD_PARTY_MEMBER = "old_party_member"


class CampaignRead(Schema):
    """`declared_*` are the numbers of its plan, `participants` and `targets` what is on file."""

    id: UUID
    kind: CampaignKind
    name: str
    pairing_kind: str | None
    unit_id: UUID | None
    unit_name: str | None
    region_code: str
    region_name: str | None
    starts_on: date
    ends_on: date
    running: bool
    activities: list[str]
    household_classes: list[str]
    statuses: list[str]
    declared_helpers: int | None
    declared_households: int | None
    participants: int
    targets: int
    source: str | None
    version: int


class CampaignCreate(Input):
    """Without `region_code` it is of the caller's whole area."""

    kind: CampaignKind
    name: Name
    pairing_kind: Code | None = None
    unit_id: UUID | None = None
    region_code: Place | None = None
    starts_on: date
    ends_on: date
    activities: Lines = Field(default_factory=list)
    household_classes: Codes = Field(default_factory=list)
    statuses: Codes = Field(default_factory=list)
    declared_helpers: Number | None = None
    declared_households: Number | None = None
    source: Annotated[str | None, Field(max_length=200)] = None


class CampaignUpdate(Input):
    name: Name | None = None
    pairing_kind: Code | None = None
    unit_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    activities: Lines | None = None
    household_classes: Codes | None = None
    statuses: Codes | None = None
    declared_helpers: Number | None = None
    declared_households: Number | None = None
    source: Annotated[str | None, Field(max_length=200)] = None

    @model_validator(mode="after")
    def _not_emptied(self) -> "CampaignUpdate":
        for name in ("name", "starts_on", "ends_on", "activities", "household_classes", "statuses"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} 不能为空")
        return self


class ParticipantRead(Schema):
    """`pairing_count`: current pairings of the campaign's kind."""

    helper_id: UUID
    helper_name: str
    unit_name: str | None
    position: str | None
    level: str
    phone: str | None
    roster_no: str | None
    region_code: str
    region_name: str | None
    on_duty: bool
    pairing_count: int


class ParticipantsAdd(Input):
    """Either the helpers named, or everybody on duty of a kind (the campaign's by default) in an area."""

    helper_ids: Annotated[list[UUID] | None, Field(min_length=1, max_length=5000)] = None
    kind: Code | None = None
    region_code: Place | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "ParticipantsAdd":
        if self.helper_ids is not None and (self.kind or self.region_code):
            raise ValueError("请只给名单，或只给类别和区域")
        return self


class TargetRead(Schema):
    id: UUID
    household_id: UUID | None
    household_no: str | None
    head_name: str | None
    name: str | None
    kind: TargetKind
    helper_id: UUID | None
    helper_name: str | None
    region_code: str
    region_name: str | None


class TargetItem(Input):
    """A household on file, or a person by name."""

    household_id: UUID | None = None
    name: Annotated[str | None, Field(min_length=1, max_length=40)] = None
    kind: TargetKind = TargetKind.HOUSEHOLD
    helper_id: UUID | None = None
    region_code: Place | None = None
    """Where a person without a household lives."""

    @model_validator(mode="after")
    def _somebody(self) -> "TargetItem":
        if self.household_id is None and self.name is None:
            raise ValueError("请填写户或姓名")
        return self


class TargetsAdd(Input):
    items: Annotated[list[TargetItem], Field(min_length=1, max_length=1000)]
