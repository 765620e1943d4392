"""Accounts and who answers for which place."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts import queries, sessions
from yihu.accounts.access import Caller
from yihu.accounts.models import ResponsibilityAssignment, Role, SavedView, User
from yihu.accounts.passwords import hash_password
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
    NewPassword,
    ResponsibilityCreate,
    ResponsibilityEnd,
    SavedViewCreate,
    UserCreate,
    UserCreated,
    UserRead,
    UserUpdate,
)
from yihu.kernel import audit, clock
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.regions.models import Region

TOWNSHIP_DIGITS, VILLAGE_DIGITS = 9, 12
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"


def first_password() -> str:
    """Readable over a telephone: no letters that look alike."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def list_users(session: Session, user: Caller) -> Sequence[User]:
    return session.scalars(queries.visible(user).order_by(User.region_code, User.username)).all()


def create_user(session: Session, user: Caller, form: UserCreate) -> UserCreated:
    check_region(session, user, form.region_code)
    _check_role(form.role, form.region_code)
    return _made(session, form)


def first_administrator(session: Session, county: str, username: str, name: str) -> UserCreated:
    """An administrator whom no administrator makes: for the operator of the machine, never for a request."""
    return _made(session, UserCreate(username=username, name=name, role=Role.ADMINISTRATOR, region_code=county))


def _made(session: Session, form: UserCreate) -> UserCreated:
    password = first_password()
    values = form.model_dump() | {"username": form.username.lower(), "password_hash": hash_password(password)}
    made = session.scalar(insert(User).values(values).on_conflict_do_nothing().returning(User))
    if made is None:
        raise UsernameTaken
    _audit(session, made, "user.created", role=made.role)
    return UserCreated(user=UserRead.model_validate(made), password=password)


def update_user(session: Session, user: Caller, user_id: UUID, form: UserUpdate, version: int) -> User:
    """A changed role or area takes effect at once: the person signs in again."""
    row = _locked(session, user, user_id)
    check_version(row, version)
    values = form.model_dump(exclude_unset=True)
    for field in ("name", "role", "region_code"):
        if field in values and values[field] is None:
            raise ValidationFailed.at(f"/{field}", "missing", "必填")
    if "region_code" in values:
        check_region(session, user, values["region_code"])
    _check_role(values.get("role", row.role), values.get("region_code", row.region_code))
    for field, value in values.items():
        setattr(row, field, value)
    told = audit.changes(row)
    if told:
        row.version += 1
        if {"role", "region_code"} & set(told):
            sessions.end(session, user_id=row.id)
        _audit(session, row, "user.updated", changes=told)
    return row


def reset_password(session: Session, user: Caller, user_id: UUID) -> NewPassword:
    row = _locked(session, user, user_id)
    password = first_password()
    row.password_hash = hash_password(password)
    row.must_change_password = True
    sessions.end(session, user_id=row.id)
    _audit(session, row, "user.password_reset")
    return NewPassword(username=row.username, password=password)


def disable(session: Session, user: Caller, user_id: UUID) -> User:
    row = _locked(session, user, user_id)
    if row.id == user.id:
        raise OutsideYourArea("不能停用自己的账号")
    row.disabled_at = row.disabled_at or clock.now()
    sessions.end(session, user_id=row.id)
    _audit(session, row, "user.disabled")
    return row


def enable(session: Session, user: Caller, user_id: UUID) -> User:
    row = _locked(session, user, user_id)
    row.disabled_at = None
    _audit(session, row, "user.enabled")
    return row


def sign_out_everywhere(session: Session, user: Caller, user_id: UUID) -> None:
    row = _locked(session, user, user_id)
    sessions.end(session, user_id=row.id)
    _audit(session, row, "user.signed_out")


def assign(session: Session, user: Caller, form: ResponsibilityCreate) -> ResponsibilityAssignment:
    check_region(session, user, form.region_code)
    row = ResponsibilityAssignment(county=user.county, **form.model_dump())
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise ResponsibilityOverlaps from error
    audit.record(
        session,
        "responsibility.assigned",
        county=row.county,
        region_code=row.region_code,
        subject=("responsibility", row.id),
        person=row.person_name,
        kind=row.kind,
        valid_from=str(row.valid_from),
    )
    return row


def end_assignment(session: Session, user: Caller, row_id: UUID, form: ResponsibilityEnd) -> ResponsibilityAssignment:
    query = queries.responsibilities(user, None, None).where(ResponsibilityAssignment.id == row_id)
    row = session.scalar(query.with_for_update())
    if row is None:
        raise ResponsibilityNotFound
    if form.valid_to <= row.valid_from:
        raise ValidationFailed.at("/valid_to", "before_start", "结束日期应晚于开始日期")
    row.valid_to = form.valid_to
    audit.record(
        session,
        "responsibility.ended",
        county=row.county,
        region_code=row.region_code,
        subject=("responsibility", row.id),
        valid_to=str(row.valid_to),
    )
    return row


def save_view(session: Session, user: Caller, form: SavedViewCreate) -> SavedView:
    values = form.model_dump() | {"user_id": user.id}
    row: SavedView | None = session.scalar(
        insert(SavedView).values(values).on_conflict_do_nothing().returning(SavedView)
    )
    if row is None:
        raise ViewNameTaken
    return row


def delete_view(session: Session, user: Caller, view_id: UUID) -> None:
    session.execute(delete(SavedView).where(SavedView.id == view_id, SavedView.user_id == user.id))


def _locked(session: Session, user: Caller, user_id: UUID) -> User:
    row = session.scalar(queries.visible(user).where(User.id == user_id).with_for_update())
    if row is None:
        raise UserNotFound
    return row


def check_region(session: Session, user: Caller, code: str) -> None:
    if not code.startswith(user.region_code):
        raise OutsideYourArea
    if not session.scalar(select(func.count()).where(Region.code == code)):
        raise RegionUnknown


def _check_role(role: Role, code: str) -> None:
    """A village cadre answers for a village, a township officer for a township: nobody gets more than his work needs."""
    fits = {Role.VILLAGE_CADRE: len(code) >= VILLAGE_DIGITS, Role.TOWNSHIP_OFFICER: len(code) == TOWNSHIP_DIGITS}
    if not fits.get(role, True):
        raise AreaDoesNotFitRole


def _audit(session: Session, row: User, action: str, **details: object) -> None:
    audit.record(
        session,
        action,
        county=row.county,
        region_code=row.region_code,
        subject=("user", row.id),
        name=row.name,
        **details,
    )
