from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts import queries, service
from yihu.accounts.access import Caller, CurrentUser, Db, allow
from yihu.accounts.models import ROLE_LABELS, User
from yihu.accounts.permissions import Permission
from yihu.accounts.problems import (
    AreaDoesNotFitRole,
    OutsideYourArea,
    RegionUnknown,
    ResponsibilityNotFound,
    ResponsibilityOverlaps,
    UsernameTaken,
    UserNotFound,
    ViewNameTaken,
)
from yihu.accounts.schemas import (
    Colleague,
    NewPassword,
    ResponsibilityCreate,
    ResponsibilityEnd,
    ResponsibilityRead,
    SavedViewCreate,
    SavedViewRead,
    UserCreate,
    UserCreated,
    UserRead,
    UserUpdate,
)
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import Page
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag

router = APIRouter(tags=["accounts"])

Manager = Annotated[Caller, Depends(allow(Permission.USERS_WRITE))]
Reader = Annotated[Caller, Depends(allow(Permission.RESPONSIBILITIES_READ))]
Seeing = Annotated[Caller, Depends(allow(Permission.HOUSEHOLDS_READ))]
Assigner = Annotated[Caller, Depends(allow(Permission.RESPONSIBILITIES_WRITE))]

MOST = 100
ONCE = (IdempotencyKeyReused, StillInProgress)


@router.get("/users")
def list_users(user: Manager, session: Db) -> Page[UserRead]:
    rows = [UserRead.model_validate(row) for row in service.list_users(session, user)]
    return Page(items=rows, next_cursor=None, total=len(rows))


@router.post(
    "/users",
    status_code=201,
    responses=problems(UsernameTaken, OutsideYourArea, RegionUnknown, AreaDoesNotFitRole),
)
def create_user(form: UserCreate, user: Manager, session: Db) -> UserCreated:
    """The answer holds the first password; it is shown this once."""
    return service.create_user(session, user, form)


@router.patch(
    "/users/{user_id}",
    response_model=UserRead,
    responses=problems(UserNotFound, VersionConflict, VersionRequired, OutsideYourArea, AreaDoesNotFitRole),
)
def update_user(
    user_id: UUID, form: UserUpdate, version: Version, user: Manager, session: Db, response: Response
) -> User:
    row = service.update_user(session, user, user_id, form, version)
    tag(response, row.version)
    return row


@router.post("/users/{user_id}:reset-password", responses=problems(UserNotFound))
def reset_password(user_id: UUID, user: Manager, session: Db) -> NewPassword:
    return service.reset_password(session, user, user_id)


@router.post("/users/{user_id}:disable", response_model=UserRead, responses=problems(UserNotFound, OutsideYourArea))
def disable_user(user_id: UUID, user: Manager, session: Db) -> User:
    return service.disable(session, user, user_id)


@router.post("/users/{user_id}:enable", response_model=UserRead, responses=problems(UserNotFound))
def enable_user(user_id: UUID, user: Manager, session: Db) -> User:
    return service.enable(session, user, user_id)


@router.post("/users/{user_id}:sign-out", status_code=204, responses=problems(UserNotFound))
def sign_out_user(user_id: UUID, user: Manager, session: Db) -> None:
    service.sign_out_everywhere(session, user, user_id)


@router.get("/colleagues")
def list_colleagues(
    user: Seeing, session: Db, q: Annotated[str | None, Query(max_length=40, description="姓名的一部分")] = None
) -> Page[Colleague]:
    """Whom of the caller's area a task can be given to, by name; at most a hundred."""
    rows = session.scalars(queries.colleagues(user, q and q.strip()).limit(MOST)).all()
    items = [Colleague(id=row.id, name=row.name, role_label=ROLE_LABELS[row.role]) for row in rows]
    return Page(items=items, next_cursor=None, total=None)


@router.get("/responsibilities")
def list_responsibilities(
    user: Reader, session: Db, region_code: Annotated[str | None, Query(max_length=15)] = None, on: date | None = None
) -> Page[ResponsibilityRead]:
    """With history, or with `on` those of one day."""
    rows = session.scalars(queries.responsibilities(user, region_code, on)).all()
    items = [ResponsibilityRead.model_validate(row) for row in rows]
    return Page(items=items, next_cursor=None, total=len(items))


@router.post(
    "/responsibilities",
    status_code=201,
    response_model=ResponsibilityRead,
    responses=problems(ResponsibilityOverlaps, OutsideYourArea, RegionUnknown, *ONCE),
)
def assign_responsibility(form: ResponsibilityCreate, user: Assigner, session: Db, once: OnceKey) -> Response:
    return once.run(session, ResponsibilityRead, lambda: service.assign(session, user, form), 201)


@router.post(
    "/responsibilities/{row_id}:end", response_model=ResponsibilityRead,
    responses=problems(ResponsibilityNotFound, *ONCE),
)  # fmt: skip
def end_responsibility(row_id: UUID, form: ResponsibilityEnd, user: Assigner, session: Db, once: OnceKey) -> Response:
    return once.run(session, ResponsibilityRead, lambda: service.end_assignment(session, user, row_id, form))


@router.get("/saved-views")
def list_saved_views(
    screen: Annotated[str, Query(max_length=40)], user: CurrentUser, session: Db
) -> Page[SavedViewRead]:
    items = [SavedViewRead.model_validate(row) for row in session.scalars(queries.saved_views(user, screen))]
    return Page(items=items, next_cursor=None, total=len(items))


@router.post("/saved-views", status_code=201, response_model=SavedViewRead, responses=problems(ViewNameTaken, *ONCE))
def save_view(form: SavedViewCreate, user: CurrentUser, session: Db, once: OnceKey) -> Response:
    return once.run(session, SavedViewRead, lambda: service.save_view(session, user, form), 201)


@router.delete("/saved-views/{view_id}", status_code=204)
def delete_saved_view(view_id: UUID, user: CurrentUser, session: Db) -> None:
    service.delete_view(session, user, view_id)
