from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, ValidationError, WrapValidator, model_validator

from yihu.departments.kinds import KINDS
from yihu.departments.models import RecordState
from yihu.kernel.messages import chinese
from yihu.kernel.money import Yuan
from yihu.kernel.schemas import Input, Schema

Code = Annotated[str, Field(min_length=1, max_length=40)]
Word = Annotated[str, Field(min_length=1, max_length=60)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Money = Annotated[Yuan, Field(ge=0)]
Number = Annotated[str, Field(min_length=1, max_length=60)]
MOST = 2000
"""Records of one request; a batch may take many requests."""


class HospitalLevel(StrEnum):
    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


class Willingness(StrEnum):
    """就业意愿的三种情况."""

    CAN_LEAVE = "can_leave"
    CANNOT_LEAVE = "willing_cannot_leave"
    NO_INTENTION = "able_no_intention"


class Details(Input):
    """What a record tells besides; which fields belong to which kind stands in `kinds.py`."""

    hospital: Line | None = None
    hospital_level: HospitalLevel | None = None
    total: Money | None = None
    deposit: Money | None = None
    one_stop: bool | None = None
    in_county: bool | None = None
    days: Annotated[int | None, Field(ge=0, le=366)] = None
    illness: Line | None = None
    disability_class: Annotated[str | None, Field(pattern=r"^[1-7]$")] = None
    disability_grade: Annotated[int | None, Field(ge=1, le=4)] = None
    school: Line | None = None
    grade: Word | None = None
    reason: Line | None = None
    item: Line | None = None
    employer: Line | None = None
    willingness: Willingness | None = None
    paid_on: date | None = None
    counselled_on: date | None = None
    recommended_on: date | None = None
    trained_on: date | None = None
    subsidised_on: date | None = None
    for_production: bool | None = None
    area_m2: Annotated[int | None, Field(ge=0, le=100_000)] = None
    percent: Annotated[int | None, Field(ge=0, le=100)] = None


class RecordPut(Input):
    """One record. Whoever cannot be found by what is given here waits in the list of the unmatched."""

    kind: Code
    source_no: Number | None = None
    id_number: Annotated[str | None, Field(max_length=40)] = None
    household_no: Annotated[str | None, Field(min_length=4, max_length=40)] = None
    name: Annotated[str | None, Field(min_length=1, max_length=40)] = None
    happened_on: date
    ends_on: date | None = None
    amount: Money | None = None
    details: Details = Details()

    @model_validator(mode="after")
    def _consistent(self) -> "RecordPut":
        if not (self.id_number or self.household_no or self.name):
            raise ValueError("证件号码、户编号和姓名至少填一项")
        if self.ends_on is not None and self.ends_on < self.happened_on:
            raise ValueError("截止日期不能早于发生日期")
        known = KINDS.get(self.kind)
        odd = sorted(self.details.model_fields_set - set(known.fields if known else ()))
        if odd:
            raise ValueError(f"这类记录没有这些内容：{'、'.join(odd)}")
        return self


class Refused:
    """A row that cannot be read; the others of its request are taken."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        self.errors = errors


def _each(row: Any, read: Callable[[Any], RecordPut]) -> RecordPut | Refused:
    try:
        return read(row)
    except ValidationError as error:
        return Refused([_told(e) for e in error.errors(include_url=False, include_input=False)])


def _told(error: Any) -> dict[str, str]:
    """Without the name of a field that does not exist: the answer is kept, and anything may stand in its place."""
    known = [str(part) for part in error["loc"] if error["type"] != "extra_forbidden"]
    return {"pointer": "/" + "/".join(known), "code": str(error["type"]), "message": chinese(error)}


class Push(Input):
    """A batch or a part of one: sending the same again changes nothing."""

    department: Code
    batch: Word
    records: Annotated[list[Annotated[RecordPut, WrapValidator(_each)]], Field(min_length=1, max_length=MOST)]


class RowResult(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    REFUSED = "refused"


class PushError(Schema):
    pointer: str
    code: str
    message: str


class PushedRow(Schema):
    """`row`: place in the request, from 0. `why`: a code of why nobody was found; null for who was."""

    row: int
    result: RowResult
    id: UUID | None
    state: RecordState | None
    why: str | None
    errors: list[PushError]


class Pushed(Schema):
    batch_id: UUID
    new: int
    changed: int
    unchanged: int
    repeated: int
    refused: int
    unmatched: int
    rows: list[PushedRow]


class BatchRead(Schema):
    """`open`, `matched`, `settled`: of the records it last brought, those still looked for, found, and put aside."""

    id: UUID
    department: str | None
    name: str
    import_id: UUID | None
    received_by_name: str
    unit: str | None
    rows: int
    added: int
    changed: int
    refused: int
    open: int
    matched: int
    settled: int
    created_at: datetime
    updated_at: datetime


class RecordRead(Schema):
    """`details` without what is nobody's business in the village, for who works there."""

    id: UUID
    batch_id: UUID
    department: str
    kind: str
    source_no: str | None
    id_masked: str | None
    person_name: str | None
    household_no: str | None
    happened_on: date
    ends_on: date | None
    amount: str | None
    details: dict[str, Any]
    state: RecordState
    why: str | None
    matched_by: str | None
    member_id: UUID | None
    member_name: str | None
    household_id: UUID | None
    head_name: str | None
    region_code: str
    region_name: str | None
    settled_by_name: str | None
    settled_on: date | None
    settle_note: str | None
    version: int


class Settling(StrEnum):
    MATCH = "match"
    NOT_OURS = "not_ours"
    WRONG = "wrong"
    REOPEN = "reopen"


Note = Annotated[str, Field(min_length=2, max_length=200)]


class SettleRecord(Input):
    """Match names the household, and the member if the record is about one."""

    how: Settling
    household_id: UUID | None = None
    member_id: UUID | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _complete(self) -> "SettleRecord":
        if (self.how is Settling.MATCH) != (self.household_id is not None):
            raise ValueError("对应到户时须选择农户，其他处理不选")
        if self.how in (Settling.NOT_OURS, Settling.WRONG) and not self.note:
            raise ValueError("请写明原因")
        return self


class SettleRecords(Input):
    """Unmatched records that are nobody's of this county, or wrong."""

    record_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    how: Literal[Settling.NOT_OURS, Settling.WRONG]
    note: Note
