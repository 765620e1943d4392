from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from yihu.kernel.money import Yuan
from yihu.kernel.schemas import Input, Schema

Code = Annotated[str, Field(min_length=1, max_length=40)]
Line = Annotated[str, Field(min_length=2, max_length=200)]
Year = Annotated[int, Field(ge=2013, le=2100)]
Figure = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]


class GoalRead(Schema):
    id: UUID
    sort: int
    text: str
    target: str | None
    unit: str | None
    result: str | None
    due_on: date | None
    version: int


class ProjectRead(Schema):
    """A project; the measures that draw on it are those of `GET /measures?project_id=`."""

    id: UUID
    village_plan_id: UUID | None
    region_code: str
    region_name: str | None
    name: str
    category: str
    fund_source: str | None
    fund_line: str | None
    amount: str | None
    starts_on: date | None
    due_on: date | None
    owner_name: str | None
    progress: int
    finished_on: date | None
    version: int


class VillagePlanRow(Schema):
    id: UUID
    region_code: str
    region_name: str | None
    title: str
    first_year: int
    last_year: int
    adopted_on: date | None
    goal_count: int
    project_count: int
    version: int


class VillagePlanRead(VillagePlanRow):
    summary: str | None
    goals: list[GoalRead]
    projects: list[ProjectRead]


class VillagePlanFields(Input):
    title: Line | None = None
    last_year: Year | None = None
    summary: Annotated[str, Field(max_length=4000)] | None = None
    adopted_on: date | None = None


class VillagePlanCreate(VillagePlanFields):
    region_code: Annotated[str, Field(pattern=r"^\d{12}$", description="村")]
    title: Line
    first_year: Year
    last_year: Year

    @model_validator(mode="after")
    def _in_order(self) -> "VillagePlanCreate":
        if self.last_year < self.first_year:
            raise ValueError("结束年份不能早于起始年份")
        return self


class GoalPut(Input):
    sort: Annotated[int, Field(ge=0, le=1000)] = 0
    text: Line
    target: Figure | None = None
    unit: Annotated[str, Field(max_length=20)] | None = None
    result: Figure | None = None
    due_on: date | None = None


class ProjectFields(Input):
    village_plan_id: UUID | None = None
    name: Line | None = None
    category: Code | None = None
    fund_source: Code | None = None
    fund_line: Annotated[str, Field(max_length=200)] | None = None
    amount: Annotated[Yuan, Field(ge=0)] | None = None
    starts_on: date | None = None
    due_on: date | None = None
    owner_name: Annotated[str, Field(max_length=40)] | None = None
    progress: Annotated[int, Field(ge=0, le=100)] | None = None
    finished_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "ProjectFields":
        if self.starts_on and self.due_on and self.due_on < self.starts_on:
            raise ValueError("完成时间不能早于开始时间")
        return self


class ProjectCreate(ProjectFields):
    region_code: Annotated[str, Field(pattern=r"^\d{9}(\d{3})?$", description="乡镇或村")]
    name: Line
    category: Code
