from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse

from yihu.accounts.access import CurrentCaller, KeepingDb, Reads
from yihu.accounts.access import Db as Session
from yihu.jobs import fetching, queries, service
from yihu.jobs.models import JobState
from yihu.jobs.problems import FileGone, JobEnded, JobNotFound, JobNotYours
from yihu.jobs.schemas import JobDetail, JobRead
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page
from yihu.kernel.problems import problems

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.get("", response_model=Page[JobRead], responses=problems(*PAGE_REFUSALS))
def list_jobs(
    user: CurrentCaller,
    reads: Reads,
    paging: PagingParams,
    kind: Codes = None,
    state: Annotated[list[JobState] | None, Query()] = None,
    mine: Annotated[bool | None, Query(description="只列我交办的")] = None,
) -> Response:
    """Long work of the caller, and of others of his area who do what he may do; newest first."""
    return page(reads, queries.jobs(), queries.asking(user), {"kind": kind, "state": state, "mine": mine}, paging)


@router.get("/{job_id}", responses=problems(JobNotFound))
def read_job(job_id: UUID, user: CurrentCaller, session: Session, response: Response) -> JobDetail:
    """How far it is; ask again after `Retry-After` until it has ended."""
    found = service.read(session, user, job_id)
    if found.finished_at is None:
        response.headers["Retry-After"] = "2"
    return found


@router.delete("/{job_id}", status_code=202, responses=problems(JobNotFound, JobNotYours, JobEnded))
def cancel_job(job_id: UUID, user: CurrentCaller, session: Session) -> JobDetail:
    """Stop it; what runs stops at its next step, and `cancelling` is true until then."""
    return service.cancel(session, user, job_id)


@router.get("/{job_id}/files/{name}", response_class=FileResponse, responses=problems(FileGone))
def fetch_job_file(
    job_id: UUID, name: str, user: CurrentCaller, session: KeepingDb, ticket: Annotated[str, Query(max_length=1000)]
) -> FileResponse:
    """By the link that the job tells him who asked for it; each fetch is written down."""
    stored, path = fetching.fetch(session, user, job_id, name, ticket)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return FileResponse(path, media_type=stored["media_type"], headers=headers)
