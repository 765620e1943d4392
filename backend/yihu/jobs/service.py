"""Asking for long work and stopping it. `running.py` does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select, text
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

ALONE = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")
NOBODY = UUID(int=0)


class Asker(Protocol):
    """Whoever has work done: a caller, or the system itself for a county."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def county(self) -> str: ...
    @property
    def region_code(self) -> str: ...


@dataclass(frozen=True)
class Itself:
    """What nobody has asked for."""

    county: str
    id: UUID = NOBODY
    name: str = "系统"

    @property
    def region_code(self) -> str:
        return self.county


def start(
    session: Session,
    user: Asker,
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


def start_or_join(session: Session, user: Asker, kind: str, **about: Any) -> tuple[UUID, bool]:
    """The county's one job of this kind: that which is under way, or a new one; and whether it is new."""
    session.execute(ALONE, {"name": f"{kind} of {user.county}"})
    mine = (Job.county == user.county, Job.kind == kind, Job.state.in_(LIVE))
    found = session.scalar(select(Job.id).where(*mine).order_by(Job.created_at).limit(1))
    return (found, False) if found else (start(session, user, kind, **about), True)


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
