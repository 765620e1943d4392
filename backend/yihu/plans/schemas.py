from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator

from yihu.kernel.money import Yuan
from yihu.kernel.schemas import Input, Schema
from yihu.plans.models import MeasureState, PlanKind, PlanState

Code = Annotated[str, Field(min_length=1, max_length=40)]
Word = Annotated[str, Field(min_length=1, max_length=40)]
Note = Annotated[str, Field(min_length=2, max_length=500)]
Words = Annotated[str, Field(max_length=2000)]
Year = Annotated[int, Field(ge=2013, le=2100)]
Amount = Annotated[Yuan, Field(ge=0)]
Percent = Annotated[int, Field(ge=0, le=100)]


class Gap(Schema):
    """Something a plan lacks. `code` is stable; `message` says it in words."""

    code: str
    message: str
    measure_id: UUID | None
    member_id: UUID | None
    cause: str | None


class PlanRow(Schema):
    """A line of the list of plans."""

    id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    household_class: str
    status: str | None
    region_code: str
    region_name: str | None
    year: int
    edition: int
    kind: PlanKind
    state: PlanState
    why: str | None
    completeness: int
    gap_count: int
    measure_count: int
    done_count: int
    income_target: str | None
    consent_on: date | None
    consent_stale: bool
    author_name: str
    submitted_at: datetime | None
    reviewed_by_name: str | None
    reviewed_at: datetime | None
    satisfaction: int | None
    updated_at: datetime
    version: int


class MeasureRead(Schema):
    id: UUID
    root_id: UUID
    sort: int
    member_id: UUID | None
    member_name: str | None
    category: str
    batch: str | None
    text: str
    cause: str | None
    assurance: str | None
    quantity: str | None
    unit: str | None
    starts_on: date | None
    due_on: date | None
    owner_id: UUID | None
    helper_id: UUID | None
    owner_name: str | None
    executor: str | None
    fund_source: str | None
    amount: str | None
    project_id: UUID | None
    project_name: str | None
    policy_id: UUID | None
    policy_name: str | None
    loan_id: UUID | None
    template_id: UUID | None
    suggestion: str | None
    review_note: str | None
    state: MeasureState
    progress: int
    spent: str | None
    result: str | None
    done_on: date | None
    version: int


class Edition(Schema):
    """Another edition of the plan, or the plan of another year."""

    id: UUID
    year: int
    edition: int
    kind: PlanKind
    state: PlanState
    reviewed_at: datetime | None


class PlanRead(PlanRow):
    """A whole plan with its measures. `income_now` is the household's latest net income per person."""

    previous_id: UUID | None
    main_cause: str | None
    causes: list[str]
    income_base: str | None
    income_base_year: int | None
    income_now: str | None
    income_now_year: int | None
    assurances: dict[str, str]
    wish: str | None
    consent_kind: str | None
    consent_name: str | None
    consent_witness: str | None
    consent_attachment_id: UUID | None
    author_id: UUID | None
    submitted_by: UUID | None
    review_note: str | None
    gaps: list[Gap]
    income_result: str | None
    outcome: str | None
    satisfaction_on: date | None
    measures: list[MeasureRead]
    editions: list[Edition]


class PlanCreate(Input):
    """Start a plan; without `year` this year's. What is known of the household is filled in.

    `from_previous`: take last year's unfinished measures over.
    """

    id: UUID | None = None
    household_id: UUID
    year: Year | None = None
    from_previous: bool = False


class PlanUpdate(Input):
    """Fields that are given are changed."""

    kind: PlanKind | None = None
    income_target: Amount | None = None
    causes: Annotated[list[Code], Field(max_length=6)] | None = None
    assurances: dict[Code, str] | None = None
    wish: Words | None = None


