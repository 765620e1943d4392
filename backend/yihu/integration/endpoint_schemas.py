from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from yihu.accounts.scopes import Scope
from yihu.integration.models import MessageState
from yihu.integration.resources import RESOURCES
from yihu.kernel.schemas import Input, Schema


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError("不是有效的网址") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or not url.isascii():
        raise ValueError("应为 https:// 开头的完整网址")
    if parts.username or parts.password or parts.fragment:
        raise ValueError("网址里不能带用户名、密码或 #")
    return url


def _known(name: str) -> str:
    if name not in RESOURCES:
        raise ValueError(f"没有这种资源，可用：{'、'.join(RESOURCES)}")
    return name


Url = Annotated[str, Field(min_length=8, max_length=500), AfterValidator(_address)]
Resources = Annotated[list[Annotated[str, AfterValidator(_known)]], Field(min_length=1, max_length=len(RESOURCES))]


class ResourceRead(Schema):
    """What a system can be told of; not without one of these scopes."""

    resource: str
    label: str
    scopes: list[Scope]


class WebhookRead(Schema):
    id: UUID
    client_id: UUID
    url: str
    resources: list[str]
    previous_until: datetime | None
    """Until when messages are signed with the secret of before as well."""
    disabled_at: datetime | None
    disabled_why: str | None
    waiting: int
    dead: int
    version: int


class WebhookCreate(Input):
    client_id: UUID
    url: Url
    resources: Resources


class WebhookUpdate(Input):
    url: Url | None = None
    resources: Resources | None = None
    disabled: bool | None = None


class WebhookSecret(Schema):
    """Shown this once."""

    webhook: WebhookRead
    secret: str


class MessageRead(Schema):
    id: UUID
    created_at: datetime
    changes: int
    state: MessageState
    tries: int
    due_at: datetime | None
    last_status: int | None
    last_error: str | None
    last_at: datetime | None


class AttemptRead(Schema):
    at: datetime
    status: int | None
    error: str | None
    milliseconds: int


class MessageWhole(MessageRead):
    """With what is sent and every try."""

    body: str
    attempts: list[AttemptRead]


class WebhookFailures(Schema):
    """What `:redeliver-failed` would send again; `retrying`: has failed and waits for its next try."""

    dead: int
    retrying: int
    first_at: datetime | None
    """When the oldest of them was made."""


class RedeliverFailed(Input):
    since: Annotated[AwareDatetime, Field(description="只重推这时及以后产生的推送")]


class Redelivered(Schema):
    messages: int
