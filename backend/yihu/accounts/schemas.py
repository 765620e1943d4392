from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, SecretStr

from yihu.accounts.models import Role
from yihu.accounts.permissions import Permission
from yihu.kernel.schemas import Input, Schema

Name = Annotated[str, Field(min_length=1, max_length=40)]
Username = Annotated[str, Field(min_length=3, max_length=40, pattern=r"^[A-Za-z0-9_.\-]+$")]
Password = Annotated[SecretStr, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(pattern=r"^(\d{6}|\d{9}|\d{12}|\d{15})$")]


def _of_a_person(role: Role) -> Role:
    if role is Role.SYSTEM:
        raise ValueError("业务系统请在“接入系统”里登记")
    return role


PersonRole = Annotated[Role, AfterValidator(_of_a_person)]


class LoginForm(Input):
    username: Annotated[str, Field(min_length=1, max_length=40)]
    password: Password
    device: Annotated[str | None, Field(max_length=120)] = None


class PasswordConfirm(Input):
    password: Password


class PasswordChange(Input):
    old_password: Password
    new_password: Annotated[SecretStr, Field(min_length=1, max_length=200)]


class RegionName(Schema):
    code: str
    name: str
    path: str


class Me(Schema):
    id: UUID
    username: str
    name: str
    role: Role
    role_label: str
    county: str
    region: RegionName
    must_change_password: bool
    permissions: list[Permission]


class SessionRead(Schema):
    """An access token for the Authorization header; the refresh token travels in an HttpOnly cookie."""

    access_token: str
    expires_in: int
    user: Me
    business_on: date
    """The day as the server counts it: the computer's own may be another."""


class UserRead(Schema):
    id: UUID
    username: str
    name: str
    role: Role
    region_code: str
    unit: str | None
    phone: str | None
    must_change_password: bool
    disabled_at: datetime | None
    version: int


class Colleague(Schema):
    """Somebody who can be given a task."""

    id: UUID
    name: str
    role_label: str


class UserCreate(Input):
    username: Username
    name: Name
    role: PersonRole
    region_code: Code
    unit: Annotated[str | None, Field(max_length=80)] = None
    phone: Annotated[str | None, Field(max_length=20)] = None


class UserUpdate(Input):
    name: Name | None = None
    role: PersonRole | None = None
    region_code: Code | None = None
    unit: Annotated[str | None, Field(max_length=80)] = None
    phone: Annotated[str | None, Field(max_length=20)] = None


class NewPassword(Schema):
    """A first password, shown once; it must be changed at the first sign-in."""

    username: str
    password: str


class UserCreated(Schema):
    user: UserRead
    password: str


class ResponsibilityRead(Schema):
    id: UUID
    region_code: str
    user_id: UUID | None
    person_name: str
    phone: str | None
    kind: str
    domain: str | None
    valid_from: date
    valid_to: date | None


class ResponsibilityCreate(Input):
    region_code: Code
    user_id: UUID | None = None
    person_name: Name
    phone: Annotated[str | None, Field(max_length=20)] = None
    kind: Annotated[str, Field(max_length=40)]
    domain: Annotated[str | None, Field(max_length=40)] = None
    valid_from: date


class ResponsibilityEnd(Input):
    valid_to: date


class SavedViewRead(Schema):
    id: UUID
    screen: str
    name: str
    query: dict[str, Any]


class SavedViewCreate(Input):
    screen: Annotated[str, Field(min_length=1, max_length=40)]
    name: Name
    query: dict[str, Any]
