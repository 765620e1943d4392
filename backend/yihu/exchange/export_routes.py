from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response

from yihu.accounts.access import CurrentCaller, Db
from yihu.accounts.problems import PasswordConfirmationRequired
from yihu.exchange import exporting, exports  # noqa: F401  the lists are known
from yihu.exchange.asking import Asked, asked_at
from yihu.exchange.export import EXPORTS
from yihu.exchange.export_schemas import ExportForm, ExportList, ExportLists
from yihu.exchange.problems import ListNotExported, ListNotFollowed, ListUnknown, NothingMasked
from yihu.jobs import service as centre
from yihu.jobs.schemas import JobDetail
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.problems import problems
from yihu.kernel.sync import SyncTokenExpired, SyncTokenInvalid

router = APIRouter(prefix="/exports", tags=["exports"])


async def _wanted(request: Request, form: Annotated[ExportForm, Body()]) -> tuple[Asked, ExportForm]:
    return await asked_at(request, form.list), form


Wanted = Annotated[tuple[Asked, ExportForm], Depends(_wanted)]


@router.post(
    "", status_code=202, response_model=JobDetail,
    responses=problems(
        ListUnknown, ListNotExported, ListNotFollowed, NothingMasked, SyncTokenInvalid, SyncTokenExpired, IdempotencyKeyReused,
        StillInProgress, PasswordConfirmationRequired,
    ),
)  # fmt: skip
def create_export(user: CurrentCaller, wanted: Wanted, session: Db, once: OnceKey) -> Response:
    """Take a list away as it is filtered, every row; the job tells how far it is and has the file."""

    def ask() -> JobDetail:
        return centre.read(session, user, exporting.ask(session, user, *wanted))

    return once.run(session, JobDetail, ask, 202)


@router.get("/lists")
def list_exportable(user: CurrentCaller) -> ExportLists:  # noqa: ARG001  for whoever is signed in
    """The lists that can be taken away and their fixed columns."""
    return ExportLists(
        items=[
            ExportList(
                name=one.name,
                title=one.title,
                columns=list(one.columns),
                clear=bool(one.clear),
                followed=bool(one.follows),
            )
            for one in EXPORTS.values()
        ]
    )
