from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from yihu.accounts.access import CurrentCaller, Db, Reads
from yihu.exchange.asking import asked_at
from yihu.exchange.problems import ListUnknown
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Asked, Codes, Page, PagingParams, page
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag
from yihu.operations import queries, service
from yihu.operations import working as _working  # noqa: F401  its kinds of long work are known
from yihu.operations.models import RowState
from yihu.operations.operation import OPERATIONS
from yihu.operations.problems import (
    NotReversible,
    OperationNotFound,
    OperationNotThere,
    OperationUnknown,
    WrongList,
)
from yihu.operations.schemas import (
    OperationForm,
    OperationKind,
    OperationKinds,
    OperationRead,
    OperationRowRead,
)

router = APIRouter(tags=["operations"])
STEP = problems(
    OperationNotFound, OperationNotThere, VersionConflict, VersionRequired, IdempotencyKeyReused, StillInProgress
)


async def _wanted(request: Request, form: Annotated[OperationForm, Body()]) -> tuple[OperationForm, Asked | None]:
    return form, await asked_at(request, form.list) if form.list else None


@router.get("/operation-kinds")
def list_operation_kinds(user: CurrentCaller) -> OperationKinds:
    """What the caller may do at many records at once."""
    return OperationKinds(
        items=[
            OperationKind(
                operation=one.name, title=one.title, fields=list(one.form.model_fields), reversible=one.undo is not None
            )
            for one in OPERATIONS.values()
            if one.permission in user.permissions
        ]
    )


@router.post(
    "/operations", status_code=202, response_model=OperationRead,
    responses=problems(ListUnknown, OperationUnknown, WrongList, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def ask_for_operation(
    user: CurrentCaller,
    wanted: Annotated[tuple[OperationForm, Asked | None], Depends(_wanted)],
    session: Db,
    once: OnceKey,
) -> Response:
    """Have it previewed for up to 100,000 records; nothing is done before `:start`."""
    return once.run(session, OperationRead, lambda: service.ask(session, user, *wanted), 202)


@router.get("/operations/{operation_id}", responses=problems(OperationNotFound))
def read_operation(operation_id: UUID, user: CurrentCaller, session: Db, response: Response) -> OperationRead:
    found = service.told(service.find(session, user, operation_id))
    tag(response, found.version)
    return found


@router.get(
    "/operations/{operation_id}/rows", response_model=Page[OperationRowRead],
    responses=problems(*PAGE_REFUSALS),
)  # fmt: skip
def list_operation_rows(
    operation_id: UUID,
    user: CurrentCaller,
    reads: Reads,
    paging: PagingParams,
    state: Annotated[list[RowState] | None, Query()] = None,
    code: Codes = None,
) -> Response:
    """What is foreseen for each record, or became of it, and why not."""
    area = {**user.binds(), "run_id": operation_id, "me": user.id}
    return page(reads, queries.ROWS, area, {"state": state, "code": code}, paging)


@router.post("/operations/{operation_id}:start", status_code=202, response_model=OperationRead, responses=STEP)
def start_operation(operation_id: UUID, user: CurrentCaller, session: Db, version: Version, once: OnceKey) -> Response:
    """Do what was foreseen. What is refused meanwhile is told at its row; cancelling the job leaves the rest undone."""
    return once.run(session, OperationRead, lambda: service.start(session, user, operation_id, version), 202)


@router.post(
    "/operations/{operation_id}:reverse", status_code=202, response_model=OperationRead,
    responses={**STEP, **problems(NotReversible)},
)  # fmt: skip
def reverse_operation(
    operation_id: UUID, user: CurrentCaller, session: Db, version: Version, once: OnceKey
) -> Response:
    """Take back what was done, except where somebody has gone on since."""
    return once.run(session, OperationRead, lambda: service.reverse(session, user, operation_id, version), 202)
