from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, CurrentUser, Db, KeepingDb, allow
from yihu.accounts.permissions import Permission
from yihu.field import desk, kit
from yihu.field import unfinished as unfinished  # noqa: PLC0414  adds what it knows to a hand-over
from yihu.field.problems import KitChanged
from yihu.field.schemas import Desk, FieldKit
from yihu.kernel.problems import problems

router = APIRouter(tags=["field"])

Worker = Annotated[Caller, Depends(allow(Permission.FIELD_WORK))]


@router.get("/field-kit", response_model=FieldKit, responses=problems(KitChanged))
def read_field_kit(
    user: Worker,
    session: KeepingDb,
    since: Annotated[str | None, Query(max_length=64, description="上次的 cursor")] = None,
) -> Response:
    """Everything the caller works with, for use without a network; since an earlier pull only what differs."""
    return Response(kit.pack(session, user, since), media_type="application/json")


@router.get("/desk")
def read_desk(user: CurrentUser, session: Db) -> Desk:
    return desk.read(session, user)
