"""The long work behind an operation: choose, foresee, do, take back; in steps, each a transaction with its rows' outcomes.

What is foreseen is not a guess: the acts are carried out and rolled back, so that the preview says what the act itself says.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import ARRAY, Uuid, bindparam, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.models import User
from yihu.jobs.kinds import kind
from yihu.jobs.models import Job, JobState
from yihu.jobs.run import Hopeless, Run
from yihu.kernel import clock
from yihu.kernel.db import Area, among, grown
from yihu.kernel.jobs import work
from yihu.operations import kinds  # noqa: F401  the operations are known
from yihu.operations.models import OperationRow, OperationRun, OperationState, RowState
from yihu.operations.operation import OPERATIONS, Operation, Outcome, outcomes
from yihu.operations.problems import Busy

MOST, LABEL = 100_000, 120
READ_AT_ONCE = 5000
"""Rows of a list, which are wide."""
TRIES, PAUSE, SHORT = 12, 1.0, "500ms"
"""How often a step is tried whose records somebody else holds (each try waits for `lock_timeout`), seconds in between; how long
its parts wait afterwards."""
log = structlog.get_logger("operations")
R, RUN = OperationRow, OperationRun
NOT_SIGNED_IN = UUID(int=0)
REASONS = text(
    """
    select code, message, count(*) as count from operation_row
    where county = :county and run_id = :run_id and code is not null group by code, message order by count(*) desc, code limit 50
    """
)
CHOSEN = text(
    """
    insert into operation_row (county, run_id, row_no, region_code, target_id, label)
    select :county, :run_id, row_no, region_code, target_id, label from jsonb_to_recordset(cast(:rows as jsonb))
        as r (row_no int, region_code text, target_id uuid, label text)
    """
)
OUTCOMES = text(
    """
    update operation_row r
    set state = o.state, code = o.code, message = o.message, before = coalesce(nullif(o.before, 'null'), r.before)
    from jsonb_to_recordset(cast(:told as jsonb)) as o(target_id uuid, state text, code text, message text, before jsonb)
    where r.county = :county and r.run_id = :run_id and r.target_id = o.target_id and r.state = :was
    """
)
BY_STATE = text("select state, count(*) from operation_row where county = :county and run_id = :run_id group by state")


def _stopped(session: Session, job: Job) -> None:
    """What was done stays done and is told; what was not begun stays so."""
    row = session.get(RUN, (job.county, job.subject_id))
    if row is None or row.job_id != job.id:
        return
    ended = OperationState.CANCELLED if job.state == JobState.CANCELLED else OperationState.FAILED
    row.counts = _counts(session, row)
    begun = bool(row.counts["succeeded"])
    row.state = OperationState.DONE if begun and row.state is not OperationState.PREVIEWING else ended


@kind("operation.preview", "预演批量办理", stopped=_stopped)
def preview(run: Run) -> None:
    found, user, form = _taken_up(run)
    with run.transaction(user.area) as session:
        _choose(session, run, found)
    _through(
        _Going(run, user, RowState.CHOSEN, lambda session, ids: found.act(session, user, ids, form), keep=False),
        found.at_once,
    )
    _finish(run, OperationState.READY)


@kind("operation.do", "批量办理", stopped=_stopped)
def do(run: Run) -> None:
    found, user, form = _taken_up(run)
    _through(
        _Going(run, user, RowState.FORESEEN, lambda session, ids: found.act(session, user, ids, form)), found.at_once
    )
    _finish(run, OperationState.DONE)


@kind("operation.reverse", "撤回批量办理", stopped=_stopped)
def reverse(run: Run) -> None:
    found, user, form = _taken_up(run)
    undo = found.undo
    assert undo is not None

    def act(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Outcome]:
        query = select(R.target_id, R.before).where(
            R.county == run.county, R.run_id == run.subject_id, among(R.target_id, ids)
        )
        return undo(session, user, {row.target_id: row.before or {} for row in session.execute(query)}, form)

    _through(_Going(run, user, RowState.SUCCEEDED, act), found.at_once)
    _finish(run, OperationState.REVERSED)


AFTER = {
    RowState.CHOSEN: (RowState.FORESEEN, RowState.REFUSED),
    RowState.FORESEEN: (RowState.SUCCEEDED, RowState.FAILED),
    RowState.SUCCEEDED: (RowState.REVERSED, RowState.KEPT),
}
"""What a row becomes when the act goes through, and when it is refused."""


def _taken_up(run: Run) -> tuple[Operation, Caller, Any]:
    """As the one who asked for it, if he still may."""
    with work() as session:
        row = session.execute(select(RUN).where(RUN.county == run.county, RUN.id == run.subject_id)).scalar_one()
        person = session.get(User, run.asked_by.id)
        found = OPERATIONS[row.operation]
        if person is None or person.disabled_at is not None:
            raise Hopeless("交办人的账号已经停用")
        user = Caller(
            person.id, NOT_SIGNED_IN, person.name, person.role, person.region_code, must_change_password=False
        )
        if found.permission not in user.permissions or not user.region_code.startswith(run.county):
            raise Hopeless("交办人已经没有这项权限")
        return found, user, found.form.model_validate(row.parameters)


def _choose(session: Session, run: Run, found: Operation) -> None:
    """Write down which records it is about; begun anew, a preview chooses anew."""
    row = session.execute(select(RUN).where(RUN.county == run.county, RUN.id == run.subject_id)).scalar_one()
    session.execute(text("delete from operation_row where county = :county and run_id = :run_id"), _mine(run))
    chosen, listing = row.chosen, found.listing
    if "list" in chosen:
        query, values = listing.whole(list(chosen["filters"]), chosen["sort"]), {**chosen["area"], **chosen["filters"]}
    else:
        key = next(column for column in listing.base.selected_columns if column.key == "id")
        query = listing.rows().where(key == func.any(bindparam("_ids", type_=ARRAY(Uuid))))
        area = Area(run.county, row.region_code)
        values = {
            "county": area.county, "lo": area.code, "hi": area.end, "today": clock.business_date(), "_ids": chosen["ids"],
        }  # fmt: skip
    rows = session.execute(query.limit(MOST + 1), values, execution_options={"yield_per": READ_AT_ONCE})
    known = 0
    for some in rows.mappings().partitions():
        told = [
            {"row_no": number, "region_code": one["region_code"], "target_id": str(one["id"]),
             "label": found.label(one).strip()[:LABEL]}
            for number, one in enumerate(some, known + 1)
        ]  # fmt: skip
        session.execute(CHOSEN, {**_mine(run), "rows": json.dumps(told, ensure_ascii=False)})
        known += len(told)
    if known > MOST:
        raise Hopeless(f"一次最多办理 {MOST:,} 条，请缩小范围")
    if not known:
        raise Hopeless("没有符合条件的记录")
    grown(session, known, "operation_row (county, run_id, state, row_no, target_id)")


@dataclass(frozen=True)
class _Going:
    """What is done at the rows in `state`; not kept when it is only foreseen."""

    run: Run
    user: Caller
    state: RowState
    act: Callable[[Session, Sequence[UUID]], Mapping[UUID, Outcome]]
    keep: bool = True


def _through(going: _Going, at_once: int) -> None:
    """The rows, step by step. A step's outcomes are written with it, so that none is done twice."""
    run = going.run
    there = (R.county == run.county, R.run_id == run.subject_id, R.state == going.state)
    with work() as session:
        total = session.scalar(select(func.count()).where(*there)) or 0
    done = failed = last = 0
    run.tell(total=total, phase="doing" if going.keep else "foreseeing")
    while True:
        with work() as session:
            query = select(R.row_no, R.target_id).where(*there, R.row_no > last)
            step = session.execute(query.order_by(R.row_no).limit(at_once)).all()
        if not step:
            return
        ids, last = [row.target_id for row in step], step[-1].row_no
        told = _stepped(going, ids)
        done += len(ids)
        failed += sum(one.code is not None for one in told.values())
        run.tell(done=done, failed=failed)


