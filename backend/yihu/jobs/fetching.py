"""Handing a job's file to the one who asked for it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.jobs import files, queries
from yihu.jobs.problems import FileGone
from yihu.kernel import audit, clock


def fetch(session: Session, user: Caller, job_id: UUID, name: str, ticket: str) -> tuple[dict[str, Any], Path]:
    row = queries.one(session, user, job_id)
    if row is None or not row.mine or not files.opens(ticket, job_id, user.id, name):
        raise FileGone
    stored = next((one for one in row.files if one["name"] == name), None)
    path = files.folder(job_id) / name
    if stored is None or row.files_until is None or row.files_until <= clock.now() or not path.is_file():
        raise FileGone
    audit.record(
        session, "job.file_fetched", county=user.county, region_code=row.region_code, subject=("job", job_id),
        kind=row.kind, sha256=stored["sha256"], rows=stored["rows"],
    )  # fmt: skip
    return dict(stored), path
