from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from yihu.kernel.schemas import Input, Schema
from yihu.pairings.models import ProposalState

Place = Annotated[str, Field(pattern=r"^\d{6}(\d{3}){0,2}$")]


class Origin(StrEnum):
    KEPT = "kept"
    PROPOSED = "proposed"
    EDITED = "edited"


class ProposalCreate(Input):
    """`keep_existing`: pairs that hold stay, up to the fair load. `everyone_helps`: each helper gets at least one."""

    kind: Annotated[str, Field(max_length=40)]
    region_code: Place
    campaign_id: UUID | None = None
    keep_existing: bool = True
    everyone_helps: bool = True
    most_per_helper: Annotated[int | None, Field(ge=1, le=500)] = None


class ProposalSummary(Schema):
    """`replaced`: pairings that a commit would hand over. `notes`: in words what could not be had."""

    households: int
    helpers: int
    kept: int
    proposed: int
    edited: int
    replaced: int
    same_village: int
    same_township: int
    elsewhere: int
    least: int
    most: int
    idle_helpers: int
    uncovered: int
    seconds: float
    notes: list[str]


class ProposalRead(Schema):
    """`done` of `total` districts are computed; `summary` is there as soon as the state is ready."""

    id: UUID
    kind: str
    campaign_id: UUID | None
    campaign_name: str | None
    region_code: str
    region_name: str | None
    state: ProposalState
    options: dict[str, Any]
    summary: ProposalSummary | None
    job_id: UUID | None
    failure: str | None
    done: int
    total: int
    made_by_name: str
    created_at: datetime
    version: int


class ProposedRow(Schema):
    """`load`: households of this helper in the proposal."""

    household_id: UUID
    household_no: str | None
    head_name: str | None
    region_code: str
    region_name: str | None
    helper_id: UUID
    helper_name: str | None
    helper_region_name: str | None
    helper_unit: str | None
    load: int
    origin: Origin
    reason: str


class RowEdit(Input):
    """Null: nobody is proposed for the household, what it has stays.

    `instead_of`: whose line of it is meant where several help it together; without it all of them.
    """

    helper_id: UUID | None
    instead_of: UUID | None = None
