from datetime import date
from typing import Annotated, Any

from pydantic import Field

from yihu.kernel.schemas import Input, Schema


class Choice(Schema):
    """A word a parameter may be, and how people say it."""

    code: str
    label: str


class ParameterRead(Schema):
    """`value` is null where no dated row exists: unset, and every screen says so. `choices`: empty where any value may be."""

    key: str
    title: str
    unit: str
    kind: str
    choices: list[Choice]
    region_code: str | None
    value: Any
    valid_from: date | None
    valid_to: date | None
    source: str | None


class ParameterSet(Input):
    region_code: Annotated[str | None, Field(pattern=r"^\d{6}(\d{3})?$")] = None
    value: int | bool | str
    valid_from: date
    source: Annotated[str, Field(min_length=4, max_length=400)]


class CodeRead(Schema):
    code: str
    label: str
    valid_from: date
    valid_to: date | None
    note: str | None


class CodeLists(Schema):
    lists: dict[str, list[CodeRead]]


class CalendarDayRead(Schema):
    """A day that differs from Monday to Friday. `region_code`: null for everywhere, else the county that said so."""

    day: date
    region_code: str | None
    working: bool
    note: str


class CalendarDaySet(Input):
    working: bool
    note: Annotated[str, Field(min_length=2, max_length=100)]
