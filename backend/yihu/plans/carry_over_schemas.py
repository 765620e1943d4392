from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from yihu.kernel.schemas import Input, Schema
from yihu.plans.carry_over_models import CarryOverOutcome, CarryOverState


class CarryOverForm(Input):
    """`year` of the new drafts; without `region_code` the caller's whole area."""

    year: Annotated[int, Field(ge=2014, le=2100)]
    region_code: Annotated[str | None, Field(pattern=r"^\d{6,12}$")] = None


class OutcomeCount(Schema):
    """Households with one outcome, and their measures of last year."""

    outcome: CarryOverOutcome
    households: int
    measures: int
    undated: int
    finished: int
    left_behind: int


class CarryOverPreview(Schema):
    """What a run would do. `still_open`: households to carry whose plan of last year is not closed yet."""

    year: int
    counts: list[OutcomeCount]
    still_open: int


class CarryOverHousehold(Schema):
    """What becomes, or became, of one household. `plan_id`: its newest plan of the new year."""

    household_id: UUID
    household_no: str
    head_name: str
    household_class: str
    region_code: str
    region_name: str | None
    outcome: CarryOverOutcome
    measures: int
    undated: int
    finished: int
    left_behind: int
    plan_id: UUID | None


class CarryOverRead(Schema):
    """`done` of `total` townships; `made`: new drafts."""

    id: UUID
    year: int
    region_code: str
    region_name: str | None
    state: CarryOverState
    job_id: UUID | None
    done: int
    total: int
    made: int
    asked_by_name: str
    created_at: datetime
    updated_at: datetime
    version: int


class CarryOverRun(CarryOverRead):
    """A run with what it has done so far."""

    counts: list[OutcomeCount]
