"""The long work behind an import.

Each job starts from the stored file and ends in one transaction: a job that died with its worker is simply done again,
and leaves nothing by halves.
"""

import shutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from yihu.exchange import kept, reading, report, suspicion
from yihu.exchange.form import Book, Form
from yihu.exchange.models import ImportBatch
from yihu.exchange.profile import Batch, Profile
from yihu.exchange.profiles import PROFILES
from yihu.exchange.states import State
from yihu.exchange.unreadable import FileUnreadable
from yihu.jobs.kinds import kind
from yihu.jobs.models import Job, JobState
from yihu.jobs.run import Hopeless, Overtaken, Run
from yihu.kernel import audit, clock
from yihu.kernel.jobs import queue, work
from yihu.kernel.settings import settings
from yihu.policy import service as policy
from yihu.regions.queries import lineage
from yihu.regions.service import resolve_names

log = structlog.get_logger()


KEPT = timedelta(days=30)
"""How long the files of a list are kept: they hold people's numbers in the clear, and the report says what was done."""


ATTEMPTS = 3
"""Somebody who edits the same households at the same moment makes an attempt fail whole."""
SEEN_WITH = {profile.permission for profile in PROFILES.values()}
DISTURBED = "与其他人的修改冲突，没有写入任何数据，请稍后重新上传"


def _check_stopped(session: Session, job: Job) -> None:
    _back(session, job, State.VALIDATING, _ended(job))


def _apply_stopped(session: Session, job: Job) -> None:
    _back(session, job, State.RUNNING, _ended(job))


def _reverse_stopped(session: Session, job: Job) -> None:
    """What was applied before stays applied when taking it back has failed."""
    row = session.get(ImportBatch, (job.county, job.subject_id))
    applied = State.SUCCEEDED_WITH_ERRORS if row and row.counts.get("rejected") else State.SUCCEEDED
    _back(session, job, State.REVERSING, applied)


def _ended(job: Job) -> State:
    return State.FAILED if job.state == JobState.FAILED else State.CANCELLED


def _back(session: Session, job: Job, before: State, after: State) -> None:
    row = session.get(ImportBatch, (job.county, job.subject_id))
    if row is not None and row.job_id == job.id and row.state == before:
        row.state = after


@kind("import.check", "核对名单", *SEEN_WITH, stopped=_check_stopped, disturbed=DISTURBED)
def check(run: Run) -> None:
    """Read the file and find out what it would do; nothing but the report is written."""
    batch, profile = _taken_up(run, State.VALIDATING)
    _read(run, batch, profile)
    run.tell(phase="comparing")
    with run.transaction() as session:
        files = kept.files_now(session, batch, profile)
        kept.load(session, batch, profile)
        own = profile.plan(session, batch)
        counts = report.write(session, batch, profile) | own
        kept.keep(session, batch, profile, files)
        suspicious = suspicion.of(session, batch, counts)
        _end(run, session, State.VALIDATING, State.READY, counts=counts, suspicious=suspicious)


@kind("import.apply", "导入名单", *SEEN_WITH, stopped=_apply_stopped, disturbed=DISTURBED)
def apply(run: Run) -> None:
    """Carry out the plan, made again if the files have changed since: all of it or nothing."""

    def applied(session: Session, batch: Batch, profile: Profile) -> None:
        counts = _planned_again(session, batch, profile)
        counts |= profile.apply(session, batch)
        kept.forget(session, batch.import_id)
        leave_trace(session, batch, "import.applied", counts)
        reading.rejected(batch.import_id).unlink(missing_ok=True)
        state = State.SUCCEEDED_WITH_ERRORS if counts["rejected"] else State.SUCCEEDED
        _end(run, session, State.RUNNING, state, counts=counts)

    _carried_out(run, State.RUNNING, applied)


@kind("import.reverse", "撤销导入", *SEEN_WITH, stopped=_reverse_stopped, disturbed=DISTURBED)
def reverse(run: Run) -> None:
    def reversed_(session: Session, batch: Batch, profile: Profile) -> None:
        counts = profile.reverse(session, batch)
        leave_trace(session, batch, "import.reversed", counts)
        _end(run, session, State.REVERSING, State.REVERSED, counts=_counts_of(session, batch) | counts)

    _carried_out(run, State.REVERSING, reversed_)


