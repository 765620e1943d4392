"""Who is asking, what he may do, and whose rows he sees.

The access token is signed and carries the caller; that its sign-in is still alive is checked by the statement that opens
each transaction, so signing out takes effect at once without a query of its own.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from sqlalchemy import ColumnElement, bindparam, text
from sqlalchemy.orm import Session

from yihu.accounts.models import Role, SignIn, User
from yihu.accounts.permissions import GRANTS, Permission
from yihu.kernel import clock
from yihu.kernel import db as kernel_db
from yihu.kernel.crypto import keyring
from yihu.kernel.db import CONNECTIONS, Area, Opening, request_transaction
from yihu.kernel.problems import NotAllowed, Problem, Unauthenticated
from yihu.kernel.reading import Question, ReadPool, prepare
from yihu.kernel.settings import settings
from yihu.regions import zones

AUDIENCE = "yihu"
SIGNED_OUT = "已退出登录，请重新登录"
bearer = HTTPBearer(auto_error=False, description="POST /api/v1/auth/login 返回的 access_token")


class PasswordChangeRequired(Problem):
    """The password was given by an administrator. Change it first."""

    status = 403
    title = "首次登录请先修改密码"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes this request: a person who signed in, or a system that showed its secret (decision 0030)."""

    id: UUID
    sign_in_id: UUID
    """What ends his access at once when it is ended: the sign-in, or the system's secret."""
    name: str
    role: Role
    region_code: str
    must_change_password: bool
    scoped: frozenset[Permission] = frozenset()
    """What a system's scopes grant."""

    @property
    def county(self) -> str:
        return self.region_code[:6]

    @property
    def area(self) -> Area:
        return Area(self.county, self.region_code)

    @property
    def permissions(self) -> frozenset[Permission]:
        return GRANTS[self.role] | self.scoped

    def binds(self, region_code: str | None = None) -> dict[str, str]:
        """What `within_binds()` asks for: the caller's area, or the part of it that a list is narrowed to.

        A `Place` may be a zone: its villages are no range, see `kernel.narrowing`.
        """
        if zones.is_zone(region_code):
            return {**self.binds(), "zone": str(region_code)}
        area = Area(self.county, region_code) if region_code else self.area
        if not area.code.startswith(self.region_code):
            # A wider or foreign region: only what both share, which for another village is nothing.
            area = self.area if self.region_code.startswith(area.code) else Area(self.county, "-")
        return {"county": self.county, "lo": area.code, "hi": area.end}


def access_token(user: User, sign_in: SignIn) -> str:
    now = clock.now()
    claims = {
        "aud": AUDIENCE,
        "sub": str(user.id),
        "sid": str(sign_in.id),
        "name": user.name,
        "role": user.role.value,
        "region": user.region_code,
        "pwd": user.must_change_password,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=settings().security.access_minutes)).timestamp()),
    }
    return jwt.encode({"alg": "HS256", "typ": "at+jwt"}, claims, signing_key())


@cache
def signing_key() -> OctKey:
    return OctKey.import_key(keyring().token)


CLAIMS = jwt.JWTClaimsRegistry(
    leeway=60, aud={"essential": True, "value": AUDIENCE}, exp={"essential": True}, sub={"essential": True}
)


def read_token(token: str) -> Caller:
    try:
        decoded = jwt.decode(token, signing_key(), algorithms=["HS256"])
        CLAIMS.validate(decoded.claims)
        claims = decoded.claims
        if decoded.header.get("typ") != "at+jwt":
            raise Unauthenticated
        return Caller(
            UUID(claims["sub"]),
            UUID(claims["sid"]),
            claims["name"],
            Role(claims["role"]),
            claims["region"],
            claims["pwd"],
        )
    except (JoseError, KeyError, ValueError) as error:
        raise Unauthenticated("登录已过期，请重新登录") from error


