"""Telling an address again all that it did not take, once its receiver is well.

Failed is what is dead, and what waits for its next try after a failed one: the ladder lasts three days and its upper rungs
are a day apart, so that after a shorter outage nothing is dead and most of it hours away.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.client_models import ApiClient
from yihu.accounts.client_problems import ClientIsEnded
from yihu.integration import endpoints, webhooks
from yihu.integration.endpoint_schemas import Redelivered, WebhookFailures
from yihu.integration.models import MessageState, WebhookMessage
from yihu.integration.problems import WebhookDisabled
from yihu.kernel import clock

M = WebhookMessage


def failures(session: Session, user: Caller, webhook_id: UUID, since: datetime | None) -> WebhookFailures:
    """How many would be sent again."""
    endpoints.read(session, user, webhook_id)
    dead, retrying = _failed()
    told = select(
        func.count().filter(dead).label("dead"), func.count().filter(retrying).label("retrying"),
        func.min(M.created_at).label("first_at"),
    ).where(M.county == user.county, M.endpoint_id == webhook_id, dead | retrying)  # fmt: skip
    if since is not None:
        told = told.where(M.created_at >= since)
    return WebhookFailures.model_validate(session.execute(told).one())


def redeliver_failed(session: Session, user: Caller, webhook_id: UUID, since: datetime) -> Redelivered:
    """Each once more from the first rung; what was asked to be sent a moment ago is due, and not failed any more."""
    row = endpoints.locked(session, user, webhook_id)
    if session.get_one(ApiClient, row.client_id).ended_at is not None:
        raise ClientIsEnded
    if row.disabled_at is not None:
        raise WebhookDisabled(f"{WebhookDisabled.title}（停用原因：{row.disabled_why}）")
    dead, retrying = _failed()
    messages = webhooks.make_due(
        session, row, dead | retrying, M.created_at >= since, state=MessageState.WAITING, tries=0
    )
    if messages:
        endpoints.note(session, row, "webhook.failed_redelivered", since=since.isoformat(), messages=messages)
    return Redelivered(messages=messages)


def _failed() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return M.state == MessageState.DEAD, (M.state == MessageState.WAITING) & (M.tries > 0) & (M.due_at > clock.now())
