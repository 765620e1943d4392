from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from yihu.kernel.schemas import Input, Schema


class TrialChange(StrEnum):
    ADDED = "added"
    GONE = "gone"


class TrialRow(Schema):
    """One that comes or goes; at most a hundred of each are named."""

    kind: TrialChange
    household_id: UUID | None
    head_name: str | None
    region_name: str | None
    facts: dict[str, Any]


class Trial(Schema):
    """`now`: alerts as they are (or were that day); `then`: what the rule finds. `unset`: parameters without which it is silent."""

    rule: str
    now: int
    then: int
    households_now: int
    households_then: int
    added: int
    gone: int
    unset: list[str]
    rows: list[TrialRow]


class Preview(Trial):
    key: str
    value: int | bool | str
    region_code: str


class PreviewForm(Input):
    """A parameter of the rule or its switch, with the value to try."""

    key: Annotated[str, Field(max_length=100)]
    value: int | bool | str
    region_code: Annotated[str | None, Field(pattern=r"^\d{6}(\d{3})?$")] = None


class BackTest(Trial):
    """`unknown`: what cannot be reconstructed for a day gone by, in words."""

    on: date
    unknown: list[str]