def _stepped(going: _Going, ids: Sequence[UUID]) -> Mapping[UUID, Outcome]:
    """One step, tried again while others hold its records; after that those that nobody holds, and the others' rows say so."""
    for _ in range(TRIES):
        told = _tried(going, ids)
        if told is not None:
            return told
        going.run.tell()  # somebody may have cancelled meanwhile
        time.sleep(PAUSE)
    return _apart(going, ids)


def _apart(going: _Going, ids: Sequence[UUID]) -> Mapping[UUID, Outcome]:
    """Halved until what is held stands alone: who holds one record does not stop the thousand it came with."""
    if len(ids) == 1:
        told: Mapping[UUID, Outcome] = outcomes(ids, dict.fromkeys(ids, Busy()))
        with work() as session:
            _write(session, going, told)
        return told
    halves = (ids[: len(ids) // 2], ids[len(ids) // 2 :])
    found = [_tried(going, some, SHORT) or _apart(going, some) for some in halves]
    return {**found[0], **found[1]}


def _tried(going: _Going, ids: Sequence[UUID], patience: str | None = None) -> Mapping[UUID, Outcome] | None:
    """None, and nothing done, when others hold some of the records for longer than `patience`."""
    try:
        return _once(going, ids, patience)
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable | DeadlockDetected):
            raise
        log.warning("step_waits", job_id=str(going.run.job_id), records=len(ids), error=type(error.orig).__name__)
        return None


def _once(going: _Going, ids: Sequence[UUID], patience: str | None) -> Mapping[UUID, Outcome]:
    with _as(going.run, going.user) as session:
        if patience:
            session.execute(text("select set_config('lock_timeout', :patience, true)"), {"patience": patience})
        told = going.act(session, ids)
        session.flush()
        if going.keep:
            _write(session, going, told)
            return told
        session.rollback()
    with work() as session:
        _write(session, going, told)
    return told


@contextmanager
def _as(run: Run, user: Caller) -> Iterator[Session]:
    """In the name and the area of the one who asked."""
    with run.transaction(user.area) as session:
        session.info["actor"] = user
        yield session


def _write(session: Session, going: _Going, outcomes: Mapping[UUID, Outcome]) -> None:
    """Only what was done leaves something to take back. Last in its transaction: that it is still wanted."""
    well, ill = AFTER[going.state]
    told = [
        {
            "target_id": str(one), "state": ill if outcome.code else well, "code": outcome.code, "message": outcome.message,
            "before": dict(outcome.before or {}) if well is RowState.SUCCEEDED else None,
        }
        for one, outcome in outcomes.items()
    ]  # fmt: skip
    session.execute(OUTCOMES, {**_mine(going.run), "was": going.state, "told": json.dumps(told)})
    going.run.check(session)


def _finish(run: Run, state: OperationState) -> None:
    with run.transaction() as session:
        row = session.execute(
            select(RUN).where(RUN.county == run.county, RUN.id == run.subject_id).with_for_update()
        ).scalar_one()
        row.counts, row.state = _counts(session, row), state
        session.flush()
        told = {name: count for name, count in row.counts.items() if isinstance(count, int)}
        run.finish(session, result=told, errors=bool(told["failed"] or told["kept"]))


def _counts(session: Session, row: OperationRun) -> dict[str, Any]:
    mine = {"county": row.county, "run_id": row.id}
    by_state = {state: count for state, count in session.execute(BY_STATE, mine)}  # noqa: C416  rows, not pairs
    names = (one for one in RowState if one is not RowState.CHOSEN)
    reasons = [dict(one) for one in session.execute(REASONS, mine).mappings()]
    return {
        "total": sum(by_state.values()),
        **{name.value: by_state.get(name.value, 0) for name in names},
        "reasons": reasons,
    }


def _mine(run: Run) -> dict[str, Any]:
    return {"county": run.county, "run_id": run.subject_id}
