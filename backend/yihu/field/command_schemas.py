from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from yihu.field.models import CommandStatus
from yihu.kernel.problems import FieldError
from yihu.kernel.schemas import Input, Schema

MOST = 50
"""Commands in one request."""
LARGEST = 256 * 1024
"""Characters of one command: many times the longest visit."""
Number = Annotated[int, Field(ge=0, le=1_000_000)]


class DeviceReport(Input):
    """What the phone says of its own store."""

    id: UUID
    label: Annotated[str | None, Field(max_length=120)] = None
    page_version: Annotated[str | None, Field(max_length=60)] = None
    pending: Number = 0
    failed: Number = 0
    oldest_pending_at: AwareDatetime | None = None
    storage_kept: bool | None = None


class CommandSend(Input):
    """`patch` is judged by its kind and never refused here: only what is no command at all is."""

    id: UUID
    kind: Annotated[str, Field(min_length=1, max_length=40)]
    subject_id: UUID | None = None
    household_id: UUID | None = None
    base_version: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None
    base: Annotated[dict[str, Any], Field(default_factory=dict, description="改之前看到的值")]
    patch: Annotated[dict[str, Any], Field(description="填写的内容")]
    made_at: AwareDatetime
    replaces: UUID | None = None

    @model_validator(mode="after")
    def _of_sensible_size(self) -> "CommandSend":
        if len(str(self.patch)) + len(str(self.base)) > LARGEST:
            raise ValueError("一条内容太长")
        return self


class CommandBatch(Input):
    """In the order they were made; without commands it only reports the device."""

    device: DeviceReport
    commands: Annotated[list[CommandSend], Field(max_length=MOST)]


class ResultStatus(StrEnum):
    APPLIED = "applied"
    MERGED = "merged"
    CONFLICT = "conflict"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


class Subject(Schema):
    kind: str
    id: UUID
    version: int


class CommandProblem(Schema):
    code: str
    title: str
    detail: str | None
    errors: list[FieldError]


class ThreeValues(Schema):
    """Sensitive values masked."""

    base: Any
    mine: Any
    theirs: Any


class Conflict(Schema):
    """Per field what the person saw, typed, and what is there now; `version` is of what is there now."""

    fields: dict[str, ThreeValues]
    version: int


class CommandResult(Schema):
    """`first` is what a repeated command was told the first time."""

    id: UUID
    status: ResultStatus
    first: CommandStatus | None
    subject: Subject | None
    problem: CommandProblem | None
    conflict: Conflict | None


class CommandResults(Schema):
    """One result per command, in their order."""

    results: list[CommandResult]
    received_at: datetime


class FieldCommandRead(Schema):
    """A command as it lies here; `patch` is shown, masked, while somebody has to settle it."""

    id: UUID
    kind: str
    title: str
    user_id: UUID
    user_name: str
    subject_id: UUID | None
    household_id: UUID | None
    head_name: str | None
    region_code: str
    region_name: str | None
    made_at: datetime
    clock_doubtful: bool
    received_at: datetime
    status: CommandStatus
    problem: CommandProblem | None
    conflict: Conflict | None
    patch: dict[str, Any] | None
    settled_at: datetime | None
    settled_by_name: str | None
    settled_how: str | None


class How(StrEnum):
    APPLY = "apply"
    KEEP_THEIRS = "keep_theirs"
    ABANDON = "abandon"


class SettleForm(Input):
    how: How
    note: Annotated[str | None, Field(max_length=200)] = None


class FieldDeviceRead(Schema):
    """`stale`: has had something to send for longer than the county allows; null while it has not said how long."""

    id: UUID
    user_id: UUID
    user_name: str
    region_code: str
    region_name: str | None
    label: str | None
    page_version: str | None
    pending: int
    failed: int
    oldest_pending_at: datetime | None
    storage_kept: bool | None
    last_synced_at: datetime
    stale: bool | None
