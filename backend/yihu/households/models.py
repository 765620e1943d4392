from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.crypto import Sealed
from yihu.kernel.models import CountyRecord, RegionCode, Versioned, belongs_to
from yihu.regions.models import Region


class Household(Versioned):
    """A household by its number in the national system. `region_code` is its village or villager group.

    What lists show is kept here and refreshed by `derive.refresh` in the transaction that changes it: `head_name`,
    `head_sort`, `member_count`, `special_groups`, `net_income_per_capita`, `income_year`, `issue_count`, `search_text`.
    """

    __tablename__ = "household"
    subject = "household"
    __table_args__ = (
        UniqueConstraint("county", "household_no"),
        CheckConstraint("starts_with(region_code, county)", "in_its_county"),
        CheckConstraint("member_count >= 0", "member_count_not_negative"),
        CheckConstraint("exited_year between 2013 and 2100", "exited_year_plausible"),
        Index(None, "county", "region_code", text("updated_at desc"), text("id desc")),
        Index(None, "county", "region_code", "head_sort", "id"),
        Index(None, "county", "region_code", "status", text("updated_at desc"), text("id desc")),
        Index(None, "county", text("updated_at desc"), text("id desc")),
        Index(None, "county", "head_sort", "id"),
    )

    region_code: Mapped[str] = mapped_column(RegionCode, ForeignKey(Region.code))
    household_no: Mapped[str]
    """户编号"""
    natural_village: Mapped[str | None]
    """自然村 or villager group, as written in the source."""
    head_name: Mapped[str]
    head_sort: Mapped[str]
    """Pinyin of the head's name and the name itself: the order a Chinese reader expects."""
    member_count: Mapped[int] = mapped_column(server_default=text("0"))
    household_class: Mapped[str] = mapped_column(server_default="ordinary")
    status: Mapped[str | None]
    """脱贫属性"""
    exited_year: Mapped[int | None]
    household_type: Mapped[str | None]
    """贫困户属性"""
    main_cause: Mapped[str | None]
    other_causes: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    unsafe_housing: Mapped[bool | None]
    water_safe: Mapped[bool | None]
    water_difficult: Mapped[bool | None]
    address: Mapped[str | None]
    conditions: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """Land, housing and living conditions of the national form; shape: `schemas.Conditions`."""
    declared_income: Mapped[Decimal | None]
    """人均纯收入 as the national system states it, yuan."""
    declared_income_year: Mapped[int | None]
    net_income_per_capita: Mapped[Decimal | None]
    """Of the latest year with income lines, computed from them, yuan."""
    income_year: Mapped[int | None]
    phone: Mapped[str | None] = mapped_column(Sealed("household.phone"), deferred=True)
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_masked: Mapped[str | None]
    bank_card: Mapped[str | None] = mapped_column(Sealed("household.bank_card"), deferred=True)
    bank_card_masked: Mapped[str | None]
    special_groups: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Of all members together."""
    active_loan_count: Mapped[int] = mapped_column(server_default=text("0"))
    """Kept by the loans room whenever it changes a loan."""
    issue_count: Mapped[int] = mapped_column(server_default=text("0"))
    search_text: Mapped[str] = mapped_column(server_default="")
    """Names and pinyin initials of all members, household number and natural village, one per line."""


class Member(Versioned):
    """A person of a household. He who moves out stays on file with `left_on`."""

    __tablename__ = "member"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        Index(
            "uq_member_one_household_per_person",
            "county",
            "id_hash",
            unique=True,
            postgresql_where=text("left_on is null and id_hash is not null"),
        ),
        Index(
            "uq_member_one_head_per_household",
            "county",
            "household_id",
            unique=True,
            postgresql_where=text("left_on is null and relation = '02'"),
        ),
        Index(
            "uq_member_person_no", "county", "person_no", unique=True, postgresql_where=text("person_no is not null")
        ),
        CheckConstraint("work_months between 0 and 12", "work_months_in_year"),
        CheckConstraint("disability_grade between 1 and 4", "disability_grade_known"),
        CheckConstraint("left_on is null or joined_on is null or left_on >= joined_on", "period_in_order"),
    )

    household_id: Mapped[UUID]
    person_no: Mapped[str | None]
    """人编号"""
    name: Mapped[str]
    name_initials: Mapped[str]
    name_sort: Mapped[str]
    """`kernel.pinyin.sort_key`"""
    relation: Mapped[str]
    """与户主关系, GB/T 4761; 02 is the head."""
    sex: Mapped[str | None]
    born_on: Mapped[date | None]
    nation: Mapped[str | None]
    education: Mapped[str | None]
    schooling: Mapped[str | None]
    """在校生状况"""
    health: Mapped[str | None]
    labour: Mapped[str | None]
    """劳动技能"""
    work_status: Mapped[str | None]
    work_months: Mapped[int | None]
    """务工时间, months of the year."""
    serious_illness_insured: Mapped[bool | None]
    special_groups: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    disability_class: Mapped[str | None]
    disability_grade: Mapped[int | None]
    id_number: Mapped[str | None] = mapped_column(Sealed("member.id_number"), deferred=True)
    id_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Blind index of the 18-digit number; a disability card begins with it."""
    id_masked: Mapped[str | None]
    phone: Mapped[str | None] = mapped_column(Sealed("member.phone"), deferred=True)
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_masked: Mapped[str | None]
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    left_reason: Mapped[str | None]


class HouseholdHistory(CountyRecord):
    """Which class, status, type and main cause a household had, from when to when (exclusive)."""

    __tablename__ = "household_history"
    __table_args__ = (
        belongs_to(Household, "household_id")[0],
        CheckConstraint("valid_to is null or valid_to >= valid_from", "period_in_order"),
        # One index for both: it finds a household's lines, and lets one be without an end.
        # Broken into lines as PostgreSQL tells it, so that comparing models with migrations finds them equal.
        Index(
            "uq_household_history_one_current",
            "county",
            "household_id",
            text("(\ncase\nwhen valid_to is not null then id\nelse null::uuid\nend)"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    household_id: Mapped[UUID]
    household_class: Mapped[str | None]
    """Unknown only in lines from before it was recorded."""
    status: Mapped[str | None]
    household_type: Mapped[str | None]
    main_cause: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]


class IncomeRecord(CountyRecord):
    """One income or cost line of a household in a year or a month of it, yuan; costs are positive and subtracted by their sign."""

    __tablename__ = "income_record"
    __table_args__ = (
        belongs_to(Household, "household_id")[0],
        Index(
            "uq_income_record_line",
            "county",
            "household_id",
            "year",
            "item",
            "month",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("amount >= 0", "amount_not_negative"),
        CheckConstraint("year between 2000 and 2100", "year_plausible"),
        CheckConstraint("month between 1 and 12", "month_of_year"),
    )

    household_id: Mapped[UUID]
    year: Mapped[int]
    month: Mapped[int | None]
    """Null: the whole year. The last twelve months are made of lines that name theirs."""
    item: Mapped[str]
    """Code list `income_item`."""
    amount: Mapped[Decimal]


class HouseholdIssue(CountyRecord):
    """Something in a file that cannot be quite right; found by the rules in `quality.py`, gone when mended."""

    __tablename__ = "household_issue"
    __table_args__ = (
        belongs_to(Household, "household_id")[0],
        Index(
            "uq_household_issue",
            "county",
            "household_id",
            "code",
            "member_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    household_id: Mapped[UUID]
    member_id: Mapped[UUID | None]
    code: Mapped[str]
    """Name of the rule in `quality.py`."""
