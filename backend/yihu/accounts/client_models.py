"""Systems that call the API: what they may, their secrets, and what they did."""

from datetime import datetime
from ipaddress import IPv4Network, IPv6Network
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import ARRAY, CIDR, INET
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.kernel.models import Base, Record, Stamped

Network = IPv4Network | IPv6Network


class ApiClient(Stamped):
    """A system of a department, a bank or a vendor. Its name and area are in its account, whose id is its own."""

    __tablename__ = "api_client"
    __table_args__ = (
        CheckConstraint("cardinality(scopes) > 0", "may_something"),
        CheckConstraint("cardinality(networks) > 0", "from_somewhere"),
        CheckConstraint("per_minute between 1 and 6000", "rate_plausible"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey(User.id), primary_key=True)
    scopes: Mapped[list[str]]
    networks: Mapped[list[Network]] = mapped_column(ARRAY(CIDR))
    """Where it calls from."""
    per_minute: Mapped[int]
    """Requests it may make in a minute."""
    contact: Mapped[str]
    """Whom to ring when it misbehaves."""
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default=text("1"), sort_order=92)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once


class ApiSecret(Record):
    """One of at most two secrets that work at the same time, known here only as a hash."""

    __tablename__ = "api_secret"
    __table_args__ = (
        CheckConstraint("slot in (1, 2)", "two_at_most"),
        Index("uq_api_secret_live", "client_id", "slot", unique=True, postgresql_where=text("ended_at is null")),
        Index(None, "client_id"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey(ApiClient.id))
    slot: Mapped[int]
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    hint: Mapped[str]
    """Its last four characters, to tell two apart."""
    last_used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ApiUse(Base):
    """How much of its minute a client has used: one small row that every request updates."""

    __tablename__ = "api_use"

    client_id: Mapped[UUID] = mapped_column(ForeignKey(ApiClient.id), primary_key=True)
    minute_began_at: Mapped[datetime | None]
    used: Mapped[int] = mapped_column(server_default=text("0"))
    last_used_at: Mapped[datetime | None]
    last_address: Mapped[str | None] = mapped_column(INET)


class ApiAccess(Base):
    """One request of a client. The addresses are of machines; what a request was about stands in the audit rows."""

    __tablename__ = "api_access"
    __table_args__ = (Index(None, "client_id", "at", "id"), Index(None, "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("uuidv7()"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey(ApiClient.id))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    method: Mapped[str]
    route: Mapped[str]
    """The path as the description of the API has it, with its places in braces."""
    status: Mapped[int]
    address: Mapped[str] = mapped_column(INET)
    request_id: Mapped[str]
