"""Telling systems: off the same ordered feed that they could read, so that an outage of theirs or ours loses nothing.

`prepare` turns what has come into messages and moves the endpoint's position in the same transaction. `deliver` tries one
message; what fails is tried again along the ladder of Standard Webhooks, then it is dead and waits for a person.
"""

import json
import random
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.client_models import ApiClient
from yihu.accounts.models import Role, User
from yihu.accounts.scopes import permissions_of
from yihu.integration import feed, posting, signing
from yihu.integration.models import MessageState, WebhookAttempt, WebhookEndpoint, WebhookMessage
from yihu.integration.resources import RESOURCES
from yihu.integration.schemas import Change
from yihu.kernel import clock
from yihu.kernel.jobs import defer, defer_each, work
from yihu.kernel.sync import Position

PER_MESSAGE = 60
"""Changes in one message: under 20 kB."""
LADDER = [
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
]  # fmt: skip
"""Standard Webhooks: what is waited after each failure; the first try is at once."""
SEND = "send_webhook"
GONE = 410
WHY_GONE = "对方答复 410，不再接收"
LONGEST_WHY = 200


def prepare(session: Session, endpoint: WebhookEndpoint) -> int:
    """Messages of what has come since; how many."""
    caller = caller_of(session, endpoint)
    kinds = [name for name in endpoint.resources if name in RESOURCES and RESOURCES[name].needs in caller.permissions]
    position, made, more = Position(endpoint.xid, endpoint.seq), 0, True
    while more and kinds:
        changes, position, more = feed.after(session, caller, kinds, position, PER_MESSAGE)
        if changes:
            ask_to_send(session, _message(session, endpoint, changes))
            made += 1
    endpoint.xid, endpoint.seq = position.xid, position.seq
    return made


def caller_of(session: Session, endpoint: WebhookEndpoint) -> Caller:
    """The system, with what it may now."""
    client, account = session.get_one(ApiClient, endpoint.client_id), session.get_one(User, endpoint.client_id)
    granted = permissions_of(client.scopes) if client.ended_at is None else frozenset()
    return Caller(client.id, client.id, account.name, Role.SYSTEM, account.region_code, False, granted)


def _message(session: Session, endpoint: WebhookEndpoint, changes: list[Change]) -> WebhookMessage:
    row = WebhookMessage(
        county=endpoint.county, region_code=endpoint.region_code, endpoint_id=endpoint.id, changes=len(changes),
        body=body_of(changes, clock.now()), due_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def body_of(changes: Sequence[Change], at: datetime) -> str:
    told = {
        "type": "records.changed",
        "timestamp": at.isoformat(timespec="milliseconds"),
        "data": {"changes": [change.model_dump(mode="json") for change in changes]},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def ask_to_send(session: Session, message: WebhookMessage, at: datetime | None = None) -> None:
    defer(session, SEND, at=at, county=message.county, message_id=str(message.id))


def make_due(session: Session, endpoint: WebhookEndpoint, *which: ColumnElement[bool], **values: Any) -> int:
    """Messages of an endpoint that is on are tried now, in the order in which they were made; how many."""
    m, now = WebhookMessage, clock.now()
    its = (m.county == endpoint.county, m.endpoint_id == endpoint.id, *which)
    due = update(m).where(*its).values(due_at=now, **values).returning(m.created_at, m.id)
    found = sorted(session.execute(due, execution_options={"synchronize_session": False}))
    defer_each(session, SEND, [{"county": endpoint.county, "message_id": str(message_id)} for _, message_id in found])
    return len(found)


def disable(session: Session, endpoint: WebhookEndpoint, why: str) -> None:
    """Nothing is sent any more; what waits keeps waiting, due at no time. The endpoint is locked by the caller."""
    endpoint.disabled_at, endpoint.disabled_why = clock.now(), why
    m = WebhookMessage
    waiting = (m.county == endpoint.county, m.endpoint_id == endpoint.id, m.state == MessageState.WAITING)
    session.execute(update(m).where(*waiting).values(due_at=None))


def deliver(county: str, message_id: UUID) -> None:
    """Try a message that waits and is due. The answer is awaited outside a transaction."""
    with work() as session:
        message = session.get(WebhookMessage, (county, message_id))
        if message is None or message.state is not MessageState.WAITING or not message.due_at:
            return
        if message.due_at > clock.now() + timedelta(seconds=1):
            return  # a later job of the ladder, or one that a redelivery has overtaken
        endpoint = session.get_one(WebhookEndpoint, (county, message.endpoint_id))
        if endpoint.disabled_at is not None or session.get_one(ApiClient, endpoint.client_id).ended_at is not None:
            message.due_at = None
            return
        keys = [endpoint.secret]
        if endpoint.previous_secret and endpoint.previous_until and endpoint.previous_until > clock.now():
            keys.append(endpoint.previous_secret)
        url, body = endpoint.url, message.body.encode()
    status, error, milliseconds = _try(url, f"msg_{message_id}", body, keys)
    with work() as session:
        _note(session, county, message_id, status, error, milliseconds)


def _try(url: str, name: str, body: bytes, keys: list[str]) -> tuple[int | None, str | None, int]:
    headers = {"content-type": "application/json", "user-agent": "yihu-webhooks/1"}
    headers |= signing.signed(name, int(clock.now().timestamp()), body, keys)
    started = time.monotonic()
    status, error = None, None
    try:
        status = posting.post(url, body, headers)
    except (posting.AddressForbidden, posting.NotAnswered) as why:
        error = str(why)[:LONGEST_WHY]
    return status, error, round((time.monotonic() - started) * 1000)


def _note(
    session: Session, county: str, message_id: UUID, status: int | None, error: str | None, milliseconds: int
) -> None:
    mine = (WebhookMessage.county == county, WebhookMessage.id == message_id)
    if status == GONE:  # the endpoint before its messages, as everybody locks them
        name = select(WebhookMessage.endpoint_id).where(*mine).scalar_subquery()
        its = (WebhookEndpoint.county == county, WebhookEndpoint.id == name)
        endpoint = session.scalars(select(WebhookEndpoint).where(*its).with_for_update()).one()
    message = session.scalars(select(WebhookMessage).where(*mine).with_for_update()).one()
    session.add(
        WebhookAttempt(
            county=county, region_code=message.region_code, message_id=message.id, status=status, error=error,
            milliseconds=milliseconds,
        )
    )  # fmt: skip
    if message.state is not MessageState.WAITING:
        return  # tried twice at once, and the other one was heard
    message.tries += 1
    if status is not None and 200 <= status < 300:
        message.state, message.due_at = MessageState.DELIVERED, None
        return
    if status == GONE:
        if endpoint.disabled_at is None:
            disable(session, endpoint, WHY_GONE)
        message.due_at = None
        return
    if message.tries > len(LADDER):
        message.state, message.due_at = MessageState.DEAD, None
        return
    wait = LADDER[message.tries - 1] * random.uniform(1, 1.2)  # noqa: S311  so that many do not come back at once
    message.due_at = clock.now() + wait
    ask_to_send(session, message, message.due_at)
