"""Long work done here and now, without a queue."""

from uuid import UUID

from yihu.jobs.models import Job
from yihu.jobs.running import do_job
from yihu.kernel.jobs import work


def do(kind: str, record: type, county: str, subject_id: UUID, asked_by: UUID = UUID(int=0)) -> None:
    """Do one kind of work at a record that has a `job_id`."""
    with work() as session:
        job = Job(
            county=county, region_code=county, kind=kind, subject_id=subject_id, asked_by=asked_by, asked_by_name="benchmark"
        )  # fmt: skip
        session.add(job)
        session.flush()
        row = session.get(record, (county, subject_id))
        assert row is not None
        row.job_id = job.id
    do_job.func(county, str(job.id))
