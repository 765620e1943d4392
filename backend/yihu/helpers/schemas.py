from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from yihu.kernel.schemas import Input, Schema

Word = Annotated[str, Field(min_length=1, max_length=40)]
Line = Annotated[str, Field(max_length=200)]
Title = Annotated[str, Field(min_length=1, max_length=80)]
Place = Annotated[str, Field(pattern=r"^\d{6}(\d{3}(\d{3})?)?$", description="县、乡镇或村的区划代码")]
Village = Annotated[str, Field(pattern=r"^\d{12}$", description="村的区划代码")]
Phone = Annotated[str, Field(pattern=r"^[0-9+\-() ]{3,30}$")]
Code = Annotated[str, Field(min_length=1, max_length=40)]


class UnitRead(Schema):
    """帮扶单位. `helper_count`: people on duty, `assignments`: places it answers for today, `helped`: by another unit."""

    id: UUID
    name: str
    kind: str
    layer: str
    system: str | None
    region_code: str
    region_name: str | None
    helper_count: int
    assignment_count: int
    helped: bool
    version: int


class UnitCreate(Input):
    name: Title
    kind: Code
    layer: Code
    system: Word | None = None
    region_code: Place | None = None
    """Where the unit belongs; the caller's area when not said."""


class UnitUpdate(Input):
    name: Title = ""
    kind: Code = ""
    layer: Code = ""
    system: Word | None = None


class UnitAssignmentRead(Schema):
    """A unit answers for a place, or for another unit there: `layer` helps `target_layer`, such as county and township."""

    id: UUID
    unit_id: UUID
    unit_name: str
    unit_kind: str
    layer: str
    target_unit_id: UUID | None
    target_unit_name: str | None
    target_layer: str
    kind: str
    region_code: str
    region_name: str | None
    valid_from: date
    valid_to: date | None
    end_note: str | None
    effect: str | None
    effect_score: Decimal | None
    award_claimed_on: date | None
    award_amount: Decimal | None
    source: str | None
    version: int


class UnitAssignmentCreate(Input):
    unit_id: UUID
    kind: Code
    region_code: Place
    target_unit_id: UUID | None = None
    valid_from: date
    source: Line | None = None


class UnitAssignmentUpdate(Input):
    """What the assessment said, in words and as a score of its own scale; when what award (yuan) was claimed."""

    effect: Line | None = None
    effect_score: Annotated[Decimal | None, Field(ge=0, le=1000, max_digits=6, decimal_places=2)] = None
    award_claimed_on: date | None = None
    award_amount: Annotated[Decimal | None, Field(ge=0, max_digits=14, decimal_places=2)] = None
    source: Line | None = None


class UnitAssignmentEnd(Input):
    valid_to: date
    end_note: Line | None = None


class StandingRead(Schema):
    """A village and its standing today; `poor` is null where nobody has said."""

    region_code: str
    region_name: str
    poor: bool | None
    weak_branch: str | None
    valid_from: date | None
    source: str | None


class StandingCreate(Input):
    region_code: Village
    poor: bool
    weak_branch: Code | None = None
    valid_from: date
    source: Annotated[str, Field(min_length=2, max_length=200, description="认定文件")]


class HelperRead(Schema):
    """A person who helps. `pairing_count`: current pairings that the reader may see."""

    id: UUID
    name: str
    kinds: list[str]
    level: str
    unit_id: UUID | None
    unit_name: str | None
    position: str | None
    phone: str | None
    party_member: bool | None
    capacity: int | None
    roster_no: str | None
    user_id: UUID | None
    username: str | None
    region_code: str
    region_name: str | None
    valid_from: date
    valid_to: date | None
    pairing_count: int
    version: int


class HelperFields(Input):
    unit_id: UUID | None = None
    position: Word | None = None
    phone: Phone | None = None
    party_member: bool | None = None
    capacity: Annotated[int | None, Field(ge=1, le=1000)] = None
    roster_no: Word | None = None
    user_id: UUID | None = None


class HelperCreate(HelperFields):
    name: Word
    kinds: Annotated[list[Code], Field(min_length=1, max_length=13)]
    level: Code
    region_code: Place
    valid_from: date | None = None
    """Today when not said."""


class HelperUpdate(HelperFields):
    name: Word = ""
    kinds: Annotated[list[Code], Field(min_length=1, max_length=13, default_factory=list)]
    level: Code = ""
    region_code: Place = ""


class HelperRetire(Input):
    valid_to: date
    note: Line | None = None
