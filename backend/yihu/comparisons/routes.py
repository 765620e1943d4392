from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow
from yihu.accounts.permissions import Permission
from yihu.comparisons import queries, service
from yihu.comparisons.models import Standing
from yihu.comparisons.problems import EntryNotFound, NotAnswered, NothingToAnswer
from yihu.comparisons.schemas import AnswerReturnForm, DifferenceAnswerForm, EntryRead, ListRead
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag

router = APIRouter(tags=["comparisons"])

Reader = Annotated[Caller, Depends(allow(Permission.ASSURANCES_READ))]
Answerer = Annotated[Caller, Depends(allow(Permission.DIFFERENCES_ANSWER))]
Returner = Annotated[Caller, Depends(allow(Permission.DIFFERENCES_RETURN))]
STALE = (VersionConflict, VersionRequired, IdempotencyKeyReused, StillInProgress)


@router.get("/department-lists")
def list_lists(user: Reader, session: Db, region_code: Place = None) -> list[ListRead]:
    """Lists that departments have sent, by item, day and place: how many lines match, and how far the others are answered."""
    return service.lists(session, user, region_code)


@router.get("/department-entries", response_model=Page[EntryRead], responses=problems(*PAGE_REFUSALS))
def list_entries(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    item: Codes = None,
    listed_on: date | None = None,
    standing: Annotated[list[Standing] | None, Query()] = None,
    differing: Codes = None,
    answer: Codes = None,
    answered: bool | None = None,
    open: Annotated[bool | None, Query(description="还要村里答复的")] = None,  # noqa: A002  its name on the wire
    superseded: bool | None = None,
    household_id: UUID | None = None,
    settled_on_gte: date | None = None,
    q: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """The lines of departments' lists beside what we have; for a department also the answers to what it sent."""
    given = {
        "item": item, "listed_on": listed_on, "standing": standing, "differing": differing, "answer": answer,
        "answered": answered, "open": open, "superseded": superseded, "household_id": household_id,
        "settled_on_gte": settled_on_gte, "q": words(q),
    }  # fmt: skip
    return page(reads, queries.entries(), queries.asking(user, region_code), given, paging)


@router.get("/department-entries/{entry_id}", responses=problems(EntryNotFound))
def read_entry(entry_id: UUID, user: Reader, session: Db, response: Response) -> EntryRead:
    found = service.read(session, user, entry_id)
    tag(response, found.version)
    return found


@router.post(
    "/department-entries/{entry_id}:answer", response_model=EntryRead,
    responses=problems(EntryNotFound, NothingToAnswer, *STALE),
)  # fmt: skip
def answer_entry(
    entry_id: UUID, form: DifferenceAnswerForm, version: Version, user: Answerer, session: Db, once: OnceKey
) -> Response:
    """What the village has found out about a difference."""
    return once.run(session, EntryRead, lambda: service.answer_one(session, user, entry_id, form, version))


@router.post(
    "/department-entries/{entry_id}:return", response_model=EntryRead,
    responses=problems(EntryNotFound, NotAnswered, *STALE),
)  # fmt: skip
def return_entry(
    entry_id: UUID, form: AnswerReturnForm, version: Version, user: Returner, session: Db, once: OnceKey
) -> Response:
    """The answer does not do: the village is asked again."""
    return once.run(session, EntryRead, lambda: service.send_back(session, user, entry_id, form, version))
