from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from yihu.assurances.models import DefectState, Result, RoundKind
from yihu.kernel.schemas import Input, Schema

Code = Annotated[str, Field(min_length=1, max_length=40)]
Line = Annotated[str, Field(min_length=2, max_length=200)]
Words = Annotated[str, Field(max_length=1000)]
Reason = Annotated[str, Field(min_length=4, max_length=200)]


class ItemField(Schema):
    """One figure of an item's form; `kind`: bool, int, date, code (of `list`) or text."""

    name: str
    title: str
    kind: str
    unit: str | None
    list: str | None


class ItemForm(Schema):
    """What may be written down of an item."""

    code: str
    per_member: bool
    fields: list[ItemField]


class ItemRead(ItemForm):
    """With the rule in force here today; null where nothing is set."""

    version: str | None


class CheckLine(Input):
    """One item. Of an item per member, a line without member says that all it concerns are in order.

    Without a result the figures decide; where they do, another result is refused.
    """

    item: Code
    member_id: UUID | None = None
    result: Result | None = None
    figures: dict[str, Any] = Field(default_factory=dict)
    note: Words | None = None


class ChecksCreate(Input):
    """What was looked at in a home on a day. `id` and `made_at` come from the phone; `source`: a department's list."""

    id: UUID | None = None
    household_id: UUID
    checked_on: date
    round_id: UUID | None = None
    visit_id: UUID | None = None
    source: Line | None = None
    made_at: AwareDatetime | None = None
    checks: Annotated[list[CheckLine], Field(min_length=1, max_length=80)]


class ChecksWritten(Schema):
    """`form_id`: what was written down together; `defects`: how many of its lines failed."""

    form_id: UUID
    household_id: UUID
    count: int
    defects: int


class CheckCorrect(Input):
    """What it should have said, and why it did not."""

    result: Result | None = None
    figures: dict[str, Any] = Field(default_factory=dict)
    note: Words | None = None
    reason: Reason


class CheckRead(Schema):
    id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    member_id: UUID | None
    member_name: str | None
    item: str
    result: Result
    reasons: list[str]
    figures: dict[str, Any]
    rule_version: str
    note: str | None
    checked_on: date
    checker_name: str
    round_id: UUID | None
    visit_id: UUID | None
    source: str | None
    current: bool
    voided_on: date | None
    voided_why: str | None
    version: int


class DefectRead(Schema):
    """`days`: since it was opened, until it was closed."""

    id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    household_class: str
    region_code: str
    region_name: str | None
    member_id: UUID | None
    member_name: str | None
    item: str
    reasons: list[str]
    state: DefectState
    opened_on: date
    days: int
    note: str | None
    next_step: str | None
    next_step_on: date | None
    owner_name: str | None
    mended_on: date | None
    mended_by: UUID | None
    closed_on: date | None
    closed_by_name: str | None
    close_note: str | None
    version: int


class DefectPlan(Input):
    """What is going to be done about it, by whom and until when."""

    next_step: Annotated[str, Field(min_length=2, max_length=400)]
    next_step_on: date | None = None
    owner_name: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class Reconcile(Input):
    note: Annotated[str, Field(min_length=2, max_length=400)]


class DefectCount(Schema):
    item: str
    open: int
    mended: int
    households: int


class VillageDefects(Schema):
    region_code: str
    region_name: str | None
    open: int
    mended: int
    households: int
    items: list[DefectCount]


class DefectDay(Schema):
    """Of a day: how many stood open or waited for reconciling, and what the day before it brought."""

    day: date
    item: str
    open: int
    mended: int
    opened: int
    closed: int


class RoundCreate(Input):
    """`region_code`: where it is made, else the caller's area."""

    kind: RoundKind
    name: Line
    region_code: Annotated[str | None, Field(pattern=r"^\d{6}(\d{3}(\d{3})?)?$")] = None
    items: Annotated[list[Code], Field(min_length=1, max_length=20)]
    household_classes: Annotated[list[Code], Field(max_length=10, default_factory=list)]
    exited_since: Annotated[int, Field(ge=2013, le=2100)] | None = None
    starts_on: date
    due_on: date
    source: Line


class RoundUpdate(Input):
    name: Line | None = None
    due_on: date | None = None


class VillageRound(Schema):
    """`done`: every item of the round has been checked in its days; `defects`: households with one that failed."""

    region_code: str
    region_name: str | None
    targets: int
    done: int
    defects: int


class RoundRead(Schema):
    id: UUID
    kind: RoundKind
    name: str
    region_code: str
    region_name: str | None
    items: list[str]
    household_classes: list[str]
    exited_since: int | None
    starts_on: date
    due_on: date
    source: str
    made_by_name: str
    closed_on: date | None
    closed_by_name: str | None
    created_at: datetime
    version: int


class RoundPage(RoundRead):
    """With what the caller sees of it, village by village."""

    targets: int
    done: int
    defects: int
    villages: list[VillageRound]


class RoundHousehold(Schema):
    household_id: UUID
    household_no: str
    head_name: str
    household_class: str
    region_code: str
    region_name: str | None
    done: bool
    checked_on: date | None
    left: list[str]
    """Items not looked at yet."""
    defects: list[str]
