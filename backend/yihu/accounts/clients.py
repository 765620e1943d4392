"""Systems: made, changed, given another secret, ended. A secret is told once and kept as a hash."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from yihu.accounts import client_queries as queries
from yihu.accounts import confirming
from yihu.accounts.access import Caller
from yihu.accounts.client_models import ApiClient, ApiSecret, ApiUse
from yihu.accounts.client_problems import (
    ClientIsEnded,
    ClientNotFound,
    ScopeBeyondPlace,
    SecretNotFound,
    TwoSecretsLive,
)
from yihu.accounts.client_schemas import (
    ApiClientCreate,
    ApiClientCreated,
    ApiClientRead,
    ApiClientUpdate,
    NewSecret,
)
from yihu.accounts.models import Role, User
from yihu.accounts.scopes import Scope, beyond
from yihu.accounts.service import check_region
from yihu.kernel import audit, clock
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version

SLOTS = (1, 2)
NO_PASSWORD = "-"  # noqa: S105  no hash: nothing typed can match it
HINT = 4


def hashed(secret: str) -> bytes:
    """256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def listed(session: Session, user: Caller) -> list[ApiClientRead]:
    return [ApiClientRead.model_validate(row) for row in _rows(session, user)]


def read(session: Session, user: Caller, client_id: UUID) -> ApiClientRead:
    session.flush()
    for row in _rows(session, user, client_id):
        return ApiClientRead.model_validate(row)
    raise ClientNotFound


def _rows(session: Session, user: Caller, client_id: UUID | None = None) -> list[Row[Any]]:
    query = queries.told(user)
    if client_id is not None:
        query = query.where(ApiClient.id == client_id)
    return list(session.execute(query, {"since": clock.now() - queries.LATELY}).all())


def create(session: Session, user: Caller, form: ApiClientCreate) -> ApiClientCreated:
    confirming.require(session, user)
    check_region(session, user, form.region_code)
    _check_scopes(form.region_code, form.scopes)
    account = User(
        username=f"system-{secrets.token_hex(8)}", name=form.name, role=Role.SYSTEM, region_code=form.region_code,
        password_hash=NO_PASSWORD, must_change_password=False,
    )  # fmt: skip
    session.add(account)
    session.flush()
    row = ApiClient(id=account.id, **_values(form.model_dump(exclude={"name", "region_code"})))
    session.add(row)
    session.flush()
    session.add(ApiUse(client_id=row.id))
    _audit(session, account, "api_client.created", **form.model_dump(exclude={"name", "region_code"}))
    secret = _add_secret(session, row)
    return ApiClientCreated(client=read(session, user, row.id), client_secret=secret)


def change(session: Session, user: Caller, client_id: UUID, form: ApiClientUpdate, version: int) -> ApiClientRead:
    """Holds from the next request on, for tokens that are out as well."""
    row, account = _locked(session, user, client_id)
    check_version(row, version)
    given = form.model_dump(exclude_unset=True)
    for field, value in given.items():
        if value is None:
            raise ValidationFailed.at(f"/{field}", "missing", "必填")
    _check_scopes(account.region_code, given.get("scopes", ()))
    account.name = given.pop("name", account.name)
    for field, value in _values(given).items():
        setattr(row, field, value)
    told = {**audit.changes(account), **audit.changes(row)}
    if told:
        row.updated_at = clock.now()  # a new name alone is a new version too
        _audit(session, account, "api_client.changed", changes=told)
    return read(session, user, client_id)


def add_secret(session: Session, user: Caller, client_id: UUID) -> NewSecret:
    """A second one beside the first: the system changes over, then the first is ended."""
    confirming.require(session, user)
    row, account = _locked(session, user, client_id)
    secret = _add_secret(session, row)
    _audit(session, account, "api_client.secret_added", hint=secret[-HINT:])
    return NewSecret(client_id=row.id, client_secret=secret)


def _add_secret(session: Session, row: ApiClient) -> str:
    live = session.scalars(select(ApiSecret.slot).where(ApiSecret.client_id == row.id, ApiSecret.ended_at.is_(None)))
    free = sorted(set(SLOTS) - set(live))
    if not free:
        raise TwoSecretsLive
    secret = f"yhk_{secrets.token_urlsafe(32)}"
    session.add(ApiSecret(client_id=row.id, slot=free[0], secret_hash=hashed(secret), hint=secret[-HINT:]))
    session.flush()
    return secret


def end_secret(session: Session, user: Caller, client_id: UUID, secret_id: UUID) -> ApiClientRead:
    """Tokens got with it end at once."""
    row, account = _locked(session, user, client_id)
    mine = (ApiSecret.id == secret_id, ApiSecret.client_id == row.id, ApiSecret.ended_at.is_(None))
    hint = session.scalar(update(ApiSecret).where(*mine).values(ended_at=clock.now()).returning(ApiSecret.hint))
    if hint is None:
        raise SecretNotFound
    _audit(session, account, "api_client.secret_ended", hint=hint)
    return read(session, user, client_id)


def end(session: Session, user: Caller, client_id: UUID) -> ApiClientRead:
    """For good: its secrets and tokens end at once, its records and its log stay."""
    row, account = _locked(session, user, client_id)
    row.ended_at = account.disabled_at = clock.now()
    live = (ApiSecret.client_id == row.id, ApiSecret.ended_at.is_(None))
    session.execute(update(ApiSecret).where(*live).values(ended_at=row.ended_at))
    _audit(session, account, "api_client.ended")
    return read(session, user, client_id)


def _locked(session: Session, user: Caller, client_id: UUID) -> tuple[ApiClient, User]:
    row = session.scalar(queries.visible(user).where(ApiClient.id == client_id).with_for_update(of=ApiClient))
    if row is None:
        raise ClientNotFound
    if row.ended_at is not None:
        raise ClientIsEnded
    return row, session.get_one(User, row.id)


def _check_scopes(region_code: str, scopes: Iterable[Scope]) -> None:
    labels = beyond(region_code, scopes)
    if labels:
        raise ScopeBeyondPlace(f"{ScopeBeyondPlace.title}：{'、'.join(labels)}")


def _values(given: dict[str, Any]) -> dict[str, Any]:
    if "scopes" in given:
        given["scopes"] = sorted(set(given["scopes"]))
    return given


def _audit(session: Session, account: User, action: str, **details: Any) -> None:
    audit.record(
        session,
        action,
        county=account.county,
        region_code=account.region_code,
        subject=("api_client", account.id),
        client=account.name,
        **to_jsonable_python(details),  # networks as text
    )


def use(session: Session, user: Caller, client_id: UUID) -> list[Row[Any]]:
    """What it asked for lately, by route."""
    read(session, user, client_id)
    asked = {"client_id": client_id, "since": clock.now() - queries.LATELY}
    return list(session.execute(queries.by_route(), asked).all())
