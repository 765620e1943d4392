from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.assurances.models import Result
from yihu.households.models import Household, Member
from yihu.kernel.models import RegionCode, Versioned, belongs_to

NONE = text("'{}'")


class Standing(StrEnum):
    MATCH = "match"
    DIFFERS = "differs"
    ONLY_THEIRS = "only_theirs"
    ONLY_OURS = "only_ours"


class DepartmentEntry(Versioned):
    """部门名单: one line of a department's list of a day, about a household or a person of ours, or nobody we know.

    Kept as the department says it, with what we have beside it (`comparing` keeps that up to date). A line that is
    `only_ours` stands for somebody the list does not name; it comes and goes with the list.
    """

    __tablename__ = "department_entry"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        ForeignKeyConstraint(["county", "member_id"], [Member.county, Member.id]),
        CheckConstraint("(settled_on is null) = (settlement is null)", "settled_with_words"),
        CheckConstraint("answer is null or settled_on is not null", "answered_on_a_day"),
        CheckConstraint("(returned_on is null) = (returned_why is null)", "returned_with_reason"),
        CheckConstraint("(standing = 'differs') = (cardinality(differing) > 0)", "differs_in_something"),
        Index(
            "uq_department_entry_known", "county", "item", "listed_on", "household_id", "member_id", unique=True,
            postgresql_where=text("household_id is not null"), postgresql_nulls_not_distinct=True,
        ),
        Index(None, "county", "item", "listed_on", "region_code", "id"),
        Index(
            "ix_department_entry_open", "county", "region_code", "listed_on",
            postgresql_where=text("standing <> 'match' and settled_on is null and not superseded"),
        ),
        Index("ix_department_entry_person", "county", "id_hash", postgresql_where=text("id_hash is not null")),
    )  # fmt: skip

    derived = "x.standing = 'only_ours' and x.settled_on is null"

    item: Mapped[str]
    """Code list `comparison_item`: what the list is of; how it is compared stands in `subjects/`."""
    listed_on: Mapped[date]
    """The day the list speaks of."""
    area: Mapped[str] = mapped_column(RegionCode)
    """The place the list is of: a later list of the same or a wider place takes its place."""
    household_id: Mapped[UUID | None]
    member_id: Mapped[UUID | None]
    name: Mapped[str]
    """As the list writes it."""
    place: Mapped[str | None]
    id_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_masked: Mapped[str | None]
    result: Mapped[Result | None]
    """Of the assurances: what its figures come to under the item's rule."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=NONE)
    """What the list says, field by field; only these are compared."""
    source: Mapped[str]
    sent_by: Mapped[UUID | None]
    unit: Mapped[str | None]
    """Of who sent it: colleagues see what their unit has sent."""
    standing: Mapped[Standing] = mapped_column(server_default="only_theirs")
    ours: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What we have, under the same names."""
    ours_on: Mapped[date | None]
    """The day ours is of, where it was a check."""
    differing: Mapped[list[str]] = mapped_column(server_default=NONE)
    """Names of the figures that are not the same."""
    superseded: Mapped[bool] = mapped_column(server_default=text("false"))
    """A later list is there: nobody is asked about this one any more."""
    answer: Mapped[str | None]
    """Code list `comparison_answer`."""
    settled_on: Mapped[date | None]
    settled_by_name: Mapped[str | None]
    settlement: Mapped[str | None]
    """The answer in words."""
    returned_on: Mapped[date | None]
    returned_by_name: Mapped[str | None]
    returned_why: Mapped[str | None]
    """Why the last answer did not do."""
