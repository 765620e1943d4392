"""Which rows of which list somebody means: the list's own address, as the page shows it.

The address is asked at its own route, in the caller's name, with a note that only the question is wanted: so a list's
filters, area and permissions are the list's own, and nothing is said twice.
"""

from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import Message

from yihu.exchange.problems import ListUnknown
from yihu.kernel.paging import ASKING, Asked

__all__ = ["Asked", "asked_at"]
API = "/api/v1"
KEPT_SIGNS = "=&%+:,-_.~"
"""Of a query as browsers write it; what a person has typed in Chinese is written their way."""
KEPT = ("type", "asgi", "http_version", "scheme", "server", "client", "root_path", "headers", "app", "state")


async def asked_at(request: Request, address: str) -> Asked:
    """What the list at an address like `/alerts?state=open&sort=-raised_on` asks for. Errors: its own; ListUnknown."""
    path, _, query = address.removeprefix(API).partition("?")
    if not path.startswith("/"):
        raise ListUnknown
    found: list[Asked] = []
    scope: dict[str, Any] = {name: request.scope[name] for name in KEPT if name in request.scope}
    scope |= {
        "method": "GET", "path": f"{API}{path}", "raw_path": quote(f"{API}{path}").encode(),
        "query_string": quote(query, safe=KEPT_SIGNS).encode(), ASKING: found,
    }  # fmt: skip
    async with AsyncExitStack() as stack:
        scope["fastapi_middleware_astack"] = stack
        try:
            await request.app.router(scope, _nothing, _unheard)
        except HTTPException:  # no such address, or one that cannot be read
            raise ListUnknown from None
    if not found:
        raise ListUnknown
    return found[0]


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _unheard(_message: Message) -> None:
    """What it answers is not wanted."""
