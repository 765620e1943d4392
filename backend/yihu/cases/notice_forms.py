from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from yihu.cases.forms import Photos, Said
from yihu.cases.screening import trouble
from yihu.households.identity import parse_phone
from yihu.kernel.schemas import Input, Schema


def _harmless(text: str) -> str:
    why = trouble(text)
    if why:
        raise ValueError(f"公示内容{why}")
    return text


Harmless = Annotated[str, Field(min_length=2, max_length=60), AfterValidator(_harmless)]


class NoticeForm(Input):
    """Where it hangs, for how long, whom to tell; what it says of the households comes from their cases."""

    case_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    starts_on: date
    ends_on: date | None = None
    """The county's shortest period by default."""
    place: Harmless
    contact_office: Harmless
    contact_phone: Annotated[str, Field(max_length=30), AfterValidator(parse_phone)]


class PostForm(NoticeForm):
    id: UUID | None = None
    attachment_ids: Photos


class PhotoForm(Input):
    attachment_ids: Photos


class Withdraw(Input):
    why: Said


class ObjectionForm(Input):
    id: UUID | None = None
    case_id: UUID | None = None
    raised_on: date
    raised_by: Annotated[str | None, Field(max_length=40)] = None
    text: Said


class AnswerForm(Input):
    answer: Said
    upheld: bool


class NoticeWords(Schema):
    """The notice as it is printed and shown."""

    title: str
    village: str
    paragraphs: list[str]
    columns: list[str]
    rows: list[list[str]]
    signed: str
    signed_on: str
    starts_on: date
    ends_on: date


class ObjectionRead(Schema):
    id: UUID
    case_id: UUID | None
    raised_on: date
    raised_by: str | None
    text: str
    taken_by_name: str
    answer: str | None
    upheld: bool | None
    answered_on: date | None
    answered_by_name: str | None
    version: int


class NoticeCase(Schema):
    case_id: UUID
    household_id: UUID
    head_name: str
    step: str | None


class NoticeRead(Schema):
    id: UUID
    region_code: str
    region_name: str | None
    kind: str
    state: str
    """coming, running, ended or withdrawn."""
    starts_on: date
    ends_on: date
    place: str
    contact_office: str
    contact_phone: str
    posted_by_name: str
    attachment_ids: list[UUID]
    withdrawn_on: date | None
    withdrawn_why: str | None
    words: NoticeWords
    cases: list[NoticeCase]
    objections: list[ObjectionRead]
    version: int


class NoticeRow(Schema):
    id: UUID
    region_code: str
    region_name: str | None
    kind: str
    state: str
    starts_on: date
    ends_on: date
    place: str
    households: int
    open_objections: int
    posted_by_name: str
    version: int
