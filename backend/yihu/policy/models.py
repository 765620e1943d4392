from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.models import Base, Record, RegionCode
from yihu.regions.models import Region


class PolicyParameter(Record):
    """One value of one parameter for one region (null: everywhere) over one period."""

    __tablename__ = "policy_parameter"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to > valid_from", "period_in_order"),
        ExcludeConstraint(
            ("key", "="),
            (text("coalesce(region_code, '')"), "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_policy_parameter_one_at_a_time",
            using="gist",
        ),
    )

    key: Mapped[str]
    region_code: Mapped[str | None] = mapped_column(RegionCode, ForeignKey(Region.code))
    value: Mapped[Any] = mapped_column(JSONB)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    note: Mapped[str | None]


class CalendarDay(Record):
    """A day that differs from the week: a holiday on a weekday, or a weekend day worked. A county's row comes before the common one."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("day", "region_code", postgresql_nulls_not_distinct=True),)

    day: Mapped[date]
    region_code: Mapped[str | None] = mapped_column(RegionCode, ForeignKey(Region.code))
    working: Mapped[bool]
    note: Mapped[str]


StrList = list[str]  # the column `list` below hides the type


class Code(Base):
    """One entry of a code list. A code is never deleted: its validity ends."""

    __tablename__ = "code"
    __table_args__ = (CheckConstraint("valid_to is null or valid_to > valid_from", "period_in_order"),)

    list: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    aliases: Mapped["StrList"] = mapped_column(server_default=text("'{}'"))
    """Spellings found in real files."""
    standard_code: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    sort: Mapped[int] = mapped_column(server_default=text("0"))
    note: Mapped[str | None]
    source: Mapped[str]
