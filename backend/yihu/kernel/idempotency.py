"""`Idempotency-Key`: the key is claimed in the same transaction as its effect, so a retry can never apply twice.

Twins in flight wait for each other on the unique key (10 s, the session's lock_timeout), then the later one gets the
stored answer. Only executed outcomes are stored: a refused request leaves no trace and may be repeated.
Source: IETF draft-ietf-httpapi-idempotency-key-header; kept 30 days because a phone may sleep a month.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request
from fastapi.responses import Response
from psycopg.errors import LockNotAvailable
from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from yihu.kernel.models import Base, Stamped
from yihu.kernel.problems import Problem

KEY = re.compile(r'"?([A-Za-z0-9_\-]{16,64})"?')
T = TypeVar("T")


class IdempotencyKeyMalformed(Problem):
    """Make a key of your own for each thing you do, a UUID for instance, and keep it for repeats."""

    status = 400
    title = "Idempotency-Key 应为 16 到 64 位字母、数字、短横线或下划线"


class IdempotencyKeyReused(Problem):
    """The key came with another body before. A new key for a new thing; the same body for a repeat."""

    status = 422
    title = "同一个 Idempotency-Key 用在了不同的内容上"


class IdempotencyKeyRequired(Problem):
    """A system's POST must be safe to repeat. Send a key of your own making, the same one when you repeat."""

    status = 400
    title = "业务系统的 POST 请求须带 Idempotency-Key"


class StillInProgress(Problem):
    """The first request with this key is still at work. Repeat with the same key after `Retry-After`."""

    status = 409
    title = "同一请求正在处理，请稍后再试"
    headers = {"Retry-After": "2"}  # noqa: RUF012  nobody changes it


class IdempotencyKey(Stamped, Base):
    __tablename__ = "idempotency_key"

    principal: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes]
    status: Mapped[int | None]
    etag: Mapped[str | None]
    body: Mapped[str | None]


class Replay(Exception):  # noqa: N818  not an error: the stored answer
    def __init__(self, answer: Response) -> None:
        self.answer = answer


@dataclass(frozen=True)
class Once:
    """One attempt of a request; `run` applies it unless an earlier attempt already did."""

    operation: str
    key: str | None
    fingerprint: bytes

    def run(self, session: Session, shape: type[BaseModel], verb: Callable[[], Any], status: int = 200) -> Response:
        """Do `verb` once and answer with its result in `shape`; the answer is stored in the verb's own transaction."""
        if self.key is not None:
            self._claim(session)
        result = verb()
        session.flush()
        body = shape.model_validate(result).model_dump_json()
        version = getattr(result, "version", None)
        etag = f'"{version}"' if version is not None else None
        if self.key is not None:
            session.execute(
                update(IdempotencyKey).where(*self._mine(session)).values(status=status, etag=etag, body=body)
            )
        return _answer(status, body, etag)

    def _mine(self, session: Session) -> tuple[Any, ...]:
        return (
            IdempotencyKey.principal == _principal(session),
            IdempotencyKey.operation == self.operation,
            IdempotencyKey.key == self.key,
        )

    def _claim(self, session: Session) -> None:
        claim = insert(IdempotencyKey).values(
            principal=_principal(session), operation=self.operation, key=self.key, fingerprint=self.fingerprint
        )
        try:
            claimed = session.execute(claim.on_conflict_do_nothing().returning(IdempotencyKey.key)).first()
        except OperationalError as error:
            if isinstance(error.orig, LockNotAvailable):
                raise StillInProgress from error
            raise
        if claimed is None:
            earlier = session.execute(select(IdempotencyKey).where(*self._mine(session))).scalar_one()
            if earlier.fingerprint != self.fingerprint:
                raise IdempotencyKeyReused
            raise Replay(_answer(earlier.status or 200, earlier.body or "", earlier.etag, replayed=True))


def _principal(session: Session) -> str:
    return str(session.info["actor"].id)


def _answer(status: int, body: str, etag: str | None, *, replayed: bool = False) -> Response:
    headers = ({"ETag": etag} if etag else {}) | ({"Idempotency-Replayed": "true"} if replayed else {})
    return Response(body, status, headers=headers, media_type="application/json")


async def _once(
    request: Request,
    idempotency_key: Annotated[str | None, Header(description="16–64 位；重试时不变；业务系统必带")] = None,
) -> Once:
    if idempotency_key is not None:
        match = KEY.fullmatch(idempotency_key)
        if match is None:
            raise IdempotencyKeyMalformed
        idempotency_key = match[1]
    elif getattr(request.state, "system", None) and request.method == "POST":
        raise IdempotencyKeyRequired
    body = await request.body()
    path = f"{request.method} {request.url.path}"
    return Once(path, idempotency_key, hashlib.sha256(body).digest())


OnceKey = Annotated[Once, Depends(_once)]
