from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow
from yihu.accounts.permissions import Permission
from yihu.field import devices, queries, receiving, settling
from yihu.field.command_schemas import CommandBatch, CommandResults, FieldCommandRead, FieldDeviceRead, SettleForm
from yihu.field.models import CommandStatus
from yihu.field.problems import AlreadySettled, FieldCommandNotFound, StillRefused
from yihu.kernel import clock
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Page, PagingParams, page
from yihu.kernel.problems import problems

router = APIRouter(tags=["field"])

Worker = Annotated[Caller, Depends(allow(Permission.FIELD_WORK))]
Watcher = Annotated[Caller, Depends(allow(Permission.FIELD_WATCH))]


@router.post("/field-commands")
def send_commands(batch: CommandBatch, user: Worker, session: Db) -> CommandResults:
    """What a phone has to say, oldest first; always 200 with one result for each command, whatever became of it.

    The id of a command makes it safe to send again, so there is no Idempotency-Key.
    """
    return receiving.receive(session, user, batch)


@router.get("/field-commands", response_model=Page[FieldCommandRead], responses=problems(*PAGE_REFUSALS))
def list_commands(
    user: Worker,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    status: Annotated[list[CommandStatus] | None, Query()] = None,
    user_id: UUID | None = None,
    mine: Annotated[bool, Query(description="只看本人的")] = False,
) -> Response:
    """The caller's own; for those who watch over field work everybody's of their area."""
    only_own = mine or Permission.FIELD_WATCH not in user.permissions
    given = {"status": status, "user_id": user.id if only_own else user_id}
    return page(reads, queries.command_list(), user.binds(region_code), given, paging)


@router.post(
    "/field-commands/{command_id}:settle",
    response_model=FieldCommandRead,
    responses=problems(FieldCommandNotFound, AlreadySettled, StillRefused, IdempotencyKeyReused, StillInProgress),
)
def settle_command(command_id: UUID, form: SettleForm, user: Worker, session: Db, once: OnceKey) -> Response:
    """Decide about a conflict or a refused command: one's own, or for the office any of its area."""
    return once.run(session, FieldCommandRead, lambda: settling.settle(session, user, command_id, form))


@router.get("/field-devices", response_model=Page[FieldDeviceRead], responses=problems(*PAGE_REFUSALS))
def list_devices(
    user: Watcher,
    session: Db,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    user_id: UUID | None = None,
    stale: bool | None = None,
    waiting: Annotated[bool | None, Query(description="还有内容没有上传")] = None,
) -> Response:
    """What phones last said of their pending work."""
    area = {
        **user.binds(region_code),
        "stale_before": devices.stale_before(session, user, clock.business_date()),
    }
    return page(reads, queries.DEVICES, area, {"user_id": user_id, "stale": stale, "waiting": waiting}, paging)
