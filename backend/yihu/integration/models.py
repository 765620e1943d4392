"""Where systems want to be told, what they were told, and each try."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.client_models import ApiClient
from yihu.kernel.crypto import Sealed
from yihu.kernel.models import CountyRecord, Versioned, belongs_to


class MessageState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class WebhookEndpoint(Versioned):
    """An address of a system. It is told what the system may read, in the order of the change feed, up to (xid, seq)."""

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        CheckConstraint("cardinality(resources) > 0", "about_something"),
        CheckConstraint("(previous_secret is null) = (previous_until is null)", "changing_over"),
        CheckConstraint("(disabled_at is null) = (disabled_why is null)", "disabled_for_a_reason"),
        Index(None, "client_id"),
        Index(None, "county", "region_code"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey(ApiClient.id))
    url: Mapped[str]
    resources: Mapped[list[str]]
    secret: Mapped[str] = mapped_column(Sealed("webhook_endpoint.secret"))
    previous_secret: Mapped[str | None] = mapped_column(Sealed("webhook_endpoint.previous_secret"))
    previous_until: Mapped[datetime | None]
    xid: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int] = mapped_column(BigInteger)
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None]


class WebhookMessage(CountyRecord):
    """One message; each try sends these very bytes under this id."""

    __tablename__ = "webhook_message"
    __table_args__ = (
        belongs_to(WebhookEndpoint, "endpoint_id")[0],
        Index("ix_webhook_message_newest", "county", "endpoint_id", text("created_at desc"), text("id desc")),
        Index("ix_webhook_message_open", "county", "endpoint_id", postgresql_where=text("state <> 'delivered'")),
        Index(None, "created_at"),
    )

    endpoint_id: Mapped[UUID]
    body: Mapped[str]
    changes: Mapped[int]
    """How many it tells of."""
    state: Mapped[MessageState] = mapped_column(server_default=text("'waiting'"))
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    due_at: Mapped[datetime | None]
    """When it is tried next; null while it waits for its endpoint to be on again."""


class WebhookAttempt(CountyRecord):
    """What came of one try: the status answered, or why there was none."""

    __tablename__ = "webhook_attempt"
    __table_args__ = (*belongs_to(WebhookMessage, "message_id"),)

    message_id: Mapped[UUID]
    status: Mapped[int | None]
    error: Mapped[str | None]
    milliseconds: Mapped[int]
