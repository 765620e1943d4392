from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from yihu.kernel.schemas import Input, Schema

Note = Annotated[str, Field(min_length=2, max_length=1000)]
Paper = Annotated[str, Field(min_length=2, max_length=200)]


class Verdict(StrEnum):
    TRUE = "true"
    FALSE = "false"
    REFER = "refer"
    """需上报: not for the village to say."""


class VerifyForm(Input):
    """What somebody saw. Without `visit_id` the household's latest visit since the alert is taken."""

    verdict: Verdict
    reason: Annotated[str, Field(min_length=1, max_length=40)]
    verified_on: date
    note: Note | None = None
    visit_id: UUID | None = None
    attachment_ids: Annotated[list[UUID], Field(max_length=9)] = Field(default_factory=list)


class MeasureForm(Input):
    on_day: date
    note: Note
    document: Paper | None = None


class ResolveForm(Input):
    on_day: date
    note: Note
    document: Paper | None = None


class WhyForm(Input):
    note: Note


class AlertClose(Input):
    note: Note | None = None


class AlertsAssign(Input):
    """Several at once; without `assignee_id` the caller claims them."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    assignee_id: UUID | None = None


class AlertAssignedRow(Schema):
    """What came of one of several. `code`: null when it was done."""

    id: UUID
    code: str | None
    message: str | None


class AlertsAssigned(Schema):
    """In the order asked; `count`: done."""

    items: list[AlertAssignedRow]
    count: int
