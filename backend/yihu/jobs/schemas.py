from datetime import datetime
from typing import Any
from uuid import UUID

from yihu.jobs.models import JobState
from yihu.kernel.schemas import Schema


class JobProgress(Schema):
    """`total` is 0 until it is known; `eta_s`: seconds still to go, if it goes on as it has."""

    done: int
    total: int
    failed: int
    eta_s: int | None
    phase: str | None


class JobFile(Schema):
    """`url`: for the one who asked, for a quarter of an hour; null for others and when the file is gone."""

    name: str
    rows: int | None
    size: int
    sha256: str
    media_type: str
    expires_at: datetime
    url: str | None


class JobRead(Schema):
    """`mine`: asked for by the caller, who alone may fetch its files."""

    id: UUID
    kind: str
    title: str
    about: str | None
    subject_kind: str | None
    subject_id: UUID | None
    region_code: str
    region_name: str | None
    state: JobState
    cancelling: bool
    progress: JobProgress
    result: dict[str, Any]
    problem: str | None
    file_count: int
    asked_by_name: str
    mine: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    version: int


class JobDetail(JobRead):
    files: list[JobFile]
