from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yihu.households.models import Household, Member
from yihu.kernel.models import Versioned, belongs_to


class BenefitPolicy(Versioned):
    """政策: what a county grants, to whom, from when to when. `region_code` is the county or the township it holds in.

    Who is entitled is said as data; an empty list asks nothing. A policy for persons names what the person must be.
    """

    __tablename__ = "benefit_policy"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to > valid_from", "period_in_order"),
        CheckConstraint("least_age <= most_age", "ages_in_order"),
        ExcludeConstraint(
            ("county", "="),
            ("region_code", "="),
            ("name", "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_benefit_policy_one_at_a_time",
            using="gist",
        ),
    )

    name: Mapped[str]
    kind: Mapped[str]
    """Code list `benefit_kind`: dibao, medical_insurance, pension, destitute_support, temporary_relief, industry ..."""
    for_persons: Mapped[bool]
    """Granted to each person; otherwise to the household."""
    household_classes: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    causes: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    special_groups: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    schoolings: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    labours: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    least_age: Mapped[int | None]
    most_age: Mapped[int | None]
    standard: Mapped[str | None]
    """How much, in the policy's own words."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]


class Benefit(Versioned):
    """享受记录: a policy reached a household or a person, how much, when."""

    __tablename__ = "benefit"
    __table_args__ = (
        *belongs_to(BenefitPolicy, "policy_id"),
        belongs_to(Household, "household_id")[0],
        ForeignKeyConstraint(["county", "member_id"], [Member.county, Member.id]),
        Index(
            "uq_benefit_once",
            "county",
            "household_id",
            "policy_id",
            "member_id",
            "granted_on",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("amount >= 0", "amount_not_negative"),
        CheckConstraint("ends_on is null or ends_on >= granted_on", "period_in_order"),
        Index(None, "county", "region_code", "granted_on", "id"),
    )

    policy_id: Mapped[UUID]
    household_id: Mapped[UUID]
    member_id: Mapped[UUID | None]
    granted_on: Mapped[date]
    ends_on: Mapped[date | None]
    """Last day of a continuing benefit such as dibao; null: it goes on, or was paid once."""
    amount: Mapped[Decimal | None]
    """Yuan."""
    source: Mapped[str]


class Training(Versioned):
    """培训: a person took part in a course. Departments that report the same one stand on one row (R286)."""

    __tablename__ = "training"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        ForeignKeyConstraint(["county", "member_id"], [Member.county, Member.id]),
        UniqueConstraint("county", "member_id", "name", "starts_on"),
        CheckConstraint("cardinality(departments) > 0", "reported_by_somebody"),
        CheckConstraint("ends_on >= starts_on", "period_in_order"),
        CheckConstraint("days > 0", "days_positive"),
        Index(None, "county", "region_code", "starts_on", "id"),
    )

    household_id: Mapped[UUID]
    member_id: Mapped[UUID]
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    days: Mapped[int | None]
    departments: Mapped[list[str]]
    """Who reported it, of the code list `department`, in order."""
    certificate: Mapped[str | None]
    """What was got by it, in the list's words."""
    source: Mapped[str]
    """The list that brought it first."""