async def signed_in(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Caller:
    """The caller, even if he still has to change his first password; a system has been let in by `accounts.door`."""
    if credentials is None:
        raise Unauthenticated
    system: Caller | None = getattr(request.state, "system", None)
    return system or read_token(credentials.credentials)


SignedIn = Annotated[Caller, Depends(signed_in)]


async def current_caller(caller: SignedIn) -> Caller:
    if caller.must_change_password:
        raise PasswordChangeRequired
    return caller


async def person(caller: SignedIn) -> Caller:
    """Passwords, devices and personal settings are people's."""
    if caller.role is Role.SYSTEM:
        raise NotAllowed
    return caller


async def current_user(caller: Annotated[Caller, Depends(person)]) -> Caller:
    return await current_caller(caller)


Person = Annotated[Caller, Depends(person)]
CurrentUser = Annotated[Caller, Depends(current_user)]
CurrentCaller = Annotated[Caller, Depends(current_caller)]


def allow(*permissions: Permission) -> Callable[[Caller], Awaitable[Caller]]:
    """The guard of a route: `Reader = Annotated[Caller, Depends(allow(Permission.LOANS_READ))]`; of several, any will do."""
    enough = frozenset(permissions)

    async def guard(user: CurrentCaller) -> Caller:
        if user.permissions.isdisjoint(enough):
            raise NotAllowed
        return user

    return guard


ENTER = text(
    "select set_config('yihu.lo', :lo, true), set_config('yihu.hi', :hi, true),"
    " exists(select from sign_in where id = :sign_in and ended_at is null)"
    " or exists(select from api_secret where id = :sign_in and ended_at is null)"
)
ENTER_READING = prepare(ENTER)


def _entering(caller: Caller) -> dict[str, Any]:
    return {"lo": caller.area.code, "hi": caller.area.end, "sign_in": caller.sign_in_id}


def opening_for(caller: Caller) -> Opening:
    """State the caller's area and make sure his sign-in has not been ended."""

    def opening(session: Session) -> None:
        *_, alive = session.execute(ENTER, _entering(caller)).one()
        if not alive:
            raise Unauthenticated(SIGNED_OUT)
        session.info.update(area=caller.area, actor=caller)

    return opening


def _session(request: Request, caller: SignedIn) -> Iterator[Session]:
    yield from request_transaction(request, opening_for(caller))


Db = Annotated[Session, Depends(_session, scope="function", max_concurrency=CONNECTIONS)]
"""The caller's session: one transaction, his area, committed before the answer leaves."""


def _writing_session(request: Request, caller: SignedIn) -> Iterator[Session]:
    yield from request_transaction(request, opening_for(caller), read_only=False)


KeepingDb = Annotated[Session, Depends(_writing_session, scope="function", max_concurrency=CONNECTIONS)]
"""For a GET that has to remember what it told: the field kit. Everything else that reads takes `Db` or `Reads`."""


@contextmanager
def own_rows(session: Session, caller: Caller) -> Iterator[None]:
    """Rows that carry the caller's own id, in whatever place of the county he was when he made them.

    Statements inside must name him (`user_id == caller.id`): row-level security shows the whole county meanwhile. When one
    fails, rolling back its savepoint or transaction brings the narrower area back.
    """
    session.flush()
    session.execute(kernel_db.ENTER, {"lo": caller.county, "hi": Area(caller.county, caller.county).end})
    yield
    session.flush()
    session.execute(ENTER, _entering(caller))


@dataclass(frozen=True)
class CallersReads:
    """The short way for lists and pages: see `kernel.reading`."""

    pool: ReadPool
    caller: Caller

    def fetch(self, *queries: Question) -> list[list[Any]]:
        """The rows of each query, in the caller's area; refused when his sign-in has been ended."""
        (entered,), *found = self.pool.fetch((ENTER_READING, _entering(self.caller)), *queries)
        if not entered[2]:
            raise Unauthenticated(SIGNED_OUT)
        return found


async def _reads(request: Request, caller: SignedIn) -> CallersReads:
    return CallersReads(request.app.state.reads, caller)


Reads = Annotated[CallersReads, Depends(_reads)]
"""For GET routes that fetch ready JSON; everything else takes `Db`."""


Place = Annotated[
    str | None,
    Query(pattern=rf"^(\d{{2,15}}|{zones.ID})$", description="区划代码，含下级；或片区的编号，即它现有的各村"),
]
"""The part of the caller's area that a list is narrowed to: a region, or a zone."""


def area(user: Caller, region_code: str | None = None) -> dict[str, str | date]:
    """What most lists are asked with: the caller's area or a part of it, and the business date."""
    return {**user.binds(region_code), "today": clock.business_date()}


def within(row: Any, caller: Caller) -> ColumnElement[bool]:
    """Rows of the caller's area. `row` is a county table or an alias of one."""
    found: ColumnElement[bool] = (
        (row.county == caller.county) & (row.region_code >= caller.area.code) & (row.region_code < caller.area.end)
    )
    return found


def within_binds(row: Any) -> ColumnElement[bool]:
    """The same with binds, for statements that are built once; `Caller.binds` has the values."""
    found: ColumnElement[bool] = (
        (row.county == bindparam("county")) & (row.region_code >= bindparam("lo")) & (row.region_code < bindparam("hi"))
    )
    return found
