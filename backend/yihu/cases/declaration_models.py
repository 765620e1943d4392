"""What villagers say themselves, and how often strangers ask."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from yihu.cases.models import Case
from yihu.households.models import Household
from yihu.kernel.crypto import Sealed
from yihu.kernel.models import Record, RegionCode, Versioned, belongs_to


class DeclarationState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    """Became a case, or joined one."""
    ANSWERED = "answered"


class Declaration(Versioned):
    """自主申报: a villager's own word, from a page without account. His phone and words are sealed."""

    __tablename__ = "declaration"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        *belongs_to(Case, "case_id"),
        Index("uq_declaration_receipt", "county", "receipt_hash", unique=True),
        Index(None, "county", "region_code", "state", "due_on", "id"),
        Index(None, "county", "phone_hash"),
        CheckConstraint("(state = 'accepted') = (case_id is not null)", "accepted_with_case"),
        CheckConstraint("(state = 'answered') <= (answer is not null)", "answered_with_words"),
        CheckConstraint("joined_id <> id", "joined_to_another"),
    )

    name: Mapped[str]
    phone: Mapped[str] = mapped_column(Sealed("declaration.phone"), deferred=True)
    phone_hash: Mapped[bytes] = mapped_column(LargeBinary)
    phone_masked: Mapped[str]
    group_name: Mapped[str]
    difficulty: Mapped[str]
    """Code list `difficulty_kind`."""
    since: Mapped[str]
    """Code list `difficulty_since`."""
    words: Mapped[str] = mapped_column(Sealed("declaration.words"), deferred=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """Of what was sent under this id: tells a repeat from another declaration."""
    receipt_hash: Mapped[bytes] = mapped_column(LargeBinary)
    received_on: Mapped[date]
    due_on: Mapped[date | None]
    joined_id: Mapped[UUID | None]
    """The earlier declaration of the same person that answers this one too."""
    state: Mapped[DeclarationState] = mapped_column(server_default="received")
    household_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    answer: Mapped[str | None]
    answered_on: Mapped[date | None]
    answered_by_name: Mapped[str | None]


class PublicAttempt(Record):
    """Requests of strangers, for throttling by address and by village. The address is kept as a keyed hash, for a day."""

    __tablename__ = "public_attempt"
    __table_args__ = (Index(None, "address_hash", "created_at"), Index(None, "village_code", "created_at"))

    address_hash: Mapped[bytes] = mapped_column(LargeBinary)
    village_code: Mapped[str] = mapped_column(RegionCode)
    kind: Mapped[str]
    """declared, or missed: a receipt that does not exist."""
