"""What people do with a list: open, send, start, cancel, reverse. The work itself is done by `jobs.py`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.exchange import jobs as _jobs  # noqa: F401  its kinds of work are known
from yihu.exchange import kept, mappings, queries, reading
from yihu.exchange.models import ImportBatch, ImportRow
from yihu.exchange.problems import (
    FileTooLarge,
    ImportNotFound,
    NothingRejected,
    SuspiciousBatch,
    WrongState,
)
from yihu.exchange.profiles import PROFILES
from yihu.exchange.schemas import ImportColumns, ImportCreate, ImportRead, ImportStart
from yihu.exchange.states import CANCELLABLE, DONE, UPLOADABLE, WITH_FILE, State
from yihu.exchange.upload import LIMIT, Upload, whole
from yihu.files import pieces
from yihu.jobs import service as centre
from yihu.kernel import audit


def told(session: Session, row: ImportBatch) -> ImportRead:
    """The list and how far the latest work at it is."""
    session.flush()
    mine = queries.lists().base.where(ImportBatch.county == row.county, ImportBatch.id == row.id)
    return ImportRead.model_validate(session.execute(mine, {"county": row.county}).one())


def find(session: Session, user: Caller, import_id: UUID) -> ImportBatch:
    row = session.scalar(queries.visible(user).where(ImportBatch.id == import_id))
    if row is None:
        raise ImportNotFound
    return row


def _locked(session: Session, user: Caller, import_id: UUID, states: Sequence[State]) -> ImportBatch:
    row = _held(session, user, import_id)
    if row.state not in states:
        raise WrongState(state=row.state)
    return row


def create(session: Session, user: Caller, form: ImportCreate) -> ImportRead:
    profile = queries.profile_of(user, form.profile)
    mapping, columns = mappings.chosen(session, user, profile, form.mapping_id, form.columns)
    row = ImportBatch(
        county=user.county,
        region_code=user.region_code,
        profile=form.profile,
        file_name=form.file_name,
        file_size=form.size,
        columns=columns,
        mapping=mapping,
        created_by=user.id,
        created_by_name=user.name,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    return told(session, row)


def receive(session: Session, user: Caller, import_id: UUID, upload: Upload) -> ImportRead:
    """Keep the file and have it checked; the same file sent twice is checked once."""
    return _received(session, user, _held(session, user, import_id), upload)


def append(
    session: Session, user: Caller, import_id: UUID, piece: Upload, *, offset: int, length: int
) -> tuple[ImportRead | None, int]:
    """Add a piece of the file. Returns the list once the file is whole, and how many bytes are here."""
    if length > LIMIT:
        raise FileTooLarge
    row, data = _held(session, user, import_id), piece.path.read_bytes()
    if _was_the_last(row, data, offset, length):
        return told(session, row), length
    if row.state not in UPLOADABLE:
        raise WrongState(state=row.state)
    path = reading.incoming(row.id)
    here = pieces.append(path, data, offset=offset, length=length)
    return (_received(session, user, row, whole(path)) if here == length else None), here


def arrived(session: Session, user: Caller, import_id: UUID) -> int | None:
    """Bytes of the file in pieces that are here; None when a file is whole and no other has begun."""
    row = find(session, user, import_id)
    here = pieces.arrived(reading.incoming(row.id))
    return here if here or row.state in (State.OPEN, State.FAILED) else None


def _was_the_last(row: ImportBatch, data: bytes, offset: int, length: int) -> bool:
    """Whether this piece has made the file whole before, and its answer was lost."""
    if row.state not in WITH_FILE or (row.file_size, offset + len(data)) != (length, length):
        return False
    source = reading.source(row.id)
    if reading.incoming(row.id).exists() or not source.exists():
        return False
    with source.open("rb") as file:
        file.seek(offset)
        return file.read() == data


def _held(session: Session, user: Caller, import_id: UUID) -> ImportBatch:
    row = session.scalar(queries.visible(user).where(ImportBatch.id == import_id).with_for_update())
    if row is None:
        raise ImportNotFound
    return row


def _received(session: Session, user: Caller, row: ImportBatch, upload: Upload) -> ImportRead:
    known = row.state in WITH_FILE and row.file_sha256 == upload.sha256
    if not known and row.state not in UPLOADABLE:
        raise WrongState(state=row.state)
    if not known:
        upload.keep_as(reading.source(row.id))
        reading.forget(row.id)
    reading.incoming(row.id).unlink(missing_ok=True)
    if known:
        return told(session, row)
    row.file_size, row.file_sha256 = upload.size, upload.sha256
    row.state = State.VALIDATING
    return _handed_over(session, user, row, "import.check")


def assign(session: Session, user: Caller, import_id: UUID, form: ImportColumns) -> ImportRead:
    """Look through the file that is here anew, its headings read as now assigned."""
    row = _locked(session, user, import_id, UPLOADABLE)
    if not reading.source(row.id).exists():
        raise WrongState(state=row.state)
    row.mapping, row.columns = mappings.chosen(session, user, PROFILES[row.profile], form.mapping_id, form.columns)
    reading.forget(row.id)
    row.state = State.VALIDATING
    return _handed_over(session, user, row, "import.check")


def start(session: Session, user: Caller, import_id: UUID, form: ImportStart) -> ImportRead:
    row = _locked(session, user, import_id, (State.READY,))
    reasons = (row.suspicious or {}).get("reasons")
    if reasons and not (form.accept_suspicious and form.reason):
        raise SuspiciousBatch("；".join(reason["message"] for reason in reasons))
    row.state = State.RUNNING
    _leave_trace(session, row, "import.started", reason=form.reason, counts=row.counts)
    return _handed_over(session, user, row, "import.apply", lock=f"imports of {row.county}")


def cancel(session: Session, user: Caller, import_id: UUID) -> ImportRead:
    row = _locked(session, user, import_id, CANCELLABLE)
    if row.state != State.VALIDATING:  # then its job is at the tables
        kept.forget(session, row.id)
    row.state = State.CANCELLED
    session.flush()
    centre.stop(session, user, row.job_id)
    _leave_trace(session, row, "import.cancelled")
    return told(session, row)


def reverse(session: Session, user: Caller, import_id: UUID) -> ImportRead:
    row = _locked(session, user, import_id, DONE)
    row.state = State.REVERSING
    _leave_trace(session, row, "import.reversal_started")
    return _handed_over(session, user, row, "import.reverse", lock=f"imports of {row.county}")


def _handed_over(session: Session, user: Caller, row: ImportBatch, work: str, *, lock: str | None = None) -> ImportRead:
    """Lists of a county are checked side by side and carried out one after the other."""
    row.job_id = centre.start(
        session, user, work, about=f"{PROFILES[row.profile].title}：{row.file_name}", region_code=row.region_code,
        subject=("import", row.id), lock=lock,
    )  # fmt: skip
    session.flush()
    return told(session, row)


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
        row_no: "；".join(f"{e['column']}：{e['message']}" if e["column"] else e["message"] for e in errors)
        for row_no, errors in session.execute(query)
    }
    if not reasons:
        raise NothingRejected
    return row, reading.write_rejected(PROFILES[row.profile].form, row.id, row.columns, reasons)
