"""What is seen to from time to time: files whose time is over go, work that was lost on its way is queued again."""

from uuid import UUID

import structlog
from sqlalchemy import select, text

from yihu.jobs import files
from yihu.jobs.models import LIVE, Job
from yihu.jobs.running import DO
from yihu.kernel import clock
from yihu.kernel.jobs import defer, queue, work
from yihu.kernel.settings import settings

log = structlog.get_logger("jobs")
LOST = text(
    """
    /* every county: whose work is lost */
    select job.county, job.id, last.lock
    from job
    left join lateral (
        select status, lock from procrastinate_jobs
        where task_name = :task and args ->> 'job_id' = job.id::text
        order by id desc limit 1
    ) last on true
    where job.state = any(:live) and coalesce(last.status, 'failed') not in ('todo', 'doing')
    """
)


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="find_lost_jobs", queueing_lock="find_lost_jobs")
def find_lost_jobs(timestamp: int = 0) -> None:  # noqa: ARG001  the scheduler tells when it was due
    """Work that has not ended and that no worker will take up: the database was away longer than its tries lasted.

    Work ends before its place in the queue does, so that what is merely slow is never found here.
    """
    with work() as session:
        for county, job_id, lock in session.execute(LOST, {"task": DO, "live": [state.value for state in LIVE]}).all():
            log.warning("job_was_lost", county=county, job_id=str(job_id))
            defer(session, DO, lock=lock, county=county, job_id=str(job_id))


@queue.periodic(cron="50 18 * * *")
@queue.task(name="forget_job_files", queueing_lock="forget_job_files")
def forget_job_files(timestamp: int = 0) -> None:  # noqa: ARG001  the scheduler tells when it was due
    """What was made stays written down with its checksum; only the bytes go."""
    there = {UUID(place.name) for place in (settings().storage.files / "jobs").glob("*") if place.is_dir()}
    with work() as session:
        kept = select(Job.id).where(Job.id.in_(there), (Job.files_until > clock.now()) | Job.finished_at.is_(None))
        live = set(session.scalars(kept.prefix_with("/* every county: whose files are there */")))
    for job_id in there - live:
        files.forget(job_id)
