"""The long work behind an import.

Each job starts from the stored file and ends in one transaction: a job that died with its worker is simply done again,
and leaves nothing by halves.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from procrastinate import RetryStrategy
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from yihu.exchange import kept, reading, report, suspicion
from yihu.exchange.form import Book, Form
from yihu.exchange.models import ImportBatch
from yihu.exchange.profile import Batch, Profile
from yihu.exchange.profiles import PROFILES
from yihu.exchange.setwise import load_stage
from yihu.exchange.states import State
from yihu.exchange.unreadable import FileUnreadable
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
AGAIN = RetryStrategy(max_attempts=60, wait=5, retry_exceptions=[OperationalError, PoolTimeout])
"""While the database is away."""


class Overtaken(Exception):  # noqa: N818  not an error: the user has decided otherwise meanwhile
    pass


@dataclass(frozen=True)
class Actor:
    """In whose name a job works."""

    id: UUID
    name: str


@queue.task(name="validate_import", retry=AGAIN)
def validate_import(county: str, import_id: str) -> None:
    """Read the file and find out what it would do; nothing but the report is written."""
    found = _taken_up(county, UUID(import_id), State.VALIDATING)
    if found is None:
        return
    batch, profile = found
    with _answered_for(batch, State.VALIDATING):
        _read(batch, profile)
        _phase(batch, "comparing")
        with work() as session:
            files = kept.files_now(session, batch, profile)
            load_stage(session, profile.form.stage, reading.rows(batch.import_id))
            own = profile.plan(session, batch)
            counts = report.write(session, batch, profile) | own
            kept.keep(session, batch, profile, files)
            suspicious = suspicion.of(session, batch, counts)
            _end(session, batch, State.VALIDATING, State.READY, counts=counts, suspicious=suspicious)


@queue.task(name="apply_import", retry=AGAIN)
def apply_import(county: str, import_id: str, actor_id: str, actor_name: str) -> None:
    """Carry out the plan, made again if the files have changed since: all of it or nothing."""

    def applied(session: Session, batch: Batch, profile: Profile) -> None:
        counts = _planned_again(session, batch, profile)
        counts |= profile.apply(session, batch)
        audit.record(
            session, "import.applied", county=county, region_code=batch.region_code,
            subject=("import", batch.import_id), file_name=batch.source, counts=counts,
        )  # fmt: skip
        reading.rejected(batch.import_id).unlink(missing_ok=True)
        state = State.SUCCEEDED_WITH_ERRORS if counts["rejected"] else State.SUCCEEDED
        _end(session, batch, State.RUNNING, state, counts=counts)

    _carried_out(county, import_id, Actor(UUID(actor_id), actor_name), State.RUNNING, applied)


@queue.task(name="reverse_import", retry=AGAIN)
def reverse_import(county: str, import_id: str, actor_id: str, actor_name: str) -> None:
    def reversed_(session: Session, batch: Batch, profile: Profile) -> None:
        counts = profile.reverse(session, batch)
        audit.record(
            session, "import.reversed", county=county, region_code=batch.region_code,
            subject=("import", batch.import_id), file_name=batch.source, counts=counts,
        )  # fmt: skip
        _end(session, batch, State.REVERSING, State.REVERSED, counts=_counts_of(session, batch) | counts)

    _carried_out(county, import_id, Actor(UUID(actor_id), actor_name), State.REVERSING, reversed_)


def _carried_out(
    county: str, import_id: str, actor: Actor, state: State, step: Callable[[Session, Batch, Profile], None]
) -> None:
    found = _taken_up(county, UUID(import_id), state)
    if found is None:
        return
    batch, profile = found
    with _answered_for(batch, state):
        if state == State.RUNNING and not reading.rows(batch.import_id).exists():
            _read(batch, profile)
        _phase(batch, "writing")
        for attempt in range(ATTEMPTS):
            try:
                with work() as session:
                    session.info["actor"] = actor
                    step(session, batch, profile)
            except (IntegrityError, OperationalError) as error:
                if error.connection_invalidated or attempt == ATTEMPTS - 1:
                    raise
                log.warning("import_attempt_failed", import_id=import_id, exc_info=error)
            else:
                return


@contextmanager
def _answered_for(batch: Batch, state: State) -> Iterator[None]:
    """However the work ends, the list says so; only a lost database leaves it waiting, for the job to be done again."""
    try:
        yield
    except Overtaken:
        log.info("import_overtaken", import_id=str(batch.import_id))
    except FileUnreadable as problem:
        _failed(batch, state, str(problem))
    except (IntegrityError, OperationalError) as error:
        if error.connection_invalidated:
            raise
        log.exception("import_failed", import_id=str(batch.import_id))
        _failed(batch, state, "与其他人的修改冲突，没有写入任何数据，请稍后重新上传")
    except PoolTimeout:
        raise
    except Exception:
        log.exception("import_failed", import_id=str(batch.import_id))
        _failed(batch, state, "系统出错，没有写入任何数据，请联系管理员")


def _taken_up(county: str, import_id: UUID, state: State) -> tuple[Batch, Profile] | None:
    """The list, if it is still waiting for this job."""
    with work() as session:
        row = session.get(ImportBatch, (county, import_id))
        if row is None or row.state != state:
            return None
        return Batch(county, import_id, row.region_code, row.file_name), PROFILES[row.profile]


def _read(batch: Batch, profile: Profile) -> None:
    with work() as session:
        book = _book(session, batch, profile.form)
    result = reading.read(profile.form, batch.import_id, book, lambda done: _set(batch, done=done))
    _set(batch, done=result["rows"], total=result["rows"], ignored_columns=result["ignored"])


def _book(session: Session, batch: Batch, form: Form) -> Book:
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
    load_stage(session, profile.form.stage, reading.rows(batch.import_id))
    if kept.taken_up(session, batch, profile):
        return _counts_of(session, batch)
    own = profile.plan(session, batch)
    return report.bring_up_to_date(session, batch, profile) | own


def _counts_of(session: Session, batch: Batch) -> dict[str, int]:
    row = session.get(ImportBatch, (batch.county, batch.import_id))
    return dict(row.counts) if row else {}


def _phase(batch: Batch, phase: str) -> None:
    _set(batch, phase=phase)


def _set(batch: Batch, **values: Any) -> None:
    """Progress is told at once, apart from the work it tells about."""
    b = ImportBatch
    with work() as session:
        session.execute(update(b).where(b.county == batch.county, b.id == batch.import_id).values(**values))


def _end(session: Session, batch: Batch, before: State, after: State, **values: Any) -> None:
    """The last statement of the job's transaction; Overtaken rolls all of it back when the list was cancelled."""
    b = ImportBatch
    mine = update(b).where(b.county == batch.county, b.id == batch.import_id, b.state == before)
    finished = None if after == State.READY else clock.now()
    done = session.execute(mine.values(state=after, phase=None, finished_at=finished, version=b.version + 1, **values))
    if done.rowcount == 0:  # type: ignore[attr-defined]
        raise Overtaken


def _failed(batch: Batch, before: State, problem: str) -> None:
    """What was applied before stays applied when taking it back has failed."""
    try:
        with work() as session:
            applied = State.SUCCEEDED_WITH_ERRORS if _counts_of(session, batch).get("rejected") else State.SUCCEEDED
            after = applied if before == State.REVERSING else State.FAILED
            _end(session, batch, before, after, problem=problem)
    except Overtaken:
        log.info("import_overtaken", import_id=str(batch.import_id))


@queue.periodic(cron="40 18 * * *")
@queue.task(name="forget_lists", queueing_lock="forget_lists")
def forget_lists(timestamp: int = 0) -> None:  # noqa: ARG001  the scheduler tells when it was due
    """Remove the uploaded files of lists that nobody has touched for a month; reports and images of before stay."""
    oldest = (clock.now() - KEPT).timestamp()
    for folder in (settings().storage.files / "imports").glob("*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
