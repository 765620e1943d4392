from datetime import datetime
from enum import StrEnum
from uuid import UUID

from yihu.kernel.schemas import Schema


class Operation(StrEnum):
    UPSERT = "UPSERT"
    REMOVE = "REMOVE"


class Reason(StrEnum):
    """Why it is to be removed: gone, or no longer in the caller's area."""

    DELETED = "DELETED"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"


class Change(Schema):
    """That something changed, not what: read it at `href`, or in its list. What is gone has neither version nor address."""

    op: Operation
    reason: Reason | None
    resource: str
    id: UUID
    region_code: str | None
    version: int | None
    href: str | None
    changed_at: datetime


class Changes(Schema):
    items: list[Change]
    sync_token: str
    """What to ask with next time; good for 30 days."""
    has_more: bool
    """Whether there is more to fetch at once."""