class MeasureFields(Input):
    member_id: UUID | None = None
    category: Code | None = None
    batch: Code | None = None
    text: Annotated[str, Field(min_length=2, max_length=500)] | None = None
    cause: Code | None = None
    assurance: Code | None = None
    quantity: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)] | None = None
    unit: Annotated[str, Field(max_length=20)] | None = None
    starts_on: date | None = None
    due_on: date | None = None
    owner_id: UUID | None = None
    helper_id: UUID | None = None
    owner_name: Word | None = None
    executor: Code | None = None
    fund_source: Code | None = None
    amount: Amount | None = None
    project_id: UUID | None = None
    policy_id: UUID | None = None
    loan_id: UUID | None = None
    template_id: UUID | None = None
    suggestion: Annotated[str, Field(max_length=120)] | None = None
    sort: Annotated[int, Field(ge=0, le=1000)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "MeasureFields":
        if self.starts_on and self.due_on and self.due_on < self.starts_on:
            raise ValueError("完成时间不能早于开始时间")
        return self


class MeasureCreate(MeasureFields):
    id: UUID | None = None
    category: Code
    text: Annotated[str, Field(min_length=2, max_length=500)]


class ConsentKind(StrEnum):
    SIGNATURE = "signature"
    WITNESS = "witness"


class Confirm(Input):
    """The household agrees: a signature (its picture uploaded apart), or a witness who was there."""

    consent_on: date
    consent_kind: ConsentKind
    consent_name: Word
    consent_witness: Word | None = None
    consent_attachment_id: UUID | None = None

    @model_validator(mode="after")
    def _proven(self) -> "Confirm":
        if self.consent_kind is ConsentKind.WITNESS and not self.consent_witness:
            raise ValueError("请填写见证人")
        if self.consent_kind is ConsentKind.SIGNATURE and not self.consent_attachment_id:
            raise ValueError("请让农户签名")
        return self


class Suggestion(Schema):
    """A measure the system proposes, and why. `key` names it when it is taken or declined."""

    key: str
    reason: str
    category: str
    batch: str | None
    text: str
    member_id: UUID | None
    member_name: str | None
    cause: str | None
    assurance: str | None
    unit: str | None
    fund_source: str | None
    policy_id: UUID | None
    loan_id: UUID | None
    template_id: UUID | None


class Decline(Input):
    key: Annotated[str, Field(min_length=3, max_length=120)]
    reason: Annotated[str, Field(min_length=2, max_length=200)]


class FactPair(Schema):
    """A fact of two households that differs although their plans say the same."""

    fact: str
    label: str
    mine: str
    theirs: str


class AlikePlan(Schema):
    """A plan that says nearly the same. Outside the caller's area only its words are told, not whose it is."""

    plan_id: UUID | None
    household_id: UUID | None
    head_name: str | None
    region_name: str | None
    likeness: int
    differs: list[FactPair]
    texts: list[str]
    alike: list[bool]
    """Of each text: whether the plan asked about says it too."""
    mine_alike: list[bool]
    """The same of the measures of the plan asked about, in their order."""


class MeasureReason(Input):
    measure_id: UUID
    note: Note


class ReturnForm(Input):
    note: Note
    measures: Annotated[list[MeasureReason], Field(max_length=60, default_factory=list)]


class ApproveForm(Input):
    note: Note | None = None


class Adjust(Input):
    id: UUID | None = None
    why: Code = "adjusted"
    """Code list `plan_reason`."""


class CloseForm(Input):
    """The year is over: what came of it, and what the household says."""

    income_result: Amount
    outcome: Note
    satisfaction: Annotated[int, Field(ge=1, le=5)]
    satisfaction_on: date


class ProgressForm(Input):
    """How far a measure has come. `done` needs a result."""

    state: MeasureState
    progress: Percent
    told_on: date
    spent: Amount | None = None
    note: Annotated[str, Field(max_length=500)] | None = None
    attachment_ids: Annotated[list[UUID], Field(max_length=6, default_factory=list)]

    @model_validator(mode="after")
    def _consistent(self) -> "ProgressForm":
        if self.state is MeasureState.DONE and (self.progress != 100 or not self.note):
            raise ValueError("已完成的措施请写明结果，进度为 100")
        if self.state is not MeasureState.DONE and self.progress == 100:
            raise ValueError("进度为 100 的措施请登记为已完成")
        return self


class ProgressRead(Schema):
    id: UUID
    told_on: date
    state: MeasureState
    progress: int
    spent: str | None
    note: str | None
    attachment_ids: list[UUID]
    told_by_name: str
    created_at: datetime


class MeasureRow(MeasureRead):
    """A line of the list of measures, over all plans."""

    plan_id: UUID
    plan_state: PlanState
    year: int
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    days_to_due: int | None


class FieldChange(Schema):
    field: str
    label: str
    before: Any
    after: Any


class MeasureChange(Schema):
    """A measure in two editions; `before` is null when new, `after` when dropped."""

    root_id: UUID
    before: MeasureRead | None
    after: MeasureRead | None
    changes: list[FieldChange]


class Differences(Schema):
    """What changed from edition `before` to `after`; unchanged measures are left out."""

    before: Edition
    after: Edition
    changes: list[FieldChange]
    measures: list[MeasureChange]
