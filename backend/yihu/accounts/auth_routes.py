"""Signing in and out. The refresh token lives in an HttpOnly cookie, the access token only in the page's memory."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import select

from yihu.accounts import confirming, sessions
from yihu.accounts.access import CurrentUser, Db, Person
from yihu.accounts.models import User
from yihu.accounts.problems import ForeignOrigin, PasswordWrong, SignInRefused, TooManyAttempts
from yihu.accounts.schemas import LoginForm, Me, PasswordChange, PasswordConfirm, SessionRead
from yihu.kernel import problems as kernel_problems
from yihu.kernel.db import PublicDb
from yihu.kernel.problems import Unauthenticated, ValidationFailed, problems
from yihu.kernel.settings import settings
from yihu.kernel.web import client_address

router = APIRouter(tags=["auth"])
COOKIE_PATH = "/api/v1/auth"


def _cookie_name() -> str:
    # The __Host- prefix wants path "/" and https; without https a plain name is all a browser takes.
    return "__Host-yihu_refresh" if settings().server.https else "yihu_refresh"


def _own_origin(request: Request) -> None:
    """A page of another site must not use the cookie."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise ForeignOrigin


OwnOrigin = Depends(_own_origin)


def _set_cookie(response: Response, token: str) -> None:
    https = settings().server.https
    response.set_cookie(
        _cookie_name(),
        token,
        max_age=settings().security.refresh_days * 86400,
        httponly=True,
        secure=https,
        samesite="strict",
        path="/" if https else COOKIE_PATH,
    )


def _drop_cookie(response: Response) -> None:
    https = settings().server.https
    response.delete_cookie(_cookie_name(), httponly=True, secure=https, path="/" if https else COOKIE_PATH)


@router.post(
    "/auth/login",
    response_model=SessionRead,
    dependencies=[OwnOrigin],
    responses=problems(SignInRefused, TooManyAttempts, ForeignOrigin),
)
def login(form: LoginForm, request: Request, response: Response, session: PublicDb) -> SessionRead | Response:
    address = client_address(request)
    sessions.throttle(session, form.username.lower(), address)
    user = sessions.credentials_match(session, form)
    if user is None:
        # Answered, not raised: the failure has to be remembered.
        sessions.note_failure(session, form.username.lower(), address)
        return kernel_problems.response(request, SignInRefused())
    found, token = sessions.start(session, user, form.device)
    _set_cookie(response, token)
    return found


@router.post(
    "/auth/refresh",
    response_model=SessionRead,
    dependencies=[OwnOrigin],
    responses=problems(Unauthenticated, ForeignOrigin),
)
def refresh(request: Request, response: Response, session: PublicDb) -> SessionRead | Response:
    renewed = sessions.refresh(session, request.cookies.get(_cookie_name(), ""))
    if renewed is None:
        # Answered, not raised: ending a stolen sign-in has to be kept.
        return kernel_problems.response(request, Unauthenticated("请重新登录"))
    found, token = renewed
    _set_cookie(response, token)
    return found


@router.post("/auth/logout", status_code=204)
def logout(user: Person, response: Response, session: Db) -> None:
    sessions.end(session, user_id=user.id, sign_in_id=user.sign_in_id)
    _drop_cookie(response)


@router.post("/auth/logout-everywhere", status_code=204)
def logout_everywhere(user: Person, response: Response, session: Db) -> None:
    sessions.end(session, user_id=user.id)
    _drop_cookie(response)


@router.post(
    "/auth/change-password",
    response_model=SessionRead,
    responses=problems(PasswordWrong, TooManyAttempts, ValidationFailed),
)
def change_password(
    form: PasswordChange, user: Person, request: Request, response: Response, session: Db
) -> SessionRead | Response:
    account = confirming.proves(session, user, form.old_password.get_secret_value(), client_address(request))
    if account is None:
        # Answered, not raised: the failure has to be remembered.
        return kernel_problems.response(request, PasswordWrong("原密码不正确"))
    found, token = sessions.change_password(session, account, form.new_password.get_secret_value())
    _set_cookie(response, token)
    return found


@router.post(
    "/auth/confirm-password",
    status_code=204,
    response_model=None,
    responses=problems(PasswordWrong, TooManyAttempts),
)
def confirm_password(form: PasswordConfirm, user: CurrentUser, request: Request, session: Db) -> Response | None:
    """Before personal data in the clear or a key for a system: asked for by 403 `password_confirmation_required`."""
    if confirming.proves(session, user, form.password.get_secret_value(), client_address(request)) is None:
        return kernel_problems.response(request, PasswordWrong())
    confirming.confirm(session, user)
    return None


@router.get("/me")
def me(user: CurrentUser, session: Db) -> Me:
    return sessions.describe_user(session, session.scalars(select(User).where(User.id == user.id)).one())
