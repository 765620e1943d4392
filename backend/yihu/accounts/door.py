"""The door for systems: every request with a system's token is checked against its client, counted and written down.

One statement lets it in: secret alive, address in its networks, the minute not used up. What it says holds for this
request, so a client that is ended, moved or given other scopes feels it at once, whatever its token says. The row of
`api_access` is committed before the answer leaves.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from ipaddress import IPv6Address, ip_address
from math import ceil
from uuid import UUID

from fastapi.routing import APIRoute
from joserfc import jwt
from joserfc.errors import JoseError
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yihu.accounts.access import Caller, signing_key
from yihu.accounts.client_models import ApiAccess
from yihu.accounts.client_problems import AddressRefused, ClientEnded, QuotaExceeded
from yihu.accounts.models import Role
from yihu.accounts.scopes import permissions_of
from yihu.kernel import clock
from yihu.kernel.db import NOWHERE, entering, transaction
from yihu.kernel.problems import Problem, Unauthenticated, Unavailable, response
from yihu.kernel.web import API, client_address

PREFIX = "yhs_"
"""Tells a system's token from a person's before anything is decoded, and a leaked one wherever it turns up."""
LONGEST = 200
"""Characters kept of an address that leads nowhere."""
AUDIENCE = "yihu-systems"
LIFE = timedelta(minutes=60)
WINDOW = timedelta(minutes=1)
CLAIMS = jwt.JWTClaimsRegistry(
    leeway=60, aud={"essential": True, "value": AUDIENCE}, exp={"essential": True}, sub={"essential": True}
)
ADMIT = text(
    """
    with client as (
      select u.id, u.name, u.region_code, c.scopes, c.per_minute,
        s.ended_at is null as alive, coalesce(cast(:address as inet) <<= any (c.networks), false) as near
      from api_secret s join api_client c on c.id = s.client_id join app_user u on u.id = c.id
      where s.id = :secret_id and c.id = :client_id),
    used as (
      update api_use x set last_used_at = :now, last_address = cast(:address as inet),
        minute_began_at = case when x.minute_began_at > :now - :window then x.minute_began_at else :now end,
        used = case when x.minute_began_at > :now - :window then x.used + 1 else 1 end
      from client where x.client_id = client.id and client.alive and client.near
      returning x.used, x.minute_began_at)
    select client.*, used.used, used.minute_began_at from client left join used on true
    """
)


@dataclass(frozen=True)
class Pass:
    """What a token says."""

    client_id: UUID
    secret_id: UUID
    scopes: frozenset[str]


@dataclass(frozen=True)
class Admitted:
    caller: Caller
    limit: int
    used: int
    resets_in: int
    """Seconds until the minute is over."""

    @property
    def headers(self) -> dict[str, str]:
        """draft-ietf-httpapi-ratelimit-headers."""
        left = max(0, self.limit - self.used)
        return {
            "RateLimit-Policy": f'"client";q={self.limit};w={int(WINDOW.total_seconds())}',
            "RateLimit": f'"client";r={left};t={self.resets_in}',
        }


def token_for(client_id: UUID, secret_id: UUID, scopes: list[str]) -> str:
    now = clock.now()
    claims = {
        "aud": AUDIENCE,
        "sub": str(client_id),
        "sid": str(secret_id),
        "scope": " ".join(scopes),
        "iat": int(now.timestamp()),
        "exp": int((now + LIFE).timestamp()),
    }
    return PREFIX + jwt.encode({"alg": "HS256", "typ": "at+jwt"}, claims, signing_key())


def read_pass(token: str) -> Pass:
    try:
        decoded = jwt.decode(token.removeprefix(PREFIX), signing_key(), algorithms=["HS256"])
        CLAIMS.validate(decoded.claims)
        claims = decoded.claims
        return Pass(UUID(claims["sub"]), UUID(claims["sid"]), frozenset(claims["scope"].split()))
    except (JoseError, KeyError, ValueError) as error:
        raise Unauthenticated("令牌无效或已过期，请重新获取") from error


def plain_address(address: str) -> str | None:
    """As PostgreSQL compares it: an IPv4 address in IPv6 clothes is an IPv4 address; null for what is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return str((found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found)


def admit(sessions: sessionmaker[Session], shown: Pass, address: str | None) -> Admitted:
    """Let the client in and count the request, or say why not."""
    now = clock.now()
    with transaction(sessions, entering(NOWHERE)) as session:
        asked = {"secret_id": shown.secret_id, "client_id": shown.client_id, "address": address, "now": now}
        row = session.execute(ADMIT, {**asked, "window": WINDOW}).one_or_none()
    if row is None or not row.alive:
        raise ClientEnded
    if not row.near:
        raise AddressRefused
    granted = permissions_of(shown.scopes & frozenset(row.scopes))
    caller = Caller(row.id, shown.secret_id, row.name, Role.SYSTEM, row.region_code, False, granted)
    return Admitted(caller, row.per_minute, row.used, _seconds(row.minute_began_at + WINDOW - now))


def _seconds(left: timedelta) -> int:
    return max(1, ceil(left.total_seconds()))


def note(
    sessions: sessionmaker[Session], client_id: UUID, request: Request, status: int, address: str, at: datetime
) -> None:
    """Write the request down. The route is known when the application has found it."""
    found = request.scope.get("route")
    path = API + found.path_format if isinstance(found, APIRoute) else request.url.path[:LONGEST]
    row = ApiAccess(
        client_id=client_id, at=at, method=request.method, route=path, status=status, address=address,
        request_id=request.state.request_id,
    )  # fmt: skip
    with transaction(sessions, entering(NOWHERE)) as session:
        session.add(row)


class Door:
    """Pure ASGI, inside the envelope: people's requests pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind, _, token = (Headers(scope=scope).get("authorization", "") if scope["type"] == "http" else "").partition(
            " "
        )
        if kind.lower() != "bearer" or not token.startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            shown = read_pass(token)
        except Unauthenticated as problem:
            await response(request, problem)(scope, receive, send)
            return
        try:
            await self._inside(request, shown, receive, send)
        except (OperationalError, PoolTimeout):
            await response(request, Unavailable())(scope, receive, send)

    async def _inside(self, request: Request, shown: Pass, receive: Receive, send: Send) -> None:
        sessions, address, at = request.app.state.sessions, plain_address(client_address(request)), clock.now()
        headers: dict[str, str] = {}

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
                if address is not None and known:
                    put = partial(note, sessions, shown.client_id, request, message["status"], address, at)
                    await run_in_threadpool(put)
            await send(message)

        known = True
        try:
            admitted = await run_in_threadpool(admit, sessions, shown, address)
        except Problem as problem:
            known = not isinstance(problem, ClientEnded)
            await response(request, problem)(request.scope, receive, noted)
            return
        headers = admitted.headers
        if admitted.used > admitted.limit:
            refused = QuotaExceeded(headers={"Retry-After": admitted.resets_in})
            await response(request, refused)(request.scope, receive, noted)
            return
        request.state.system = admitted.caller
        await self.app(request.scope, receive, noted)
