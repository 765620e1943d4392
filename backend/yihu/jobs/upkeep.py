"""What is done at night: files whose time is over go."""

from uuid import UUID

from sqlalchemy import select

from yihu.jobs import files
from yihu.jobs.models import Job
from yihu.jobs.running import DO as _DO  # noqa: F401  the one task registers itself
from yihu.kernel import clock
from yihu.kernel.jobs import queue, work
from yihu.kernel.settings import settings


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
