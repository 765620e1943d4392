"""What an administrator does with the addresses of a system."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from yihu.accounts import client_queries
from yihu.accounts.access import Caller, within, within_binds
from yihu.accounts.client_models import ApiClient
from yihu.accounts.client_problems import ClientIsEnded, ClientNotFound
from yihu.accounts.models import Role, User
from yihu.integration import signing, webhooks
from yihu.integration.endpoint_schemas import (
    MessageWhole,
    WebhookCreate,
    WebhookRead,
    WebhookSecret,
    WebhookUpdate,
)
from yihu.integration.models import MessageState, WebhookAttempt, WebhookEndpoint, WebhookMessage
from yihu.integration.problems import MessageNotFound, WebhookLimit, WebhookNotFound
from yihu.kernel import audit, clock
from yihu.kernel.paging import Listing, any_of
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.sync import HORIZON
from yihu.kernel.versions import check_version

MOST = 5
CHANGE_OVER = timedelta(hours=24)
E, M, A = WebhookEndpoint, WebhookMessage, WebhookAttempt


def _many(user: Caller, state: MessageState) -> Any:
    mine = (M.county == user.county, M.endpoint_id == E.id, M.state == state)
    return select(func.count()).where(*mine).correlate(E).scalar_subquery().label(state.value)


def told(user: Caller) -> Select[*tuple[Any, ...]]:
    return select(
        E.id, E.client_id, E.url, E.resources, E.previous_until, E.disabled_at, E.disabled_why, E.version,
        _many(user, MessageState.WAITING), _many(user, MessageState.DEAD),
    ).where(reached(user)).order_by(E.created_at, E.id)  # fmt: skip


def reached(user: Caller) -> ColumnElement[bool]:
    """The addresses of his area; a system its own."""
    here = within(E, user)
    return here & (E.client_id == user.id) if user.role is Role.SYSTEM else here


def _last(column: Any, name: str) -> Any:
    tries = (
        select(column)
        .where(A.county == bindparam("county"), A.message_id == M.id)
        .order_by(A.created_at.desc(), A.id.desc())
    )
    return tries.limit(1).correlate(M).scalar_subquery().label(name)


MESSAGES = Listing(
    base=select(
        M.id, M.created_at, M.changes, M.state, M.tries, M.due_at,
        _last(A.status, "last_status"), _last(A.error, "last_error"), _last(A.created_at, "last_at"),
    ),
    area=within_binds(M),
    filters={"endpoint_id": M.endpoint_id == bindparam("endpoint_id"), "state": any_of(M.state, "state")},
    sorts={"created_at": [M.created_at, M.id], "-created_at": [M.created_at, M.id]},
    default_sort="-created_at",
)  # fmt: skip


def listed(session: Session, user: Caller, client_id: UUID | None) -> list[WebhookRead]:
    query = told(user) if client_id is None else told(user).where(E.client_id == client_id)
    return [WebhookRead.model_validate(row) for row in session.execute(query)]


def read(session: Session, user: Caller, webhook_id: UUID) -> WebhookRead:
    session.flush()
    row = session.execute(told(user).where(E.id == webhook_id)).one_or_none()
    if row is None:
        raise WebhookNotFound
    return WebhookRead.model_validate(row)


def create(session: Session, user: Caller, form: WebhookCreate) -> WebhookSecret:
    """It is told what changes from now on."""
    client = session.scalar(client_queries.visible(user).where(ApiClient.id == form.client_id).with_for_update())
    if client is None:
        raise ClientNotFound
    if client.ended_at is not None:
        raise ClientIsEnded
    count = select(func.count()).where(E.county == user.county, E.client_id == client.id)
    if session.scalars(count).one() >= MOST:
        raise WebhookLimit
    place = session.get_one(User, client.id).region_code
    secret, start = signing.new_secret(), session.execute(HORIZON).one().xmin
    row = E(
        county=user.county, region_code=place, client_id=client.id, url=form.url, resources=sorted(set(form.resources)),
        secret=secret, xid=start, seq=0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note(session, row, "webhook.created", url=row.url, resources=row.resources)
    return WebhookSecret(webhook=read(session, user, row.id), secret=secret)


def change(session: Session, user: Caller, webhook_id: UUID, form: WebhookUpdate, version: int) -> WebhookRead:
    """Another address, other resources, off and on. Off, nothing is forgotten: on again, it goes on where it was."""
    row = locked(session, user, webhook_id)
    check_version(row, version)
    given = form.model_dump(exclude_unset=True)
    for field, value in given.items():
        if value is None:
            raise ValidationFailed.at(f"/{field}", "missing", "必填")
    disabled = given.pop("disabled", row.disabled_at is not None)
    for field, value in given.items():
        setattr(row, field, value)
    if disabled and row.disabled_at is None:
        webhooks.disable(session, row, "管理员停用")
    if not disabled and row.disabled_at is not None:
        row.disabled_at = row.disabled_why = None
        webhooks.make_due(session, row, M.state == MessageState.WAITING)
    changes = audit.changes(row)
    if changes:
        note(session, row, "webhook.changed", changes=changes)
    return read(session, user, webhook_id)


def rotate(session: Session, user: Caller, webhook_id: UUID) -> WebhookSecret:
    """A new secret; for a day messages carry both signatures."""
    row = locked(session, user, webhook_id)
    row.previous_secret, row.previous_until = row.secret, clock.now() + CHANGE_OVER
    row.secret = secret = signing.new_secret()
    note(session, row, "webhook.secret_rotated")
    return WebhookSecret(webhook=read(session, user, webhook_id), secret=secret)


def redeliver(session: Session, user: Caller, message_id: UUID) -> MessageWhole:
    """Once more from the first rung of the ladder, under the same id; where the address is off, when it is on again."""
    row = session.scalar(select(M).where(*_reached_message(user, message_id)).with_for_update())
    if row is None:
        raise MessageNotFound
    endpoint = session.get_one(E, (row.county, row.endpoint_id))
    row.state, row.tries, row.due_at = MessageState.WAITING, 0, None if endpoint.disabled_at else clock.now()
    session.flush()
    if row.due_at:
        webhooks.ask_to_send(session, row)
    note(session, endpoint, "webhook.redelivered", message=str(row.id))
    return message(session, user, message_id)


def message(session: Session, user: Caller, message_id: UUID) -> MessageWhole:
    session.flush()
    row: Row[Any] | None = session.execute(
        MESSAGES.base.add_columns(M.body).where(*_reached_message(user, message_id)), {"county": user.county}
    ).one_or_none()
    if row is None:
        raise MessageNotFound
    tries = select(A.created_at.label("at"), A.status, A.error, A.milliseconds).where(
        within(A, user), A.message_id == message_id
    )
    attempts = session.execute(tries.order_by(A.created_at, A.id)).all()
    return MessageWhole.model_validate({**row._asdict(), "attempts": attempts})


def _reached_message(user: Caller, message_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return within(M, user), M.id == message_id, M.endpoint_id.in_(select(E.id).where(reached(user)))


def locked(session: Session, user: Caller, webhook_id: UUID) -> WebhookEndpoint:
    row = session.scalar(select(E).where(reached(user), E.id == webhook_id).with_for_update())
    if row is None:
        raise WebhookNotFound
    return row


def note(session: Session, row: WebhookEndpoint, action: str, **details: Any) -> None:
    place = row.county, row.region_code
    audit.record(session, action, county=place[0], region_code=place[1], subject=("webhook", row.id), **details)
