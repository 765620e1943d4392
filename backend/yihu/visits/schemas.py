from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from yihu.files.schemas import AttachmentNamed
from yihu.households.briefs import FindingBrief
from yihu.kernel.schemas import Input, Schema
from yihu.visits.models import Contact, FindingState

Code = Annotated[str, Field(max_length=40)]
Codes = Annotated[list[Code], Field(max_length=20)]
Name = Annotated[str, Field(min_length=1, max_length=40)]
Names = Annotated[list[Name], Field(max_length=20)]
Words = Annotated[str, Field(max_length=2000)]
Line = Annotated[str, Field(max_length=200)]
Village = Annotated[str, Field(pattern=r"^\d{12}(\d{3})?$")]
Reason = Annotated[str, Field(min_length=4, max_length=200)]
Reached = Annotated[int | None, Field(ge=1, le=10_000, description="到村宣讲时覆盖的户数")]
Photos = Annotated[list[UUID], Field(max_length=9)]


class PassOn(StrEnum):
    """Where a finding goes on: proposed as a measure of the household's plan, or a clue for monitoring."""

    MEASURE = "measure"
    CLUE = "clue"


class VisitRead(Schema):
    """A visit. Without `household_*` it was made to the village. `recorded_by_name`: who entered it for the visitor."""

    id: UUID
    household_id: UUID | None
    household_no: str | None
    head_name: str | None
    region_code: str
    region_name: str | None
    visited_on: date
    contact: Contact
    purposes: list[str]
    visitor_id: UUID | None
    visitor_name: str
    visitor_level: str
    helper_id: UUID | None
    participants: list[str]
    person_met: str | None
    causes_seen: list[str]
    supports: list[str]
    topics: list[str]
    situation: str | None
    needs: str | None
    suggestions: str | None
    materials: str | None
    copies: int | None
    households_reached: int | None
    next_on: date | None
    campaign_id: UUID | None
    campaign_name: str | None
    attachments: list[AttachmentNamed]
    findings: list[FindingBrief]
    made_at: datetime | None
    created_at: datetime
    clock_doubtful: bool
    voided_on: date | None
    voided_why: str | None
    recorded_by_name: str | None
    version: int


class FindingCreate(Input):
    """Without an owner it is the visitor's; without a day it is due when the parameter says, a mere remark never."""

    id: UUID | None = None
    category: Code
    severity: Code
    text: Annotated[str, Field(min_length=2, max_length=1000)]
    owner_id: UUID | None = None
    due_on: date | None = None


class VisitCreate(Input):
    """One visit, to a household or (contact `village`) to a village. `id` and `made_at` come from the phone.

    `helper_id` says whose visit it was when somebody else enters it; photos may arrive later.
    """

    id: UUID | None = None
    household_id: UUID | None = None
    region_code: Village | None = None
    visited_on: date
    contact: Contact
    purposes: Annotated[Codes, Field(min_length=1)]
    helper_id: UUID | None = None
    participants: Names = Field(default_factory=list)
    person_met: Name | None = None
    causes_seen: Codes = Field(default_factory=list)
    supports: Codes = Field(default_factory=list)
    topics: Codes = Field(default_factory=list)
    situation: Words | None = None
    needs: Words | None = None
    suggestions: Words | None = None
    materials: Line | None = None
    copies: Annotated[int | None, Field(ge=1, le=100_000)] = None
    households_reached: Reached = None
    next_on: date | None = None
    campaign_id: UUID | None = None
    attachment_ids: Photos = Field(default_factory=list)
    made_at: AwareDatetime | None = None
    findings: Annotated[list[FindingCreate], Field(max_length=10)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _whom(self) -> "VisitCreate":
        to_village = self.contact is Contact.VILLAGE
        if to_village and (self.household_id is not None or self.region_code is None):
            raise ValueError("走访村组请只填村组，不填农户")
        if not to_village and (self.household_id is None or self.region_code is not None):
            raise ValueError("走访农户请只填农户，不填村组")
        if self.households_reached is not None and not to_village:
            raise ValueError("覆盖户数只在到村走访时填写")
        return self


class VisitUpdate(Input):
    """A correction; what is not named stays. A visit to a household stays one."""

    visited_on: date | None = None
    contact: Contact | None = None
    purposes: Annotated[Codes, Field(min_length=1)] | None = None
    participants: Names | None = None
    person_met: Name | None = None
    causes_seen: Codes | None = None
    supports: Codes | None = None
    topics: Codes | None = None
    situation: Words | None = None
    needs: Words | None = None
    suggestions: Words | None = None
    materials: Line | None = None
    copies: Annotated[int | None, Field(ge=1, le=100_000)] = None
    households_reached: Reached = None
    next_on: date | None = None
    campaign_id: UUID | None = None
    attachment_ids: Photos | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> "VisitUpdate":
        for name in NEVER_NULL & self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"{name} 不能为空")
        return self


NEVER_NULL = {
    "visited_on", "contact", "purposes", "participants", "causes_seen", "supports", "topics", "attachment_ids",
}  # fmt: skip


class VisitVoid(Input):
    reason: Reason


class FindingRead(Schema):
    """A finding with the visit and household behind it. `overdue`: open past its day."""

    id: UUID
    visit_id: UUID
    visitor_name: str
    household_id: UUID | None
    household_no: str | None
    head_name: str | None
    region_code: str
    region_name: str | None
    category: str
    severity: str
    text: str
    owner_id: UUID | None
    owner_name: str
    found_on: date
    due_on: date | None
    overdue: bool
    state: FindingState
    action: str | None
    acted_on: date | None
    acted_by_name: str | None
    passed_on_as: PassOn | None
    closed_on: date | None
    closed_by_name: str | None
    version: int


class FindingUpdate(Input):
    owner_id: UUID | None = None
    due_on: date | None = None
    severity: Code | None = None
    category: Code | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> "FindingUpdate":
        for name in {"owner_id", "severity", "category"} & self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"{name} 不能为空")
        return self


class FindingAct(Input):
    """What was done, and whether it goes on into the household's plan or to monitoring."""

    action: Annotated[str, Field(min_length=2, max_length=1000)]
    acted_on: date
    pass_on_as: PassOn | None = None


class FindingReopen(Input):
    reason: Reason
