from uuid import uuid4

from tests.house.operation import Op
from yihu.jobs.models import Job

TICKET = "ticket=not-a-ticket"

OPERATIONS = {
    "GET /jobs": Op(),
    "GET /jobs/{job_id}": Op(),
    "DELETE /jobs/{job_id}": Op(),
    "GET /jobs/{job_id}/files/{name}": Op(query=TICKET, answer=404),  # it has made none
}


def plant(session, home, author) -> dict:
    """Work that the village has asked for."""
    job = Job(
        county=home.county, region_code=home.region_code, kind="plan.carry_over", about="2026 年", subject_id=uuid4(),
        asked_by=author.id, asked_by_name=author.name,
    )  # fmt: skip
    session.add(job)
    session.flush()
    return {"job_id": job.id, "name": "名单.xlsx"}
