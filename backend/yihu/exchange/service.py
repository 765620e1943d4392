"""What people do with a list: open, send, start, cancel, reverse. The work itself is done by `jobs.py`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.exchange import jobs, queries, reading
from yihu.exchange.models import ImportBatch, ImportRow
from yihu.exchange.problems import (
    ImportNotFound,
    ImportNotYours,
    NothingRejected,
    ProfileNotFound,
    SuspiciousBatch,
    WrongState,
)
from yihu.exchange.profile import Profile
from yihu.exchange.profiles import PROFILES
from yihu.exchange.schemas import ImportCreate, ImportRead, ImportStart, Progress, Suspicious
from yihu.exchange.states import CANCELLABLE, DONE, UPLOADABLE, State
from yihu.exchange.upload import Upload
from yihu.kernel import audit, clock
from yihu.kernel.jobs import defer


def profile_of(user: Caller, name: str) -> Profile:
    profile = PROFILES.get(name)
    if profile is None:
        raise ProfileNotFound
    if profile.permission not in user.permissions:
        raise ImportNotYours
    return profile


def told(row: ImportBatch) -> ImportRead:
    return ImportRead(
        id=row.id,
        profile=row.profile,
        title=PROFILES[row.profile].title,
        file_name=row.file_name,
        state=row.state,
        progress=Progress(done=row.done, total=row.total, phase=row.phase),
        counts=row.counts,
        suspicious=Suspicious.model_validate(row.suspicious) if row.suspicious else None,
        ignored_columns=row.ignored_columns,
        created_by=row.created_by_name,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        reversible=row.state in DONE,
        problem=row.problem,
    )


def find(session: Session, user: Caller, import_id: UUID) -> ImportBatch:
    row = session.scalar(queries.visible(user).where(ImportBatch.id == import_id))
    if row is None:
        raise ImportNotFound
    return row


def _locked(session: Session, user: Caller, import_id: UUID, states: Sequence[State]) -> ImportBatch:
    row = session.scalar(queries.visible(user).where(ImportBatch.id == import_id).with_for_update())
    if row is None:
        raise ImportNotFound
    if row.state not in states:
        raise WrongState(state=row.state)
    return row


def create(session: Session, user: Caller, form: ImportCreate) -> ImportRead:
    profile_of(user, form.profile)
    row = ImportBatch(
        county=user.county,
        region_code=user.region_code,
        profile=form.profile,
        file_name=form.file_name,
        file_size=form.size,
        created_by=user.id,
        created_by_name=user.name,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    return told(row)


def receive(session: Session, user: Caller, import_id: UUID, upload: Upload) -> ImportRead:
    """Keep the file and have it checked; the same file sent twice is checked once."""
    row = session.scalar(queries.visible(user).where(ImportBatch.id == import_id).with_for_update())
    if row is None:
        raise ImportNotFound
    if row.state in (State.VALIDATING, State.READY) and row.file_sha256 == upload.sha256:
        return told(row)
    if row.state not in UPLOADABLE:
        raise WrongState(state=row.state)
    upload.keep_as(reading.source(row.id))
    reading.forget(row.id)
    row.file_size, row.file_sha256 = upload.size, upload.sha256
    row.state, row.phase, row.problem = State.VALIDATING, "reading", None
    row.done = row.total = 0
    session.flush()
    defer(session, jobs.validate_import.name, county=row.county, import_id=str(row.id))
    return told(row)


def start(session: Session, user: Caller, import_id: UUID, form: ImportStart) -> ImportRead:
    row = _locked(session, user, import_id, (State.READY,))
    reasons = (row.suspicious or {}).get("reasons")
    if reasons and not (form.accept_suspicious and form.reason):
        raise SuspiciousBatch("；".join(reason["message"] for reason in reasons))
    row.state, row.phase, row.started_at = State.RUNNING, "waiting", clock.now()
    _leave_trace(session, row, "import.started", reason=form.reason, counts=row.counts)
    return _handed_over(session, user, row, jobs.apply_import.name)


def cancel(session: Session, user: Caller, import_id: UUID) -> ImportRead:
    row = _locked(session, user, import_id, CANCELLABLE)
    row.state, row.phase, row.finished_at = State.CANCELLED, None, clock.now()
    _leave_trace(session, row, "import.cancelled")
    return told(row)


def reverse(session: Session, user: Caller, import_id: UUID) -> ImportRead:
    row = _locked(session, user, import_id, DONE)
    row.state, row.phase = State.REVERSING, "waiting"
    _leave_trace(session, row, "import.reversal_started")
    return _handed_over(session, user, row, jobs.reverse_import.name)


def _handed_over(session: Session, user: Caller, row: ImportBatch, task: str) -> ImportRead:
    """Lists of a county are carried out one after the other."""
    session.flush()
    who = {"actor_id": str(user.id), "actor_name": user.name}
    defer(session, task, lock=f"imports of {row.county}", county=row.county, import_id=str(row.id), **who)
    return told(row)


def _leave_trace(session: Session, row: ImportBatch, action: str, **details: Any) -> None:
    audit.record(
        session,
        action,
        county=row.county,
        region_code=row.region_code,
        subject=("import", row.id),
        file_name=row.file_name,
        profile=row.profile,
        **details,
    )


def rejected(session: Session, user: Caller, import_id: UUID) -> tuple[ImportBatch, Path]:
    """The workbook of refused rows as they stand, made when first asked for."""
    row = find(session, user, import_id)
    path = reading.rejected(row.id)
    if path.exists():
        return row, path
    r = ImportRow
    query = select(r.row_no, r.errors).where(r.county == row.county, r.import_id == row.id, r.action == "rejected")
    reasons = {
        row_no: "；".join(f"{error['column']}：{error['message']}" for error in errors)
        for row_no, errors in session.execute(query)
    }
    if not reasons:
        raise NothingRejected
    return row, reading.write_rejected(PROFILES[row.profile].form, row.id, reasons)
