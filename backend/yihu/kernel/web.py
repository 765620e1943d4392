"""What every request gets: an id, security headers, one log line."""

import re
import time
from http import HTTPStatus
from uuid import uuid4

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yihu.kernel.problems import Malformed, ServerError, response
from yihu.kernel.settings import settings

log = structlog.get_logger("access")
PROBES = {"/api/v1/health", "/api/v1/ready"}
"""Asked every few seconds by machines: worth a line only when the answer is bad."""
API = "/api/v1"
ANSWERED = ("/api/", "/oauth/")
"""What is not the page: logged, and kept by no cache."""
REQUEST_ID = re.compile(rb"[A-Za-z0-9_\-]{8,64}")

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self)",
}


async def no_nul(request: Request) -> None:
    """PostgreSQL's text cannot hold NUL: an address with one is refused at the door, as in `Input` a field with one."""
    if b"%00" in request.scope["query_string"] or "\0" in request.scope["path"]:
        raise Malformed("地址含有不可见的控制字符")


def client_address(request: Request) -> str:
    """The peer, or what a proxy we trust says about it."""
    peer = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-for", "")
    if forwarded and peer in settings().server.trusted_proxies:
        return forwarded.rsplit(",", 1)[-1].strip()
    return peer


class Envelope:
    """Pure ASGI: BaseHTTPMiddleware would cost more than the rest of a small request."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = SECURITY_HEADERS | (
            {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if https else {}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = self._request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status, started_answer = 500, False

        async def seal(message: Message) -> None:
            nonlocal status, started_answer
            if message["type"] == "http.response.start":
                status, started_answer = message["status"], True
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(ANSWERED):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, seal)
            except Exception as error:  # here and not in a handler of FastAPI's, whose answer would leave unsealed
                log.exception("unhandled", exc_info=error)
                if started_answer:
                    raise
                await response(Request(scope), ServerError())(scope, receive, seal)
            finally:
                if scope["path"].startswith(ANSWERED):
                    quiet = scope["path"] in PROBES and status < HTTPStatus.BAD_REQUEST
                    (log.debug if quiet else log.info)(
                        "request",
                        method=scope["method"],
                        path=scope["path"],
                        status=status,
                        ms=round((time.perf_counter() - started) * 1000, 1),
                    )

    @staticmethod
    def _request_id(scope: Scope) -> str:
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        return given.decode() if REQUEST_ID.fullmatch(given) else uuid4().hex
