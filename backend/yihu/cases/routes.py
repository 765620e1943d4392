from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow, area
from yihu.accounts.permissions import Permission
from yihu.cases import queries, reading, service
from yihu.cases.forms import EndForm, OpenForm, SendBack, Side, StepForm
from yihu.cases.models import CaseState
from yihu.cases.problems import (
    CaseClosed,
    CaseIdTaken,
    CaseNotFound,
    DecidedAlready,
    NoPlanInForce,
    NothingToReturn,
    NoticeNotOver,
    RemovalRefused,
    SamePerson,
    StepNotYours,
    StepOutOfOrder,
    StepWithoutDocument,
)
from yihu.cases.procedures import Procedure
from yihu.cases.schemas import CaseCount, CaseRead, CaseRow
from yihu.households.problems import HouseholdNotFound
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag

router = APIRouter(tags=["cases"])

Reader = Annotated[Caller, Depends(allow(Permission.CASES_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.CASES_WRITE))]
Reviewer = Annotated[Caller, Depends(allow(Permission.CASES_REVIEW))]
Words = Annotated[str | None, Query(max_length=40, description="姓名、拼音首字母或户编号的一部分")]
STALE = (CaseNotFound, CaseClosed, VersionConflict, VersionRequired, IdempotencyKeyReused, StillInProgress)


@router.get("/cases", response_model=Page[CaseRow], responses=problems(*PAGE_REFUSALS))
def list_cases(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    household_id: UUID | None = None,
    procedure: Annotated[list[Procedure] | None, Query()] = None,
    step: Codes = None,
    state: Annotated[list[CaseState] | None, Query()] = None,
    channel: Codes = None,
    monitor_class: Codes = None,
    late: Annotated[bool | None, Query(description="过了本环节的期限")] = None,
    side: Annotated[Side | None, Query(description="下一环节由哪一级办理")] = None,
    q: Words = None,
) -> Response:
    given = {
        "household_id": household_id, "procedure": procedure, "step": step, "state": state, "channel": channel,
        "monitor_class": monitor_class, "late": late, "side": side, "q": words(q),
    }  # fmt: skip
    return page(reads, queries.CASES, area(user, region_code), given, paging)


@router.get("/cases/by-step")
def count_by_step(user: Reader, session: Db, region_code: Place = None) -> Page[CaseCount]:
    """Open cases by village, procedure and next step; each figure is the length of the list it links to."""
    rows = session.execute(queries.counts(), area(user, region_code)).all()
    return Page(items=[CaseCount.model_validate(row) for row in rows], next_cursor=None, total=len(rows))


@router.post(
    "/cases", status_code=201, response_model=CaseRead,
    responses=problems(HouseholdNotFound, CaseIdTaken, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def open_case(form: OpenForm, user: Writer, session: Db, once: OnceKey) -> Response:
    """Open a case from a clue; a household with an open one of the same procedure gets the clue added to it."""
    return once.run(session, CaseRead, lambda: reading.told(session, user, service.open_case(session, user, form)), 201)


@router.get("/cases/{case_id}", responses=problems(CaseNotFound))
def read_case(case_id: UUID, user: Reader, session: Db, response: Response) -> CaseRead:
    found = reading.read(session, user, case_id)
    tag(response, found.version)
    return found


@router.post(
    "/cases/{case_id}/steps", response_model=CaseRead,
    responses=problems(
        *STALE, StepOutOfOrder, StepNotYours, SamePerson, StepWithoutDocument, NoticeNotOver, NoPlanInForce, RemovalRefused,
    ),
)  # fmt: skip
def take_step(case_id: UUID, form: StepForm, version: Version, user: Writer, session: Db, once: OnceKey) -> Response:
    """Take the next step. Review and decision are a second person's; a vote that does not pass leaves the case where it is."""
    return once.run(
        session,
        CaseRead,
        lambda: reading.told(session, user, service.take_step(session, user, case_id, form, version)),
    )


@router.post(
    "/cases/{case_id}:return", response_model=CaseRead, responses=problems(*STALE, NothingToReturn, SamePerson)
)
def send_back(case_id: UUID, form: SendBack, version: Version, user: Reviewer, session: Db, once: OnceKey) -> Response:
    """Back to an earlier step of the phase, to be done again from there."""
    return once.run(
        session,
        CaseRead,
        lambda: reading.told(session, user, service.send_back(session, user, case_id, form, version)),
    )


@router.post("/cases/{case_id}:end", response_model=CaseRead, responses=problems(*STALE, DecidedAlready, SamePerson))
def end_case(case_id: UUID, form: EndForm, version: Version, user: Reviewer, session: Db, once: OnceKey) -> Response:
    """Not taken in, with the reason; by somebody who has not worked on it."""
    return once.run(
        session, CaseRead, lambda: reading.told(session, user, service.end(session, user, case_id, form, version))
    )
