from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from yihu.exchange.schemas import FieldChange
from yihu.households.schemas import IdNumber
from yihu.kernel.money import PositiveYuan, Yuan
from yihu.kernel.schemas import Input, Schema

MOST = 200
BankCode = Annotated[str, Field(min_length=1, max_length=40, description="银行代码或名称")]
Name = Annotated[str | None, Field(min_length=1, max_length=40)]
NotLess = Annotated[Yuan, Field(ge=0)]


class RepaymentRow(Input):
    """A payment on a loan. `balance_after` tells apart what the loan's balance has counted already.

    Two payments of one day and amount need the bank's `receipt_no`. `person` is compared with who borrowed.
    """

    bank: BankCode
    contract_no: Annotated[str, Field(min_length=1, max_length=60)]
    person: Name = None
    paid_on: date
    amount: PositiveYuan
    interest: NotLess | None = None
    balance_after: NotLess | None = None
    receipt_no: Annotated[str | None, Field(min_length=1, max_length=60)] = None


class RatingRow(Input):
    """A bank's rating and credit line of a household on a day; whose it is `household_no` or `id_number` says."""

    household_no: Annotated[str | None, Field(min_length=4, max_length=40)] = None
    id_number: IdNumber | None = None
    person: Name = None
    bank: BankCode
    rated_on: date
    grade: Annotated[str, Field(min_length=1, max_length=20, description="按银行的说法")]
    score: Annotated[Decimal | None, Field(ge=0, le=9999, max_digits=6, decimal_places=2)] = None
    credit_limit: Annotated[NotLess | None, Field(description="授信额度；评了级没有授信为 0")] = None
    valid_to: date | None = None
    wants_loan: bool | None = None

    @model_validator(mode="after")
    def _whose(self) -> "RatingRow":
        if self.household_no is None and self.id_number is None:
            raise ValueError("户编号和证件号码至少填一项")
        return self


PAID = {"bank": "rcb", "contract_no": "2025-0001", "paid_on": "2026-11-02", "amount": "10000.00", "interest": "12.50",
        "balance_after": "40000.00", "receipt_no": "R20261102-1"}  # fmt: skip
RATED = {"household_no": "5119210001", "bank": "rcb", "rated_on": "2026-11-01", "grade": "优秀", "credit_limit": "50000.00",
         "valid_to": "2028-11-01", "wants_loan": True}  # fmt: skip


class RepaymentRows(Input):
    rows: Annotated[list[RepaymentRow], Field(min_length=1, max_length=MOST, examples=[[PAID]])]


class RatingRows(Input):
    rows: Annotated[list[RatingRow], Field(min_length=1, max_length=MOST, examples=[[RATED]])]


class RowTaken(Schema):
    """`action`: new, changed, or unchanged where the same was on file; `changes` of what was there."""

    action: str
    household_id: UUID | None
    changes: list[FieldChange]


class TakenIn(Schema):
    """One item for each row, in their order. The whole can be taken back as the import it is."""

    import_id: UUID
    items: list[RowTaken]
    counts: dict[str, int]
