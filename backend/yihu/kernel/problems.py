"""Refusals and errors, told to the client as problem details (RFC 9457).

A room declares one class per refusal; routes list them with `responses=problems(...)`; nothing else knows about HTTP.
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg.errors import DiskFull
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from yihu.kernel.messages import chinese

log = structlog.get_logger()


class Problem(Exception):  # noqa: N818  a refusal is an answer, not a failure
    status: ClassVar[int] = 400
    title: ClassVar[str] = "请求无法完成"
    headers: ClassVar[dict[str, str]] = {}

    def __init__(self, detail: str | None = None, **extensions: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.extensions = extensions

    @classmethod
    def code(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class NotFound(Problem):
    status = 404
    title = "没有找到"


class NotAllowed(Problem):
    """The role or the scopes do not contain it."""

    status = 403
    title = "没有权限"


class Unauthenticated(Problem):
    """No token, or one that has run out or was ended. Get a new one."""

    status = 401
    title = "请先登录"
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": "Bearer"}


class Malformed(Problem):
    """The body is no JSON, or the address cannot be read."""

    status = 400
    title = "请求格式不正确"


class MethodNotAllowed(Problem):
    """See `Allow`."""

    status = 405
    title = "不支持这种请求方法"


class TooLarge(Problem):
    """Send less at once."""

    status = 413
    title = "内容太大"


class ValidationFailed(Problem):
    """Carries `errors`: [{pointer, code, message, params}]."""

    status = 422
    title = "填写有误"

    @classmethod
    def at(cls, pointer: str, code: str, message: str, **params: Any) -> "ValidationFailed":
        return cls(message, errors=[{"pointer": pointer, "code": code, "message": message, "params": params}])


class VersionConflict(Problem):
    """Somebody was faster. Read again, decide, and send the new `ETag`."""

    status = 412
    title = "内容已被他人修改，请刷新后再试"


class VersionRequired(Problem):
    """Read the record first, and send its `ETag`."""

    status = 428
    title = "缺少 If-Match 版本号"


class TooMany(Problem):
    """Wait as long as `Retry-After` says."""

    status = 429
    title = "操作太频繁，请稍后再试"


class ServerError(Problem):
    """Ours. Repeat with the same key; tell the administrator the `request_id` if it stays."""

    status = 500
    title = "系统出错，请稍后再试；若再次出现，请把请求编号告诉管理员"


class Unavailable(Problem):
    """The database is away or everything is in use. Repeat with the same key after `Retry-After`."""

    status = 503
    title = "系统暂时忙，请稍后再试"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "3"}


class StorageFull(Unavailable):
    """The administrator makes room on the server."""

    title = "服务器存储空间不足，请联系管理员"


class FieldError(BaseModel):
    pointer: str
    code: str
    message: str
    params: dict[str, Any]


class ProblemDetails(BaseModel):
    type: str
    title: str
    status: int
    code: str
    detail: str | None
    instance: str
    request_id: str
    errors: list[FieldError] | None = None


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: every refusal it can give, for OpenAPI and for the reader."""
    answers: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        answer = answers.setdefault(
            kind.status, {"content": {"application/problem+json": {"schema": PROBLEM_SCHEMA}}, "description": ""}
        )
        said = f"{kind.code()}: {kind.title}"
        answer["description"] = " / ".join(filter(None, [answer["description"], said]))
    return answers


PROBLEM_SCHEMA = {"$ref": "#/components/schemas/ProblemDetails"}


def response(request: Request, problem: Problem) -> JSONResponse:
    body = {
        "type": f"/problems/{problem.code()}",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code(),
        "detail": problem.detail,
        "instance": request.url.path,
        "request_id": getattr(request.state, "request_id", ""),
    }
    headers = problem.headers | {k: str(v) for k, v in problem.extensions.pop("headers", {}).items()}
    return JSONResponse(
        body | problem.extensions, problem.status, headers=headers, media_type="application/problem+json"
    )


def field_errors(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Pydantic's errors with JSON pointers and Chinese messages; the offending value is never repeated."""
    return [
        {
            "pointer": "/" + "/".join(str(part) for part in error["loc"] if part != "body"),
            "code": error["type"],
            "message": chinese(error),
            "params": {k: v for k, v in error.get("ctx", {}).items() if isinstance(v, str | int | float)},
        }
        for error in errors
    ]


def _from_http(error: HTTPException) -> Problem:
    known: dict[int, type[Problem]] = {
        400: Malformed,
        401: Unauthenticated,
        403: NotAllowed,
        404: NotFound,
        405: MethodNotAllowed,
        413: TooLarge,
    }
    kind = known.get(error.status_code)
    if kind:
        return kind(headers=dict(error.headers or {}))
    title = HTTPStatus(error.status_code).phrase
    other: Problem = type("HttpProblem", (Problem,), {"status": error.status_code, "title": title})()
    return other


def _from_database(error: Exception) -> Problem:
    if isinstance(getattr(error, "orig", None), DiskFull):
        return StorageFull()
    if isinstance(error, StaleDataError):
        return VersionConflict()
    lost = isinstance(error, OperationalError | PoolTimeout) or getattr(error, "connection_invalidated", False)
    return Unavailable() if lost else ServerError()


def install(app: FastAPI) -> None:
    @app.exception_handler(Problem)
    def _(request: Request, problem: Problem) -> JSONResponse:
        return response(request, problem)

    @app.exception_handler(RequestValidationError)
    def _(request: Request, error: RequestValidationError) -> JSONResponse:
        if any(e["type"] == "json_invalid" for e in error.errors()):
            return response(request, Malformed("内容不是有效的 JSON"))
        return response(request, ValidationFailed(errors=field_errors(error.errors())))

    @app.exception_handler(HTTPException)
    def _(request: Request, error: HTTPException) -> JSONResponse:
        return response(request, _from_http(error))

    @app.exception_handler(DBAPIError)
    @app.exception_handler(StaleDataError)
    @app.exception_handler(PoolTimeout)
    def _(request: Request, error: Exception) -> JSONResponse:
        problem = _from_database(error)
        if problem.status >= 500:
            log.error("database_error", exc_info=error)
        return response(request, problem)
