"""What people send to the plans room."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from yihu.kernel.money import Yuan
from yihu.kernel.schemas import Input
from yihu.plans.models import MeasureState, PlanKind

UNFILLED = re.compile(r"[{}＿]")
"""What is left of a template's place for a quantity, or for something else."""


def _filled(words: str) -> str:
    if UNFILLED.search(words):
        raise ValueError("内容里还有空着没填的地方（{ } 或 ＿），请改成本户的实际情况")
    return words


Code = Annotated[str, Field(min_length=1, max_length=40)]
MeasureText = Annotated[str, Field(min_length=2, max_length=500), AfterValidator(_filled)]
Word = Annotated[str, Field(min_length=1, max_length=40)]
Note = Annotated[str, Field(min_length=2, max_length=500)]
Words = Annotated[str, Field(max_length=2000)]
Year = Annotated[int, Field(ge=2013, le=2100)]
Amount = Annotated[Yuan, Field(ge=0)]
Percent = Annotated[int, Field(ge=0, le=100)]


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
    text: MeasureText | None = None
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
    text: MeasureText


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


class Decline(Input):
    key: Annotated[str, Field(min_length=3, max_length=120)]
    reason: Annotated[str, Field(min_length=2, max_length=200)]


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
