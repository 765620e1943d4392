from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from yihu.kernel.money import Yuan
from yihu.kernel.schemas import Input, Schema

Code = Annotated[str, Field(min_length=1, max_length=40)]
Codes = Annotated[list[Code], Field(max_length=30, default_factory=list)]
Line = Annotated[str, Field(min_length=2, max_length=200)]
Age = Annotated[int, Field(ge=0, le=150)]


class PolicyRead(Schema):
    """`recipients`: households with a record that counts today; none is worth a look (R314)."""

    id: UUID
    region_code: str
    name: str
    kind: str
    for_persons: bool
    household_classes: list[str]
    causes: list[str]
    special_groups: list[str]
    schoolings: list[str]
    labours: list[str]
    least_age: int | None
    most_age: int | None
    standard: str | None
    valid_from: date
    valid_to: date | None
    source: str
    recipients: int
    version: int


class PolicyCreate(Input):
    """A policy and who is entitled; an empty list asks nothing. `region_code`: where it holds, else the caller's area."""

    region_code: Annotated[str | None, Field(pattern=r"^\d{6}(\d{3})?$")] = None
    name: Line
    kind: Code
    for_persons: bool
    household_classes: Codes
    causes: Codes
    special_groups: Codes
    schoolings: Codes
    labours: Codes
    least_age: Age | None = None
    most_age: Age | None = None
    standard: Annotated[str | None, Field(max_length=200)] = None
    valid_from: date
    source: Line

    @model_validator(mode="after")
    def _in_order(self) -> "PolicyCreate":
        if self.least_age is not None and self.most_age is not None and self.least_age > self.most_age:
            raise ValueError("最小年龄不能大于最大年龄")
        return self


class PolicyEnd(Input):
    valid_to: date


class BenefitRead(Schema):
    id: UUID
    policy_id: UUID
    policy_name: str
    kind: str
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    member_id: UUID | None
    member_name: str | None
    granted_on: date
    ends_on: date | None
    amount: str | None
    source: str
    version: int


class TrainingRead(Schema):
    """A person at a course; `departments`: all that have reported it."""

    id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    member_id: UUID
    member_name: str
    name: str
    starts_on: date
    ends_on: date | None
    days: int | None
    departments: list[str]
    certificate: str | None
    source: str
    version: int


class BenefitCreate(Input):
    id: UUID | None = None
    policy_id: UUID
    household_id: UUID
    member_id: UUID | None = None
    granted_on: date
    ends_on: date | None = None
    amount: Annotated[Yuan, Field(ge=0)] | None = None
    source: Line


class Unserved(Schema):
    """Somebody who fits a policy and has no record of it."""

    policy_id: UUID
    policy_name: str
    kind: str
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    member_id: UUID | None
    member_name: str | None


class NetRecord(Schema):
    kind: str
    policy_name: str
    member_name: str | None
    granted_on: date
    ends_on: date | None
    amount: str | None


class NetRow(Schema):
    """A household in which nobody can work. `covered`: lives on 低保 or 特困供养, by a record or by the national file."""

    household_id: UUID
    household_no: str
    head_name: str
    household_class: str
    household_type: str | None
    region_code: str
    region_name: str | None
    member_count: int
    net_income_per_capita: str | None
    income_year: int | None
    special_groups: list[str]
    records: list[NetRecord]
    covered: bool


class MatrixCell(Schema):
    """yes: has a record; no: entitled without one; na: not entitled."""

    kind: str
    answer: str


class MatrixRow(Schema):
    """One household against the kinds of benefit asked for (R367)."""

    household_id: UUID
    household_no: str
    head_name: str
    region_name: str | None
    cells: list[MatrixCell]
