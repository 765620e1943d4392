"""推送地址: where systems are told, and what came of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime

from yihu.accounts.access import Caller, Db, Reads, allow, area
from yihu.accounts.client_problems import ClientIsEnded, ClientNotFound
from yihu.accounts.permissions import Permission
from yihu.integration import endpoints, recovering
from yihu.integration.endpoint_schemas import (
    MessageRead,
    MessageWhole,
    Redelivered,
    RedeliverFailed,
    ResourceRead,
    WebhookCreate,
    WebhookFailures,
    WebhookRead,
    WebhookSecret,
    WebhookUpdate,
)
from yihu.integration.problems import MessageNotFound, WebhookDisabled, WebhookLimit, WebhookNotFound
from yihu.integration.resources import RESOURCES
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag

router = APIRouter(tags=["webhooks"])

Manager = Annotated[Caller, Depends(allow(Permission.USERS_WRITE))]
Recoverer = Annotated[Caller, Depends(allow(Permission.USERS_WRITE, Permission.WEBHOOKS_RECOVER))]
Watcher = Annotated[Caller, Depends(allow(Permission.USERS_WRITE, Permission.AUDIT_READ, Permission.WEBHOOKS_RECOVER))]


@router.get("/webhook-resources")
def list_webhook_resources(user: Watcher) -> Page[ResourceRead]:  # noqa: ARG001  the guard is all that is asked of him
    items = [ResourceRead(resource=name, label=one.label, scopes=one.scopes) for name, one in RESOURCES.items()]
    return Page(items=items, next_cursor=None, total=len(items))


@router.get("/webhooks")
def list_webhooks(user: Watcher, session: Db, client_id: UUID | None = None) -> Page[WebhookRead]:
    items = endpoints.listed(session, user, client_id)
    return Page(items=items, next_cursor=None, total=len(items))


@router.post("/webhooks", status_code=201, responses=problems(ClientNotFound, ClientIsEnded, WebhookLimit))
def create_webhook(form: WebhookCreate, user: Manager, session: Db) -> WebhookSecret:
    """The answer holds the signing secret; it is shown this once."""
    return endpoints.create(session, user, form)


@router.patch("/webhooks/{webhook_id}", responses=problems(WebhookNotFound, VersionConflict, VersionRequired))
def update_webhook(
    webhook_id: UUID, form: WebhookUpdate, version: Version, user: Manager, session: Db, response: Response
) -> WebhookRead:
    found = endpoints.change(session, user, webhook_id, form, version)
    tag(response, found.version)
    return found


@router.post("/webhooks/{webhook_id}:rotate-secret", responses=problems(WebhookNotFound))
def rotate_webhook_secret(webhook_id: UUID, user: Manager, session: Db) -> WebhookSecret:
    """For a day messages carry the signatures of both."""
    return endpoints.rotate(session, user, webhook_id)


@router.get(
    "/webhooks/{webhook_id}/messages",
    response_model=Page[MessageRead],
    responses=problems(WebhookNotFound, *PAGE_REFUSALS),
)
def list_webhook_messages(
    webhook_id: UUID, user: Watcher, session: Db, reads: Reads, paging: PagingParams, state: Codes = None
) -> Response:
    """What it was told in the last 30 days, newest first."""
    endpoints.read(session, user, webhook_id)
    return page(reads, endpoints.MESSAGES, area(user), {"endpoint_id": webhook_id, "state": state}, paging)


@router.get("/webhooks/{webhook_id}/failures", responses=problems(WebhookNotFound))
def count_webhook_failures(
    webhook_id: UUID,
    user: Watcher,
    session: Db,
    since: Annotated[AwareDatetime | None, Query(description="只数这时及以后产生的推送")] = None,
) -> WebhookFailures:
    """What failed and is not delivered yet: the preview of `:redeliver-failed`."""
    return recovering.failures(session, user, webhook_id, since)


@router.post(
    "/webhooks/{webhook_id}:redeliver-failed", response_model=Redelivered,
    responses=problems(WebhookNotFound, WebhookDisabled, ClientIsEnded, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def redeliver_failed_webhook_messages(
    webhook_id: UUID, form: RedeliverFailed, user: Recoverer, session: Db, once: OnceKey
) -> Response:
    """All that failed since, each once more under its own webhook-id, behind whatever is new."""
    return once.run(session, Redelivered, lambda: recovering.redeliver_failed(session, user, webhook_id, form.since))


@router.get("/webhook-messages/{message_id}", responses=problems(MessageNotFound))
def read_webhook_message(message_id: UUID, user: Watcher, session: Db) -> MessageWhole:
    return endpoints.message(session, user, message_id)


@router.post(
    "/webhook-messages/{message_id}:redeliver", response_model=MessageWhole,
    responses=problems(MessageNotFound, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def redeliver_webhook_message(message_id: UUID, user: Recoverer, session: Db, once: OnceKey) -> Response:
    """Once more, under the same webhook-id."""
    return once.run(session, MessageWhole, lambda: endpoints.redeliver(session, user, message_id))
