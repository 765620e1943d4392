from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yihu.households.models import Household, Member
from yihu.kernel.models import Versioned, belongs_to


class LoanState(StrEnum):
    ACTIVE = "active"
    SETTLED = "settled"
    RENEWED = "renewed"


class Rung(StrEnum):
    """The steps of the due-date ladder."""

    REMINDER = "reminder"
    WRITTEN = "written"
    OVERDUE = "overdue"

    @property
    def earlier(self) -> "list[Rung]":
        return list(Rung)[: list(Rung).index(self)]


class NoticeState(StrEnum):
    OPEN = "open"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Loan(Versioned):
    """A micro-loan as the bank reports it; its key towards the bank is bank and contract number."""

    __tablename__ = "loan"
    subject = "loan"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        *belongs_to(Member, "borrower_id"),
        UniqueConstraint("county", "bank_code", "contract_no"),
        CheckConstraint("principal > 0", "principal_positive"),
        CheckConstraint("balance between 0 and principal", "balance_in_range"),
        CheckConstraint("due_on > lent_on", "due_after_lent"),
        CheckConstraint("(state = 'active') = (balance > 0) or state = 'renewed'", "state_matches_balance"),
        Index("ix_loan_active_due", "county", "due_on", postgresql_where=text("state = 'active'")),
        Index(None, "county", "region_code", "due_on", "id"),
    )

    household_id: Mapped[UUID]
    borrower_id: Mapped[UUID | None]
    bank_code: Mapped[str]
    contract_no: Mapped[str]
    principal: Mapped[Decimal]
    balance: Mapped[Decimal]
    rate: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    """Per cent a year."""
    lent_on: Mapped[date]
    due_on: Mapped[date]
    purpose: Mapped[str | None]
    state: Mapped[LoanState] = mapped_column(server_default="active")
    contact_name: Mapped[str | None]
    """Who at the bank to ask; printed on the letter."""
    contact_phone: Mapped[str | None]


class LoanRepayment(Versioned):
    """还款: money that came back on a loan, as the bank reports it; on file once, whatever lists name it."""

    __tablename__ = "loan_repayment"
    __table_args__ = (
        belongs_to(Loan, "loan_id")[0],
        *belongs_to(Household, "household_id"),
        UniqueConstraint("county", "loan_id", "receipt_no"),
        Index(
            "uq_loan_repayment_without_receipt", "county", "loan_id", "paid_on", "amount", unique=True,
            postgresql_where=text("receipt_no is null"),
        ),
        CheckConstraint("amount > 0", "amount_positive"),
        CheckConstraint("interest >= 0", "interest_not_negative"),
        CheckConstraint("balance_after >= 0", "balance_not_negative"),
        Index(None, "county", "region_code", "paid_on", "id"),
    )  # fmt: skip

    loan_id: Mapped[UUID]
    household_id: Mapped[UUID]
    paid_on: Mapped[date]
    amount: Mapped[Decimal]
    """Of the principal, in yuan."""
    interest: Mapped[Decimal | None]
    receipt_no: Mapped[str | None]
    """The bank's number of the payment."""
    balance_after: Mapped[Decimal | None]
    """What was left of the loan; null for a payment of which only the bank's later balance is known."""
    counted: Mapped[bool]
    """Whether it lowered the loan's balance; false where the bank's own list had counted it already."""
    source: Mapped[str]


class CreditRating(Versioned):
    """信用评级和授信: what a bank thinks of a household on a day, and how much it would lend."""

    __tablename__ = "credit_rating"
    __table_args__ = (
        belongs_to(Household, "household_id")[0],
        UniqueConstraint("county", "household_id", "bank_code", "rated_on"),
        CheckConstraint("credit_limit >= 0", "limit_not_negative"),
        CheckConstraint("valid_to > rated_on", "period_in_order"),
        Index(None, "county", "region_code", "rated_on", "id"),
    )

    household_id: Mapped[UUID]
    bank_code: Mapped[str]
    rated_on: Mapped[date]
    grade: Mapped[str]
    """In the bank's own words: each has its scale."""
    score: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    credit_limit: Mapped[Decimal | None]
    """授信额度, yuan; 0: rated and granted nothing, null: not told."""
    valid_to: Mapped[date | None]
    wants_loan: Mapped[bool | None]
    """False: the household has declined to borrow, and nobody has to lend to it."""
    source: Mapped[str]


class LoanNotice(Versioned):
    """One step of the ladder for one due date: raised by the round, delivered by a person, at most once each."""

    __tablename__ = "loan_notice"
    subject = "loan_notice"
    __table_args__ = (
        belongs_to(Loan, "loan_id")[0],
        *belongs_to(Household, "household_id"),
        UniqueConstraint("county", "loan_id", "rung", "due_on"),
        Index("uq_loan_notice_number", "county", "number", unique=True, postgresql_where=text("number is not null")),
        Index(None, "county", "region_code", "state", "deadline_on", "id"),
        Index(
            "ix_loan_notice_unnumbered",
            "county",
            "region_code",
            postgresql_where=text("rung = 'written' and number is null"),
        ),
        CheckConstraint("(state = 'delivered') = (delivered_on is not null)", "delivered_with_date"),
    )

    loan_id: Mapped[UUID]
    household_id: Mapped[UUID]
    rung: Mapped[Rung]
    due_on: Mapped[date]
    """The loan's due date this notice speaks of; a corrected date makes a new notice."""
    raised_on: Mapped[date]
    deadline_on: Mapped[date]
    """To be delivered by this day."""
    number: Mapped[str | None]
    """Of the written letter, for example 通杨贷通〔2026〕12号."""
    state: Mapped[NoticeState] = mapped_column(server_default="open")
    cancelled_why: Mapped[str | None]
    delivered_on: Mapped[date | None]
    outcome: Mapped[str | None]
    """Code list `delivery_outcome`."""
    receiver_name: Mapped[str | None]
    receiver_relation: Mapped[str | None]
    note: Mapped[str | None]
    delivered_by: Mapped[UUID | None]
    delivered_by_name: Mapped[str | None]
    attachment_ids: Mapped[list[UUID]] = mapped_column(server_default=text("'{}'"))


class LetterSeries(Versioned):
    """Last number given in a series of letters: (township, year). Numbers are never reused."""

    __tablename__ = "letter_series"
    __table_args__ = (UniqueConstraint("county", "region_code", "year"),)

    year: Mapped[int]
    last: Mapped[int]
