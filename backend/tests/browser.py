"""A browser that has its requests answered on the test's own thread: a probe costs what the application does, and no more."""

from asyncio import AbstractEventLoop

from fastapi import FastAPI
from httpx2 import ASGITransport, BaseTransport, Client, Request, Response


class _Direct(BaseTransport):
    def __init__(self, application: FastAPI, loop: AbstractEventLoop) -> None:
        self.application = ASGITransport(application, raise_app_exceptions=False)
        self.loop = loop

    def handle_request(self, request: Request) -> Response:
        request.read()
        return self.loop.run_until_complete(self._answer(request))

    async def _answer(self, request: Request) -> Response:
        answer = await self.application.handle_async_request(request)
        content = b"".join([part async for part in answer.stream])
        return Response(answer.status_code, headers=answer.headers, content=content)


class Browser(Client):
    def __init__(self, application: FastAPI, loop: AbstractEventLoop) -> None:
        super().__init__(
            base_url="http://testserver/api/v1", transport=_Direct(application, loop), follow_redirects=True
        )
