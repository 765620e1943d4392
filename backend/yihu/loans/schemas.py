from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from yihu.files.schemas import AttachmentNamed
from yihu.households.schemas import IdNumber
from yihu.kernel.money import PositiveYuan, Yuan
from yihu.kernel.schemas import Input, Schema
from yihu.loans.models import LoanState, NoticeState, Rung

Word = Annotated[str, Field(min_length=1, max_length=40)]
Line = Annotated[str, Field(max_length=200)]
Note = Annotated[str, Field(max_length=500)]


class LoanRead(Schema):
    """A loan as the register lists it. `days_to_due` counts from the business date, negative when past."""

    id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    borrower_name: str | None
    region_code: str
    region_name: str | None
    bank_code: str
    bank_name: str | None
    contract_no: str
    principal: str
    balance: str
    rate: str | None
    lent_on: date
    due_on: date
    days_to_due: int
    purpose: str | None
    state: LoanState
    reminder_state: NoticeState | None
    written_state: NoticeState | None
    contact_name: str | None
    contact_phone: str | None
    version: int


class LoanPut(Input):
    """A loan as the bank reports it; exactly one of `household_no` and `borrower_id_number` says whose it is.

    Without `state` a loan with a balance is active and one without is settled.
    """

    household_no: Annotated[str | None, Field(min_length=4, max_length=40)] = None
    borrower_id_number: IdNumber | None = None
    principal: PositiveYuan
    balance: Annotated[Yuan, Field(ge=0)]
    rate: Annotated[str | None, Field(pattern=r"^\d{1,2}(\.\d{1,3})?$", description="年利率，%")] = None
    lent_on: date
    due_on: date
    purpose: Line | None = None
    state: LoanState | None = None
    contact_name: Word | None = None
    contact_phone: Annotated[str | None, Field(max_length=30)] = None

    @model_validator(mode="after")
    def _consistent(self) -> "LoanPut":
        if (self.household_no is None) == (self.borrower_id_number is None):
            raise ValueError("户编号和借款人证件号码须填其一")
        if self.balance > self.principal:
            raise ValueError("余额不能大于贷款金额")
        if self.due_on <= self.lent_on:
            raise ValueError("到期日应晚于放款日")
        if self.state is None:
            self.state = LoanState.ACTIVE if self.balance > 0 else LoanState.SETTLED
        elif self.state is not LoanState.RENEWED and (self.state is LoanState.ACTIVE) != (self.balance > 0):
            raise ValueError("在贷的余额应大于零，结清的余额应为零")
        return self


class LoanRepaymentRead(Schema):
    """A payment. `counted`: it lowered the loan's balance; else the bank's own list had counted it already."""

    id: UUID
    loan_id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    bank_code: str
    bank_name: str | None
    contract_no: str
    paid_on: date
    amount: str
    interest: str | None
    balance_after: str | None
    counted: bool
    receipt_no: str | None
    source: str
    version: int


class CreditRatingRead(Schema):
    """A rating on a day, in the bank's words. `credit_limit` "0.00": rated, and granted nothing."""

    id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    bank_code: str
    bank_name: str | None
    rated_on: date
    grade: str
    score: str | None
    credit_limit: str | None
    valid_to: date | None
    wants_loan: bool | None
    source: str
    version: int


class LoanNoticeRead(Schema):
    id: UUID
    rung: Rung
    number: str | None
    loan_id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    borrower_name: str | None
    region_code: str
    region_name: str | None
    bank_code: str
    bank_name: str | None
    contract_no: str
    principal: str
    balance: str
    due_on: date
    days_to_due: int
    raised_on: date
    deadline_on: date
    state: NoticeState
    cancelled_why: str | None
    delivered_on: date | None
    outcome: str | None
    receiver_name: str | None
    receiver_relation: str | None
    note: str | None
    delivered_by_name: str | None
    attachments: list[AttachmentNamed]
    version: int


class Outcome(StrEnum):
    """Code list `delivery_outcome`."""

    RECEIVED = "received"
    REFUSED = "refused"
    LEFT_WITH_FAMILY = "left_with_family"
    BY_PHONE = "by_phone"


class DeliverForm(Input):
    """How a notice reached the household. A refusal says in `note` why and who was there."""

    delivered_on: date
    outcome: Outcome
    receiver_name: Word | None = None
    receiver_relation: Word | None = None
    note: Note | None = None
    attachment_ids: Annotated[list[UUID], Field(max_length=6, default_factory=list)]


class UndoDelivery(Input):
    reason: Annotated[str, Field(min_length=4, max_length=200)]


class VillageNotices(Schema):
    """One village: open notices, those past their deadline, delivered ones, loans past due."""

    region_code: str
    region_name: str | None
    open: int
    late: int
    delivered: int
    reminder_open: int
    written_open: int
    overdue_open: int
    overdue_loans: int
    overdue_balance: str
