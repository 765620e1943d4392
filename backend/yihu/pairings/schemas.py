from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from yihu.helpers.schemas import Code, Line
from yihu.kernel.schemas import Input, Schema


class PairingRead(Schema):
    """Who answers for a household, a member or a village. `misfit`: why the pair does not fit the village, or null."""

    id: UUID
    kind: str
    helper_id: UUID
    helper_name: str
    helper_unit: str | None
    unit_system: str | None
    """The system that sends the helper, such as 文旅系统."""
    helper_phone: str | None
    helper_level: str
    household_id: UUID | None
    household_no: str | None
    head_name: str | None
    household_class: str | None
    status: str | None
    member_id: UUID | None
    member_name: str | None
    region_code: str
    region_name: str | None
    campaign_id: UUID | None
    campaign_name: str | None
    valid_from: date
    valid_to: date | None
    end_reason: str | None
    end_note: str | None
    predecessor_id: UUID | None
    misfit: str | None
    version: int


class PairingCreate(Input):
    """Whom it is about depends on `kind`: a household, one of its members, or a village (`region_code`)."""

    helper_id: UUID
    kind: Code
    household_id: UUID | None = None
    member_id: UUID | None = None
    region_code: Annotated[str | None, Field(pattern=r"^\d{12}$", description="村的区划代码")] = None
    campaign_id: UUID | None = None
    valid_from: date


class PairingEnd(Input):
    """`valid_to`: the first day it no longer holds."""

    valid_to: date
    end_reason: Code
    end_note: Line | None = None


class HandOver(Input):
    """Everything one person answers for, or the part that the filters name, goes to another from a day on."""

    from_helper_id: UUID
    to_helper_id: UUID
    on: date
    kind: Code | None = None
    region_code: Annotated[str | None, Field(pattern=r"^\d{6,15}$")] = None
    pairing_ids: Annotated[list[UUID] | None, Field(min_length=1, max_length=2000)] = None
    note: Line | None = None


class Unfinished(Schema):
    """Work on a household that the new person finds waiting."""

    kind: str
    title: str
    household_id: UUID | None
    head_name: str | None
    due_on: date | None


class HandedOver(Schema):
    moved: int
    unfinished: list[Unfinished]


class SheetRow(Schema):
    """One line of the grouping sheet."""

    id: UUID
    region_code: str
    township_name: str | None
    region_name: str | None
    head_name: str | None
    household_no: str | None
    member_name: str | None
    helper_name: str
    helper_unit: str | None
    position: str | None
    helper_phone: str | None
    roster_no: str | None
    kind: str
    valid_from: date
