from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator

from yihu.kernel.schemas import Input, Schema
from yihu.operations.models import OperationState, RowState

MOST_IDS = 1000


class OperationForm(Input):
    """`list`: every row of the list at this address, or `ids` of some of them; `parameters` as the operation asks for."""

    operation: Annotated[str, Field(max_length=60)]
    ids: Annotated[list[UUID] | None, Field(min_length=1, max_length=MOST_IDS)] = None
    list: Annotated[str | None, Field(min_length=2, max_length=4000)] = None
    parameters: Annotated[dict[str, Any], Field(max_length=20)] = {}  # noqa: RUF012  pydantic copies it

    @model_validator(mode="after")
    def _one(self) -> "OperationForm":
        if (self.list is None) == (self.ids is None):
            raise ValueError("请给出清单地址，或逐条选择记录")
        return self


class OperationReason(Schema):
    code: str
    message: str
    count: int


class OperationCounts(Schema):
    """Rows by state; `reasons`: why rows were refused, failed or kept, the most frequent first."""

    total: int
    foreseen: int
    refused: int
    succeeded: int
    failed: int
    reversed: int
    kept: int
    reasons: list[OperationReason]


class OperationRead(Schema):
    id: UUID
    operation: str
    title: str
    state: OperationState
    job_id: UUID | None
    counts: OperationCounts | None
    reversible: bool
    asked_by_name: str
    created_at: datetime
    version: int


class OperationRowRead(Schema):
    row_no: int
    target_id: UUID
    label: str
    region_code: str
    region_name: str | None
    state: RowState
    code: str | None
    message: str | None


class OperationKind(Schema):
    """`fields`: names of its parameters."""

    operation: str
    title: str
    fields: list[str]
    reversible: bool


class OperationKinds(Schema):
    items: list[OperationKind]
