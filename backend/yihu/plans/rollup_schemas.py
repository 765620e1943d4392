from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from yihu.kernel.schemas import Input, Schema
from yihu.plans.models import PlanState


class VillageRollUp(Schema):
    """One village of one year. Each figure is a count of rows that a list shows by name.

    `members_with_measure`: who has a measure of his own, or cannot work and lives in a household with one.
    """

    region_code: str
    region_name: str | None
    households: int
    planned: int
    submitted: int
    in_work: int
    without: int
    members: int
    members_with_measure: int
    measures: int
    measures_done: int
    measures_late: int
    asked: int
    satisfied: int
    with_result: int
    target_reached: int


class BatchCount(Schema):
    """`target` is null while the county has set none."""

    code: str
    label: str
    persons: int
    measures: int
    target: int | None


class ExecutorCount(Schema):
    code: str
    label: str
    measures: int
    done: int


class RollUp(Schema):
    year: int
    villages: list[VillageRollUp]
    batches: list[BatchCount]
    batch_persons: int
    """Of all batches, each person once."""
    executors: list[ExecutorCount]


class Unplanned(Schema):
    household_id: UUID
    household_no: str
    head_name: str
    household_class: str
    status: str | None
    main_cause: str | None
    region_code: str
    region_name: str | None
    work_state: PlanState | None


class FieldCell(Schema):
    """`measures` of the plan in force; `reason`: why none is needed. Neither: still open."""

    field: Literal["industry", "work", "education", "dibao", "insurance"]
    measures: int
    reason: str | None


class FiveFieldRow(Schema):
    """A verge household and its five fields of support, in their order."""

    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    main_cause: str | None
    fields: list[FieldCell]


class PlanMember(Schema):
    member_id: UUID
    name: str
    labour: str | None
    work_status: str | None
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None


class ProjectUse(Schema):
    """A project and what household measures draw on it; `planned`: yuan of these measures."""

    id: UUID
    region_code: str
    region_name: str | None
    name: str
    category: str
    amount: str | None
    due_on: date | None
    progress: int
    finished_on: date | None
    measures: int
    households: int
    planned: str


class SampleRead(Schema):
    id: UUID
    plan_id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    drawn_on: date
    checked_on: date | None
    checked_by_name: str | None
    passed: bool | None
    note: str | None
    version: int


class DrawForm(Input):
    """Draw plans in force by chance, none twice in a year."""

    year: Annotated[int, Field(ge=2013, le=2100)]
    region_code: Annotated[str | None, Field(pattern=r"^\d{6,15}$")] = None
    count: Annotated[int, Field(ge=1, le=500)]


class CheckForm(Input):
    passed: bool
    note: Annotated[str, Field(min_length=2, max_length=500)]
