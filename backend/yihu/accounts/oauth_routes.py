"""`POST /oauth/token`: OAuth 2.0 client credentials (RFC 6749, 4.4), the one grant there is.

Errors are RFC 6749's own JSON, as OAuth libraries read it, not problem details.
"""

import base64
import binascii
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import unquote_plus
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Header, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Row, text, update
from sqlalchemy.orm import Session

from yihu.accounts import sessions
from yihu.accounts.client_models import ApiAccess, ApiSecret
from yihu.accounts.client_schemas import TokenRead, TokenRefused
from yihu.accounts.clients import hashed
from yihu.accounts.door import LIFE, plain_address, token_for
from yihu.accounts.problems import TooManyAttempts
from yihu.kernel import clock
from yihu.kernel.db import PublicDb
from yihu.kernel.web import client_address

router = APIRouter(tags=["oauth"])
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
FIELDS = ("grant_type", "client_id", "client_secret", "scope")
TextField = Annotated[str | None, Form(max_length=2000)]
KNOWN = text(
    """
    select c.id, s.id as secret_id, c.scopes, coalesce(cast(:address as inet) <<= any (c.networks), false) as near
    from api_secret s join api_client c on c.id = s.client_id
    where c.id = :client_id and s.secret_hash = :secret_hash and s.ended_at is null
    """
)


@dataclass(frozen=True)
class Refused:
    """Returned, not raised: what it leaves behind (a failure counted, an access written) has to be kept."""

    error: str
    said: str
    status: int = 400
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What the client showed to prove itself, and from where."""

    client_id: str
    secret: str
    basic: bool
    address: str | None

    def wrong(self, said: str) -> Refused:
        return Refused("invalid_client", said, 401, {"WWW-Authenticate": 'Basic realm="yihu"'} if self.basic else {})


async def _doubled(request: Request) -> list[str]:
    """Parameters that stand twice, which RFC 6749, 3.2 forbids."""
    form = await request.form()
    return [name for name in FIELDS if len(form.getlist(name)) > 1]


@router.post(
    "/oauth/token",
    response_model=TokenRead,
    responses={400: {"model": TokenRefused}, 401: {"model": TokenRefused}, 429: {"model": TokenRefused}},
)
def issue_token(
    request: Request,
    session: PublicDb,
    doubled: Annotated[list[str], Depends(_doubled)],
    grant_type: TextField = None,
    client_id: TextField = None,
    client_secret: TextField = None,
    scope: TextField = None,
    authorization: Annotated[str | None, Header(description="Basic，或在表单里给 client_id 和 client_secret")] = None,
) -> Response:
    """A token for the Authorization header; ask for another when it has run out, there is no refresh token."""
    answer: TokenRead | Refused
    if doubled:
        answer = Refused("invalid_request", f"参数重复：{'、'.join(doubled)}")
    elif grant_type is None:
        answer = Refused("invalid_request", "缺少 grant_type；请求体应为 application/x-www-form-urlencoded")
    elif grant_type != "client_credentials":
        answer = Refused("unsupported_grant_type", "只支持 client_credentials")
    else:
        shown = _shown(authorization, client_id, client_secret, plain_address(client_address(request)))
        answer = shown if isinstance(shown, Refused) else _issue(session, request, shown, scope)
    if isinstance(answer, Refused):
        told = {"error": answer.error, "error_description": answer.said}
        return JSONResponse(told, answer.status, headers={**NO_STORE, **answer.headers})
    return JSONResponse(answer.model_dump(), headers=NO_STORE)


def _shown(
    authorization: str | None, client_id: str | None, secret: str | None, address: str | None
) -> Shown | Refused:
    kind, _, encoded = (authorization or "").partition(" ")
    if kind.lower() != "basic":
        if not client_id or not secret:
            return Refused("invalid_client", "缺少 client_id 或 client_secret", 401)
        return Shown(client_id, secret, False, address)
    if secret is not None:
        return Refused("invalid_request", "client_secret 只能用一种方式提交")
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        name = password = ""
    return Shown(unquote_plus(name), unquote_plus(password), True, address)


def _issue(session: Session, request: Request, shown: Shown, scope: str | None) -> TokenRead | Refused:
    found = _known(session, shown)
    if found is None:
        return _failed(session, shown)
    answer: TokenRead | Refused = _granted(found, scope) if found.near else shown.wrong("来源地址不在登记的网段内")
    if shown.address is not None:
        status = answer.status if isinstance(answer, Refused) else 200
        session.add(
            ApiAccess(
                client_id=found.id, at=clock.now(), method="POST", route="/oauth/token", status=status,
                address=shown.address, request_id=request.state.request_id,
            )
        )  # fmt: skip
    used = update(ApiSecret).where(ApiSecret.id == found.secret_id).values(last_used_at=clock.now())
    session.execute(used)
    return answer


def _known(session: Session, shown: Shown) -> Row[Any] | None:
    try:
        client_id = UUID(shown.client_id)
    except ValueError:
        return None
    asked = {"client_id": client_id, "secret_hash": hashed(shown.secret), "address": shown.address}
    return session.execute(KNOWN, asked).one_or_none()


def _failed(session: Session, shown: Shown) -> Refused:
    """Failures are counted by address alone, so that nobody locks a system out by guessing from elsewhere."""
    address = shown.address or "?"
    try:
        sessions.throttle(session, f"oauth {address}", address)
    except TooManyAttempts as many:
        wait = str(many.extensions["headers"]["Retry-After"])
        return Refused("temporarily_unavailable", "失败次数过多，请稍后再试", 429, {"Retry-After": wait})
    sessions.note_failure(session, f"oauth {address}", address)
    return shown.wrong("client_id 或 client_secret 不正确")


def _granted(found: Row[Any], scope: str | None) -> TokenRead | Refused:
    wanted = scope.split() if scope else list(found.scopes)
    beyond = sorted(set(wanted) - set(found.scopes))
    if beyond:
        return Refused("invalid_scope", f"没有授予的权限：{' '.join(beyond)}")
    token = token_for(found.id, found.secret_id, wanted)
    seconds = int(LIFE.total_seconds())
    return TokenRead(access_token=token, token_type="Bearer", expires_in=seconds, scope=" ".join(wanted))  # noqa: S106