def _carried_out(run: Run, state: State, step: Callable[[Session, Batch, Profile], None]) -> None:
    batch, profile = _taken_up(run, state)
    if state == State.RUNNING and not reading.rows(batch.import_id).exists():
        _read(run, batch, profile)
    run.tell(phase="writing")
    for attempt in range(ATTEMPTS):
        try:
            with run.transaction() as session:
                step(session, batch, profile)
        except (IntegrityError, OperationalError) as error:
            if error.connection_invalidated or attempt == ATTEMPTS - 1:
                raise
            log.warning("import_attempt_failed", import_id=str(batch.import_id), exc_info=error)
        else:
            return


def leave_trace(session: Session, batch: Batch, action: str, counts: dict[str, int]) -> None:
    audit.record(
        session, action, county=batch.county, region_code=batch.region_code, subject=("import", batch.import_id),
        file_name=batch.source, counts=counts,
    )  # fmt: skip


def _taken_up(run: Run, state: State) -> tuple[Batch, Profile]:
    """The list, if it is still waiting for this job."""
    with work() as session:
        row = session.get(ImportBatch, (run.county, run.subject_id))
        if row is None or row.state != state or row.job_id != run.job_id:
            raise Overtaken
        return Batch(run.county, row.id, row.region_code, row.file_name), PROFILES[row.profile]


def _read(run: Run, batch: Batch, profile: Profile) -> None:
    run.tell(phase="reading")
    with work() as session:
        table, columns = book(session, batch, profile.form), _row(session, run).columns
    try:
        result = reading.read(profile.form, batch.import_id, table, columns, lambda done: run.tell(done=done))
    except FileUnreadable as problem:
        with work() as session:
            _row(session, run).ignored_columns = problem.headings
        raise Hopeless(str(problem)) from problem
    run.tell(done=result["rows"], total=result["rows"])
    with work() as session:
        _row(session, run).ignored_columns = result["ignored"]


def book(session: Session, batch: Batch, form: Form) -> Book:
    today = clock.business_date()
    places = resolve_names(session, batch.county, today)
    return Book(
        lists=policy.spellings(session, form.lists),
        places={f"{township}|{village}": code for (township, village), code in places.items()},
        county_names=tuple(region.name for region in session.scalars(lineage(batch.county)))[-1:],
        area=batch.region_code,
        today=str(today),
    )


def _planned_again(session: Session, batch: Batch, profile: Profile) -> dict[str, int]:
    """The tables of the plan for the files as they are now, and the report's counts."""
    if kept.taken_up(session, batch, profile):
        return _counts_of(session, batch)
    kept.load(session, batch, profile)
    own = profile.plan(session, batch)
    return report.write(session, batch, profile) | own


def _counts_of(session: Session, batch: Batch) -> dict[str, int]:
    row = session.get(ImportBatch, (batch.county, batch.import_id))
    return dict(row.counts) if row else {}


def _end(run: Run, session: Session, before: State, after: State, **values: Any) -> None:
    """The last statements of the job's transaction; all of it is rolled back when the list was cancelled."""
    row = _row(session, run)
    if row.state != before or row.job_id != run.job_id:
        raise Overtaken
    for name, value in {"state": after, **values}.items():
        setattr(row, name, value)
    session.flush()
    run.finish(session, result=row.counts, errors=bool(row.counts.get("rejected")))


def _row(session: Session, run: Run) -> ImportBatch:
    mine = (ImportBatch.county == run.county, ImportBatch.id == run.subject_id)
    return session.execute(select(ImportBatch).where(*mine).with_for_update()).scalar_one()


@queue.periodic(cron="40 18 * * *")
@queue.task(name="forget_lists", queueing_lock="forget_lists")
def forget_lists(timestamp: int = 0) -> None:  # noqa: ARG001  the scheduler tells when it was due
    """Remove the uploaded files of lists that nobody has touched for a month; reports and images of before stay."""
    oldest = (clock.now() - KEPT).timestamp()
    for folder in (settings().storage.files / "imports").glob("*"):
        if folder.stat().st_mtime >= oldest:
            continue
        if folder.is_dir():
            with work() as session:
                kept.forget(session, UUID(folder.name))
            shutil.rmtree(folder)
        else:
            folder.unlink()
