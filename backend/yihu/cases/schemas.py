"""What is answered."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from yihu.cases.models import CaseState
from yihu.cases.procedures import Act, Procedure
from yihu.kernel.schemas import Schema


class CaseRow(Schema):
    id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    procedure: Procedure
    channel: str
    monitor_class: str | None
    risks: list[str]
    opened_on: date
    place: int
    step: str | None
    due_on: date | None
    late: bool
    decision: str | None
    decided_on: date | None
    removed_on: date | None
    state: CaseState
    closed_on: date | None
    closed_why: str | None
    updated_at: datetime
    version: int


class StepRead(Schema):
    id: UUID
    place: int
    step: str
    needed: bool
    done_on: date
    actor_name: str
    note: str | None
    attachment_ids: list[UUID]
    entitled: int | None
    present: int | None
    agree: int | None
    against: int | None
    abstain: int | None
    details: dict[str, Any]
    superseded_why: str | None


class PlannedStep(Schema):
    """A step of the procedure: `state` is done, next or later."""

    code: str
    title: str
    act: Act
    side: str
    state: str


class NextStep(Schema):
    """`why_not`: why the caller cannot take it now; null when he can. `unset`: parameters by name that the county has not set, so that it has no term."""

    step: str
    title: str
    act: Act
    due_on: date | None
    late: bool
    unset: list[str]
    why_not: str | None


class CaseRead(Schema):
    """A case with what was done, what comes, and what the caller may do about it."""

    id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    household_class: str
    household_status: str | None
    procedure: Procedure
    channel: str
    defect: str | None
    monitor_class: str | None
    risks: list[str]
    clue: str
    opened_on: date
    opened_by_name: str
    place: int
    kin: bool | None
    proposal: str | None
    decision: str | None
    decided_on: date | None
    removed_on: date | None
    state: CaseState
    closed_on: date | None
    closed_why: str | None
    notice_id: UUID | None
    steps: list[StepRead]
    planned: list[PlannedStep]
    next: NextStep | None
    may_return_to: list[str]
    may_end: bool
    version: int


class CaseCount(Schema):
    region_code: str
    region_name: str | None
    procedure: Procedure
    step: str
    open: int
    late: int
