from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from yihu.cases.declaration_models import DeclarationState
from yihu.cases.forms import Code
from yihu.cases.notice_forms import NoticeWords
from yihu.households.identity import parse_phone
from yihu.kernel.schemas import Input, Schema


class Declare(Input):
    """The six fields of a villager's own declaration. `website` is left empty by people and filled in by robots."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    phone: Annotated[str, Field(max_length=30), AfterValidator(parse_phone)]
    group_name: Annotated[str, Field(min_length=1, max_length=40)]
    difficulty: Code
    since: Code
    words: Annotated[str, Field(max_length=500)] = ""
    website: Annotated[str, Field(max_length=200)] = ""


class Receipt(Schema):
    receipt: str
    due_on: date | None


class Ask(Input):
    receipt: Annotated[str, Field(min_length=10, max_length=20)]


class ReceiptState(Schema):
    """What the holder of a receipt is told: no name, no case, only how far it is."""

    state: str
    words: str
    received_on: date
    due_on: date | None
    answer: str | None
    answered_on: date | None


class Choice(Schema):
    code: str
    label: str


class VillagePage(Schema):
    """What the page behind a village's QR code shows."""

    county_name: str
    township_name: str
    village_name: str
    groups: list[str]
    difficulties: list[Choice]
    sinces: list[Choice]
    notices: list[NoticeWords]


class DeclarationRow(Schema):
    id: UUID
    region_code: str
    region_name: str | None
    name: str
    phone_masked: str
    group_name: str
    difficulty: str
    since: str
    state: DeclarationState
    received_on: date
    due_on: date | None
    late: bool
    joined: int
    household_id: UUID | None
    case_id: UUID | None
    answered_on: date | None
    answered_by_name: str | None
    created_at: datetime
    version: int


class Candidate(Schema):
    """A household of the village that may be his: same telephone, or same name."""

    household_id: UUID
    household_no: str
    head_name: str
    why: str


class DeclarationRead(DeclarationRow):
    """With his own words, for those who answer him."""

    words: str
    answer: str | None
    candidates: list[Candidate]


class AcceptForm(Input):
    household_id: UUID
    answer: Annotated[str | None, Field(min_length=2, max_length=500)] = None


class AnswerDeclaration(Input):
    answer: Annotated[str, Field(min_length=5, max_length=500)]


class PosterLink(Schema):
    link: str
