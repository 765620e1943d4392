"""接入系统: the administrator makes and ends them; auditors see what they did."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts import client_queries as queries
from yihu.accounts import clients
from yihu.accounts.access import Caller, Db, Reads, allow
from yihu.accounts.client_problems import (
    ClientIsEnded,
    ClientNotFound,
    ScopeBeyondPlace,
    SecretNotFound,
    TwoSecretsLive,
)
from yihu.accounts.client_schemas import (
    AccessRead,
    ApiClientCreate,
    ApiClientCreated,
    ApiClientRead,
    ApiClientUpdate,
    NewSecret,
    ScopeRead,
)
from yihu.accounts.permissions import Permission
from yihu.accounts.problems import OutsideYourArea, PasswordConfirmationRequired, RegionUnknown
from yihu.accounts.scopes import GRANTED
from yihu.kernel.paging import PAGE_REFUSALS, Page, PagingParams, page
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.schemas import Schema
from yihu.kernel.versions import Version, tag

router = APIRouter(tags=["api-clients"])

Manager = Annotated[Caller, Depends(allow(Permission.USERS_WRITE))]
Watcher = Annotated[Caller, Depends(allow(Permission.USERS_WRITE, Permission.AUDIT_READ))]
GONE = (ClientNotFound, ClientIsEnded)


class RouteUse(Schema):
    """What a client asked for in the last seven days."""

    method: str
    route: str
    requests: int
    failures: int
    last_at: datetime


@router.get("/api-scopes")
def list_api_scopes(user: Watcher) -> Page[ScopeRead]:  # noqa: ARG001  the guard is all that is asked of him
    items = [ScopeRead(scope=scope, label=grant.label) for scope, grant in GRANTED.items()]
    return Page(items=items, next_cursor=None, total=len(items))


@router.get("/api-clients")
def list_api_clients(user: Watcher, session: Db) -> Page[ApiClientRead]:
    """Systems of the caller's area, ended ones last."""
    items = clients.listed(session, user)
    return Page(items=items, next_cursor=None, total=len(items))


@router.post(
    "/api-clients",
    status_code=201,
    responses=problems(OutsideYourArea, RegionUnknown, ScopeBeyondPlace, PasswordConfirmationRequired),
)
def create_api_client(form: ApiClientCreate, user: Manager, session: Db) -> ApiClientCreated:
    """The answer holds the first secret; it is shown this once."""
    return clients.create(session, user, form)


@router.get("/api-clients/{client_id}", responses=problems(ClientNotFound))
def read_api_client(client_id: UUID, user: Watcher, session: Db, response: Response) -> ApiClientRead:
    found = clients.read(session, user, client_id)
    tag(response, found.version)
    return found


@router.patch("/api-clients/{client_id}", responses=problems(*GONE, VersionConflict, VersionRequired, ScopeBeyondPlace))
def update_api_client(
    client_id: UUID, form: ApiClientUpdate, version: Version, user: Manager, session: Db, response: Response
) -> ApiClientRead:
    found = clients.change(session, user, client_id, form, version)
    tag(response, found.version)
    return found


@router.post(
    "/api-clients/{client_id}:add-secret",
    status_code=201,
    responses=problems(*GONE, TwoSecretsLive, PasswordConfirmationRequired),
)
def add_api_secret(client_id: UUID, user: Manager, session: Db) -> NewSecret:
    """A second secret beside the first, shown this once; at most two work at the same time."""
    return clients.add_secret(session, user, client_id)


@router.post("/api-clients/{client_id}/secrets/{secret_id}:end", responses=problems(*GONE, SecretNotFound))
def end_api_secret(client_id: UUID, secret_id: UUID, user: Manager, session: Db) -> ApiClientRead:
    return clients.end_secret(session, user, client_id, secret_id)


@router.post("/api-clients/{client_id}:end", responses=problems(*GONE))
def end_api_client(client_id: UUID, user: Manager, session: Db) -> ApiClientRead:
    """At once and for good."""
    return clients.end(session, user, client_id)


@router.get(
    "/api-clients/{client_id}/accesses",
    response_model=Page[AccessRead],
    responses=problems(ClientNotFound, *PAGE_REFUSALS),
)
def list_api_accesses(
    client_id: UUID,
    user: Watcher,
    session: Db,
    reads: Reads,
    paging: PagingParams,
    route: Annotated[str | None, Query(max_length=200)] = None,
    refused: Annotated[bool | None, Query(description="只看失败的（状态码 400 及以上）")] = None,
) -> Response:
    """Every request it made in the last half year, newest first."""
    clients.read(session, user, client_id)
    return page(reads, queries.ACCESSES, {"client_id": client_id}, {"route": route, "refused": refused}, paging)


@router.get("/api-clients/{client_id}/use", responses=problems(ClientNotFound))
def read_api_use(client_id: UUID, user: Watcher, session: Db) -> Page[RouteUse]:
    items = clients.use(session, user, client_id)
    return Page(items=[RouteUse.model_validate(row) for row in items], next_cursor=None, total=len(items))
