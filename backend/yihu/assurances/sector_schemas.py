from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from yihu.assurances.schemas import Code, Line
from yihu.assurances.sector_models import CaseKind
from yihu.kernel.money import Yuan
from yihu.kernel.schemas import Input, Schema

Name = Annotated[str, Field(min_length=1, max_length=60)]
Village = Annotated[str, Field(pattern=r"^\d{12}(\d{3})?$")]


class CaseRead(Schema):
    """`stage`: approved, handed_over or moved_in; `passed`: a later housing check found it in order."""

    id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    kind: CaseKind
    stage: str
    target: str | None
    grade: str | None
    method: str | None
    standard: str | None
    subsidy: str | None
    approved_on: date
    due_on: date | None
    handed_over_on: date | None
    moved_in_on: date | None
    old_house: str
    old_house_on: date | None
    contact_name: str | None
    source: str
    passed: bool
    version: int


class CaseWhen(Input):
    method: Code | None = None
    standard: Line | None = None
    subsidy: Annotated[Yuan, Field(ge=0)] | None = None
    due_on: date | None = None
    handed_over_on: date | None = None
    moved_in_on: date | None = None
    old_house: Code | None = None
    old_house_on: date | None = None
    contact_name: Name | None = None


class CaseCreate(CaseWhen):
    """Grade and target group are those on file where they are not given."""

    household_id: UUID
    kind: CaseKind
    target: Code | None = None
    grade: Code | None = None
    approved_on: date
    source: Line


class SourceRead(Schema):
    """`due_on`: of the next test; null where the county has set no interval for its kind."""

    id: UUID
    region_code: str
    region_name: str | None
    name: str
    kind: str
    households: int | None
    keeper_name: str | None
    begun_on: date
    ended_on: date | None
    tested_on: date | None
    passed: bool | None
    failing: str | None
    due_on: date | None
    version: int


class SourceCreate(Input):
    region_code: Village
    name: Name
    kind: Code
    households: Annotated[int, Field(ge=0, le=100_000)] | None = None
    keeper_name: Name | None = None
    begun_on: date


class SourceUpdate(Input):
    name: Name | None = None
    kind: Code | None = None
    households: Annotated[int, Field(ge=0, le=100_000)] | None = None
    keeper_name: Name | None = None
    ended_on: date | None = None


class TestCreate(Input):
    """A test that failed names what exceeded its limit."""

    __test__ = False

    tested_on: date
    passed: bool
    failing: Line | None = None
    lab: Line | None = None
    report_no: Name | None = None
    source: Line

    @model_validator(mode="after")
    def _named(self) -> "TestCreate":
        if not self.passed and self.failing is None:
            raise ValueError("不合格请填写不合格项目")
        return self


class TestRead(Schema):
    id: UUID
    source_id: UUID
    tested_on: date
    passed: bool
    failing: str | None
    lab: str | None
    report_no: str | None
    source: str
