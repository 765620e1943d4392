from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.models import CountyRecord, Record, RegionCode
from yihu.regions.models import Region


class Role(StrEnum):
    VILLAGE_CADRE = "village_cadre"
    HELPER = "helper"
    TOWNSHIP_OFFICER = "township_officer"
    COUNTY_OFFICER = "county_officer"
    DEPARTMENT = "department"
    BANK = "bank"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


ROLE_LABELS = {
    Role.VILLAGE_CADRE: "村干部",
    Role.HELPER: "帮扶责任人",
    Role.TOWNSHIP_OFFICER: "乡镇干部",
    Role.COUNTY_OFFICER: "县级干部",
    Role.DEPARTMENT: "部门人员",
    Role.BANK: "银行人员",
    Role.AUDITOR: "审计监督",
    Role.ADMINISTRATOR: "系统管理员",
    Role.SYSTEM: "业务系统",
}


class User(Record):
    """A person who signs in, or a system (decision 0030). A reference table: one person may one day work for two counties."""

    __tablename__ = "app_user"
    __table_args__ = (
        CheckConstraint("role not in ('village_cadre', 'helper') or length(region_code) >= 12", "cadre_in_village"),
        CheckConstraint("role <> 'township_officer' or length(region_code) = 9", "officer_in_township"),
        CheckConstraint("length(region_code) >= 6", "in_a_county"),
    )

    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column()
    region_code: Mapped[str] = mapped_column(RegionCode, ForeignKey(Region.code), index=True)
    unit: Mapped[str | None]
    """Department, bank branch or work unit."""
    phone: Mapped[str | None]
    """The work telephone printed on letters, not a private one."""
    password_hash: Mapped[str]
    password_changed_at: Mapped[datetime | None]
    must_change_password: Mapped[bool] = mapped_column(server_default=text("true"))
    disabled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))

    @property
    def county(self) -> str:
        return self.region_code[:6]


class SignIn(Record):
    """One signed-in device. Its refresh token is known here only as a hash."""

    __tablename__ = "sign_in"

    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id), index=True)
    device: Mapped[str | None]
    refresh_hashes: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary))
    """Newest first. Older ones stay good until a newer one has been used once: a reply can get lost on a weak line."""
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    confirmed_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    """When the password was last given: at signing in, and again before what `accounts.confirming` guards."""
    ended_at: Mapped[datetime | None]


class LoginAttempt(Record):
    """Failed sign-ins, for throttling by account and by address."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index(None, "username", "created_at"), Index(None, "address", "created_at"))

    username: Mapped[str]
    address: Mapped[str]


class ResponsibilityAssignment(CountyRecord):
    """Who answers for a place, or for one field of work in it, from when to when (R007 R008 R310)."""

    __tablename__ = "responsibility_assignment"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to > valid_from", "period_in_order"),
        # One first responsible person per place, one direct responsible person per field of work, at any time.
        ExcludeConstraint(
            ("county", "="),
            ("region_code", "="),
            ("kind", "="),
            (text("coalesce(domain, '')"), "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_responsibility_assignment_one_at_a_time",
            using="gist",
        ),
        Index(None, "county", "user_id"),
    )

    region_code: Mapped[str] = mapped_column(RegionCode, ForeignKey(Region.code))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    person_name: Mapped[str]
    phone: Mapped[str | None]
    kind: Mapped[str]
    """Code list `assignment_kind`: first_responsible, domain_responsible ..."""
    domain: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class SavedView(Record):
    """常用筛选: the filters and columns a person keeps for one list."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "screen", "name"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id))
    screen: Mapped[str]
    name: Mapped[str]
    query: Mapped[dict[str, Any]] = mapped_column(JSONB)
