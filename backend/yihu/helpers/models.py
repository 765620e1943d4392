from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.kernel.models import Versioned, belongs_to

PERIOD = (text("daterange(valid_from, valid_to)"), "&&")


def in_order() -> CheckConstraint:
    return CheckConstraint("valid_to is null or valid_to >= valid_from", "period_in_order")


class Unit(Versioned):
    """帮扶单位: a department, school, company or other body that helps or is helped."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("county", "name"),)

    name: Mapped[str]
    kind: Mapped[str]
    """Code list `unit_kind`."""
    layer: Mapped[str]
    """Code list `unit_layer`: province, city, county, township, village."""
    system: Mapped[str | None]
    """The system it belongs to, such as 文旅系统."""


class UnitAssignment(Versioned):
    """A unit answers for a village or township, or for another unit (school for school), from when to when."""

    __tablename__ = "unit_assignment"
    __table_args__ = (
        *belongs_to(Unit, "unit_id"),
        *belongs_to(Unit, "target_unit_id"),
        in_order(),
        CheckConstraint("target_unit_id <> unit_id", "not_itself"),
        CheckConstraint("effect_score >= 0 and award_amount >= 0", "not_negative"),
        ExcludeConstraint(
            ("county", "="),
            ("unit_id", "="),
            ("kind", "="),
            ("region_code", "="),
            (text("coalesce(target_unit_id, '00000000-0000-0000-0000-000000000000')"), "="),
            PERIOD,
            name="ex_unit_assignment_once_at_a_time",
            using="gist",
        ),
    )

    unit_id: Mapped[UUID]
    target_unit_id: Mapped[UUID | None]
    """Null: the place itself is helped."""
    kind: Mapped[str]
    """Code list `unit_assignment_kind`: linked, contracted, resident, supporting, counterpart."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    end_note: Mapped[str | None]
    effect: Mapped[str | None]
    """What the assessment said."""
    effect_score: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    """On the scale of whoever assesses."""
    award_claimed_on: Mapped[date | None]
    award_amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    """Yuan that are claimed."""
    source: Mapped[str | None]


class VillageStanding(Versioned):
    """What decides who must help a village: whether it is a poor village, and whether its party branch is weak."""

    __tablename__ = "village_standing"
    __table_args__ = (
        in_order(),
        CheckConstraint("length(region_code) = 12", "of_a_village"),
        ExcludeConstraint(
            ("county", "="), ("region_code", "="), PERIOD, name="ex_village_standing_one_at_a_time", using="gist"
        ),
    )

    poor: Mapped[bool]
    weak_branch: Mapped[str | None]
    """Code list `weak_branch`."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]


class Helper(Versioned):
    """A person who helps, with or without an account: official, delegate, teacher, volunteer.

    `region_code` is where the person belongs: a village, a township or the county.
    """

    __tablename__ = "helper"
    __table_args__ = (
        *belongs_to(Unit, "unit_id"),
        in_order(),
        CheckConstraint("capacity > 0", "capacity_positive"),
        Index(
            "uq_helper_on_duty",
            "county",
            "region_code",
            "name",
            "unit_id",
            "roster_no",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("valid_to is null"),
        ),
        Index("uq_helper_account", "county", "user_id", unique=True, postgresql_where=text("valid_to is null")),
        Index(None, "county", "region_code", "name_sort", "id"),
    )

    name: Mapped[str]
    name_sort: Mapped[str]
    """`kernel.pinyin.sort_key`"""
    search_text: Mapped[str]
    """Name, initials, unit and roster number, one per line."""
    kinds: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Code list `pairing_kind`: what the person is sent or elected as."""
    level: Mapped[str]
    """Code list `unit_layer`: whose cadre this is; decides how often to visit."""
    unit_id: Mapped[UUID | None]
    position: Mapped[str | None]
    phone: Mapped[str | None]
    """The telephone of the duty, told to the households; never a private one that was not given for it."""
    party_member: Mapped[bool | None]
    capacity: Mapped[int | None]
    """Most households this person can answer for."""
    roster_no: Mapped[str | None]
    """Number in the roster it was loaded from."""
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
