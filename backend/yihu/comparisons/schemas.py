from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from yihu.comparisons.models import Standing
from yihu.kernel.schemas import Input, Schema

Words = Annotated[str, Field(min_length=2, max_length=400)]


class ListRead(Schema):
    """A department's list of an item, a day and a place, and how far its differences are answered.

    `open`: differences that wait for an answer; none are asked about once a later list is there (`superseded`).
    """

    item: str
    listed_on: date
    area: str
    source: str
    unit: str | None
    entries: int
    unknown: int
    match: int
    differs: int
    only_theirs: int
    only_ours: int
    open: int
    answered: int
    superseded: bool


class EntryRead(Schema):
    """One line: what both sides say of a household or person.

    `theirs` and `ours` have the same names; `differing` are those that are not the same. `due_on`: by when an answer is
    expected; null where the county has set no term.
    """

    id: UUID
    item: str
    listed_on: date
    standing: Standing
    household_id: UUID | None
    household_no: str | None
    head_name: str | None
    member_id: UUID | None
    region_code: str
    region_name: str | None
    name: str
    id_masked: str | None
    place: str | None
    theirs: dict[str, Any]
    ours: dict[str, Any] | None
    ours_on: date | None
    differing: list[str]
    superseded: bool
    open: bool
    due_on: date | None
    answer: str | None
    settlement: str | None
    settled_on: date | None
    settled_by_name: str | None
    returned_on: date | None
    returned_by_name: str | None
    returned_why: str | None
    source: str
    unit: str | None
    version: int


class DifferenceAnswerForm(Input):
    answer: Annotated[str, Field(max_length=40)]
    """Code list `comparison_answer`."""
    settlement: Words


class AnswerReturnForm(Input):
    why: Words
