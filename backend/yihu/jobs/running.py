"""The one task behind all long work: takes a job up, and says how it ended, whatever happens.

A job that died with its worker is taken up again and begins anew, so each kind's work ends in one transaction, or goes in
steps of which each may be done twice. Whoever took it up earlier and only seemed dead finds at his next word that
the job is no longer his, and leaves without a trace.
"""

from uuid import UUID

import structlog
from procrastinate import RetryStrategy
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from yihu.jobs import files
from yihu.jobs.kinds import KINDS
from yihu.jobs.models import LIVE, Job, JobState
from yihu.jobs.run import Actor, Cancelled, Hopeless, Overtaken, Run
from yihu.kernel import clock
from yihu.kernel.jobs import queue, work
from yihu.kernel.problems import Problem

log = structlog.get_logger("jobs")
DO = "do_job"
AGAIN = RetryStrategy(max_attempts=60, wait=5, retry_exceptions=[OperationalError, PoolTimeout])
"""While the database is away."""
MOST_ATTEMPTS = 8
"""Workers that one job may bring down, or that are killed for other reasons while they have it."""
POISON = f"处理时程序连续中断 {MOST_ATTEMPTS} 次，已停止，没有再试。请联系管理员"
BROKEN = "系统出错，没有写入任何数据，请联系管理员"


@queue.task(name=DO, retry=AGAIN)
def do_job(county: str, job_id: str) -> None:
    run = _taken_up(county, UUID(job_id))
    if run is None:
        return
    kind = KINDS[run.kind]
    try:
        kind.do(run)
    except Overtaken:
        log.info("job_overtaken", job_id=job_id)
    except Cancelled:
        _stopped(run, JobState.CANCELLED)
    except Hopeless as reason:
        _stopped(run, JobState.FAILED, str(reason))
    except Problem as refusal:
        _stopped(run, JobState.FAILED, refusal.detail or refusal.title)
    except (IntegrityError, OperationalError) as error:
        if error.connection_invalidated:
            raise
        log.exception("job_failed", job_id=job_id, kind=run.kind)
        _stopped(run, JobState.FAILED, kind.disturbed)
    except PoolTimeout:
        raise
    except Exception:
        log.exception("job_failed", job_id=job_id, kind=run.kind)
        _stopped(run, JobState.FAILED, BROKEN)


def _taken_up(county: str, job_id: UUID) -> Run | None:
    """The job, unless it has ended; one that has brought down too many workers is given up."""
    with work() as session:
        mine = (Job.county == county, Job.id == job_id, Job.state.in_(LIVE))
        row = session.scalar(select(Job).where(*mine).with_for_update())
        if row is None:
            return None
        if row.cancel_asked_at is not None or row.attempt >= MOST_ATTEMPTS:
            wanted = row.cancel_asked_at is None
            state = JobState.FAILED if wanted else JobState.CANCELLED
            _stop(session, row, state, POISON if wanted else None)
            return None
        row.state, row.attempt, row.started_at = JobState.RUNNING, row.attempt + 1, clock.now()
        row.done = row.failed = row.total = 0
        files.forget(row.id)
        actor = Actor(row.asked_by, row.asked_by_name)
        return Run(
            county, row.id, row.attempt, row.kind, row.region_code, row.subject_id or row.id, dict(row.args), actor
        )


def _stopped(run: Run, state: JobState, problem: str | None = None) -> None:
    """It has not come to its end; its record follows."""
    with work() as session:
        row = session.scalar(select(Job).where(*run.mine()).with_for_update())
        if row is not None:
            _stop(session, row, state, problem)


def _stop(session: Session, row: Job, state: JobState, problem: str | None) -> None:
    row.state, row.problem, row.phase, row.finished_at = state, problem, None, clock.now()
    KINDS[row.kind].stopped(session, row)
