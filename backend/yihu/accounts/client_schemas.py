from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field

from yihu.accounts.schemas import Code, Name
from yihu.accounts.scopes import Scope
from yihu.kernel.schemas import Input, Schema


def _network(value: Any) -> Any:
    """Text alone: a number would be read as an address too."""
    text = value.strip() if isinstance(value, str) else ""
    try:
        wide = ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError(f"“{text[:50]}”不是有效的网段，例如 10.12.0.0/16 或 10.12.3.4") from error
    if ip_interface(text).ip != wide.network_address:
        raise ValueError(f"“{text}”既像一台机器又像一个网段：整个网段写 {wide}，一台机器写 {text.partition('/')[0]}")
    return wide


NetworkText = Annotated[
    IPv4Network | IPv6Network,
    BeforeValidator(_network, json_schema_input_type=str),
    Field(description="CIDR，例如 10.12.0.0/16；单个地址也可以"),
]
Networks = Annotated[list[NetworkText], Field(min_length=1, max_length=50)]
Scopes = Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
PerMinute = Annotated[int, Field(ge=1, le=6000, description="每分钟请求数")]
Contact = Annotated[str, Field(min_length=2, max_length=80)]


class ScopeRead(Schema):
    scope: Scope
    label: str


class SecretRead(Schema):
    id: UUID
    hint: str
    """Its last four characters."""
    created_at: datetime
    last_used_at: datetime | None


class ApiClientRead(Schema):
    """`id` is the OAuth client_id."""

    id: UUID
    name: str
    region_code: str
    scopes: list[str]
    networks: list[Annotated[str, BeforeValidator(str)]]
    per_minute: int
    contact: str
    secrets: list[SecretRead]
    """Those that work."""
    last_used_at: datetime | None
    last_address: str | None
    requests_7_days: int
    failures_7_days: int
    ended_at: datetime | None
    version: int


class ApiClientCreate(Input):
    name: Name
    region_code: Code
    scopes: Scopes
    networks: Networks
    contact: Contact
    per_minute: PerMinute = 600


class ApiClientUpdate(Input):
    name: Name | None = None
    scopes: Scopes | None = None
    networks: Networks | None = None
    contact: Contact | None = None
    per_minute: PerMinute | None = None


class NewSecret(Schema):
    """Shown this once."""

    client_id: UUID
    client_secret: str


class ApiClientCreated(Schema):
    client: ApiClientRead
    client_secret: str


class AccessRead(Schema):
    id: UUID
    at: datetime
    method: str
    route: str
    status: int
    address: str
    request_id: str


class TokenRead(Schema):
    """RFC 6749, 5.1."""

    access_token: str
    token_type: str
    expires_in: int
    """Seconds."""
    scope: str


class TokenRefused(Schema):
    """RFC 6749, 5.2."""

    error: str
    error_description: str
