from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from yihu.kernel.schemas import Input, Schema


class ProfileColumn(Schema):
    field: str
    title: str
    aliases: list[str]
    required: bool
    help: str | None


class ProfileRead(Schema):
    profile: str
    title: str
    columns: list[ProfileColumn]


class Profiles(Schema):
    items: list[ProfileRead]


ProfileName = Annotated[str, Field(max_length=40)]
Heading = Annotated[str, Field(min_length=1, max_length=200)]
Assigned = Annotated[
    dict[Heading, Annotated[str, Field(max_length=60)] | None],
    Field(max_length=100, description="表头 → 字段；null 表示这一列不导入"),
]


class ImportCreate(Input):
    profile: ProfileName
    file_name: Annotated[str, Field(min_length=1, max_length=200)]
    size: Annotated[int, Field(ge=0)]
    mapping_id: UUID | None = None
    columns: Annotated[Assigned, Field(default_factory=dict)]
    """Beyond the kept mapping, or instead of what it says."""


class ImportColumns(Input):
    mapping_id: UUID | None = None
    columns: Annotated[Assigned, Field(default_factory=dict)]


class MappingFields(Input):
    name: Annotated[str, Field(min_length=1, max_length=60)]
    columns: Annotated[Assigned, Field(min_length=1)]


class MappingCreate(MappingFields):
    profile: ProfileName


class MappingRead(Schema):
    id: UUID
    region_code: str
    profile: str
    name: str
    columns: dict[str, str | None]
    changed_by_name: str
    updated_at: datetime
    version: int


class Mappings(Schema):
    items: list[MappingRead]


class ImportStart(Input):
    accept_suspicious: bool = False
    reason: Annotated[str | None, Field(min_length=2, max_length=200)] = None


class Progress(Schema):
    done: int
    total: int
    phase: str | None


class SuspiciousReason(Schema):
    code: str
    message: str


class Suspicious(Schema):
    reasons: list[SuspiciousReason]
    unset: list[str]
    """Titles of the limits nobody has set: they stop nothing."""


class ImportRead(Schema):
    id: UUID
    profile: str
    title: str
    direct: bool
    """A few rows that a system sent at once, without a file."""
    file_name: str
    state: str
    job_id: UUID | None
    """The latest work at it, under `/jobs`."""
    progress: Progress
    counts: dict[str, int]
    suspicious: Suspicious | None
    columns: dict[str, str | None]
    """What headings were assigned to, by hand or by the kept mapping."""
    mapping: str | None
    ignored_columns: list[str]
    """Headings that were not read. Where the header itself was not understood, those that stand there."""
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    reversible: bool
    problem: str | None


class FieldChange(Schema):
    field: str
    title: str
    old: str | None
    new: str | None


class RowError(Schema):
    column: str | None
    code: str
    message: str


class ImportRowRead(Schema):
    row_no: int
    rows: int
    """How many rows of the list it speaks for: those of a new household stand together, at its head's."""
    action: str
    label: str | None
    household_id: UUID | None
    changes: list[FieldChange]
    errors: list[RowError]
    data: dict[str, Any]
