"""Public notices. What may stand on one is a column here; what may not has none."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.cases.models import Case
from yihu.kernel.models import CountyRecord, Versioned, belongs_to


class PublicNotice(Versioned):
    """公示: one list of a village, from its first day to its last (both included)."""

    __tablename__ = "public_notice"
    __table_args__ = (
        CheckConstraint("length(region_code) = 12", "of_a_village"),
        CheckConstraint("ends_on > starts_on", "period_in_order"),
        CheckConstraint("(withdrawn_on is null) = (withdrawn_why is null)", "withdrawn_with_reason"),
        Index(None, "county", "region_code", "ends_on", "id"),
    )

    kind: Mapped[str]
    """The step of a procedure it belongs to: `procedure.step`."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str]
    """Where it hangs."""
    contact_office: Mapped[str]
    """Where to object."""
    contact_phone: Mapped[str]
    """Of the office, never a villager's."""
    posted_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    posted_by_name: Mapped[str]
    attachment_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    """Photos of the board."""
    withdrawn_on: Mapped[date | None]
    withdrawn_why: Mapped[str | None]


class NoticeLine(CountyRecord):
    """One household on a notice, as it was printed."""

    __tablename__ = "notice_line"
    __table_args__ = (
        belongs_to(PublicNotice, "notice_id")[0],
        *belongs_to(Case, "case_id"),
        UniqueConstraint("county", "notice_id", "case_id"),
    )

    notice_id: Mapped[UUID]
    case_id: Mapped[UUID]
    sort: Mapped[int]
    group_name: Mapped[str | None]
    head_name: Mapped[str]
    class_label: Mapped[str]
    reason_label: Mapped[str]


class Objection(Versioned):
    """异议: about one household of a notice, or the whole of it."""

    __tablename__ = "objection"
    __table_args__ = (
        *belongs_to(PublicNotice, "notice_id"),
        *belongs_to(Case, "case_id"),
        CheckConstraint("(answer is null) = (answered_on is null)", "answered_with_date"),
        CheckConstraint("(answer is null) = (upheld is null)", "answered_with_verdict"),
    )

    notice_id: Mapped[UUID]
    case_id: Mapped[UUID | None]
    raised_on: Mapped[date]
    raised_by: Mapped[str | None]
    """As he called himself; nobody has to."""
    text: Mapped[str]
    taken_by_name: Mapped[str]
    answer: Mapped[str | None]
    upheld: Mapped[bool | None]
    answered_on: Mapped[date | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    answered_by_name: Mapped[str | None]
