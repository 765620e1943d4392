from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow
from yihu.accounts.permissions import Permission
from yihu.helpers import queries, service
from yihu.helpers.problems import (
    HelperAccountTaken,
    HelperAlreadyThere,
    HelperNotFound,
    HelperRetired,
    HelperStillAnswers,
)
from yihu.helpers.schemas import HelperCreate, HelperRead, HelperRetire, HelperUpdate
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag

router = APIRouter(prefix="/helpers", tags=["helpers"])

Reader = Annotated[Caller, Depends(allow(Permission.PAIRINGS_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.PAIRINGS_WRITE))]
Words = Annotated[str | None, Query(max_length=40, description="姓名、拼音首字母、单位或编号的一部分")]
STALE = (HelperNotFound, HelperRetired, VersionConflict, VersionRequired)


@router.get("", response_model=Page[HelperRead], responses=problems(*PAGE_REFUSALS))
def list_helpers(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    kind: Codes = None,
    level: Codes = None,
    unit_id: UUID | None = None,
    user_id: UUID | None = None,
    on_duty: bool | None = None,
    paired: Annotated[bool | None, Query(description="在您可见的范围内现有结对")] = None,
    q: Words = None,
) -> Response:
    """Helpers of the area and those from above who may be sent to it."""
    given = {
        "kind": kind, "level": level, "unit_id": unit_id, "user_id": user_id, "on_duty": on_duty, "paired": paired,
        "q": words(q),
    }  # fmt: skip
    return page(reads, queries.helpers(), queries.binds(user, region_code), given, paging)


@router.post(
    "",
    status_code=201,
    response_model=HelperRead,
    responses=problems(HelperAlreadyThere, HelperAccountTaken, IdempotencyKeyReused, StillInProgress),
)
def register_helper(form: HelperCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, HelperRead, lambda: service.register(session, user, form), 201)


@router.get("/{helper_id}", responses=problems(HelperNotFound))
def read_helper(helper_id: UUID, user: Reader, session: Db, response: Response) -> HelperRead:
    found = service.read(session, user, helper_id)
    tag(response, found.version)
    return found


@router.patch("/{helper_id}", responses=problems(*STALE, HelperAlreadyThere, HelperAccountTaken))
def change_helper(
    helper_id: UUID, form: HelperUpdate, version: Version, user: Writer, session: Db, response: Response
) -> HelperRead:
    found = service.change(session, user, helper_id, form, version)
    tag(response, found.version)
    return found


@router.post(
    "/{helper_id}:retire",
    response_model=HelperRead,
    responses=problems(*STALE, HelperStillAnswers, IdempotencyKeyReused, StillInProgress),
)
def retire_helper(
    helper_id: UUID, form: HelperRetire, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    """Off duty; refused while pairings hold."""
    return once.run(session, HelperRead, lambda: service.retire(session, user, helper_id, form, version))
