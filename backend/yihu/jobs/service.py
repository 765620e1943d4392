"""Asking for long work and stopping it. `running.py` does it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.jobs import files, queries
from yihu.jobs.kinds import KINDS
from yihu.jobs.models import LIVE, Job, JobState
from yihu.jobs.problems import JobEnded, JobNotFound, JobNotYours
from yihu.jobs.running import DO
from yihu.jobs.schemas import JobDetail, JobRead
from yihu.kernel import audit, clock
from yihu.kernel.jobs import defer


def start(
    session: Session,
    user: Caller,
    kind: str,
    *,
    about: str | None = None,
    region_code: str | None = None,
    subject: tuple[str, UUID] | None = None,
    args: Mapping[str, Any] | None = None,
    lock: str | None = None,
) -> UUID:
    """Queue work in the caller's transaction. `lock`: work of the same name is done one after the other."""
    assert kind in KINDS, kind
    row = Job(
        county=user.county, region_code=region_code or user.region_code, kind=kind, about=about,
        subject_kind=subject[0] if subject else None, subject_id=subject[1] if subject else None,
        args=dict(args or {}), asked_by=user.id, asked_by_name=user.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    defer(session, DO, lock=lock, county=row.county, job_id=str(row.id))
    return row.id


def read(session: Session, user: Caller, job_id: UUID) -> JobDetail:
    row = queries.one(session, user, job_id)
    if row is None:
        raise JobNotFound
    links = files.links(row.id, user.id if row.mine else None, row.files, row.files_until)
    return JobDetail(**JobRead.model_validate(row).model_dump(), files=links)


def cancel(session: Session, user: Caller, job_id: UUID) -> JobDetail:
    """Stop it: what waits at once, what runs at its next step, with what it has not committed taken back."""
    found = queries.one(session, user, job_id)
    if found is None:
        raise JobNotFound
    if not found.mine:
        raise JobNotYours
    if not stop(session, user, job_id):
        raise JobEnded
    audit.record(
        session, "job.cancelled", county=user.county, region_code=found.region_code, subject=("job", job_id),
        kind=found.kind, about=found.about,
    )  # fmt: skip
    session.flush()
    return read(session, user, job_id)


def stop(session: Session, user: Caller, job_id: UUID | None) -> bool:
    """Whether there was anything left to stop."""
    row = session.scalar(select(Job).where(within(Job, user), Job.id == job_id).with_for_update())
    if row is None or row.state not in LIVE:
        return False
    if row.state == JobState.WAITING:
        row.state, row.finished_at = JobState.CANCELLED, clock.now()
        KINDS[row.kind].stopped(session, row)
    row.cancel_asked_at = row.cancel_asked_at or clock.now()
    session.flush()
    return True
