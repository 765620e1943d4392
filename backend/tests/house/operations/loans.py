from datetime import date
from decimal import Decimal

from sqlalchemy import select

from tests.house.operation import STAMP, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.loans.models import CreditRating, Loan, LoanRepayment

LOAN = {
    "household_no": "5119210001",
    "principal": "50000.00",
    "balance": "50000.00",
    "lent_on": "2023-12-20",
    "due_on": "2026-12-20",
}
DELIVERY = {"delivered_on": STAMP, "outcome": "received", "receiver_name": "单小红", "receiver_relation": "self"}

OPERATIONS = {
    "GET /loans": Op((P.LOANS_READ,)),
    "GET /loans/{loan_id}": Op((P.LOANS_READ,)),
    "PUT /loans/{bank_code}/{contract_no}": Op((P.LOANS_WRITE,), LOAN, owner="yinhang"),
    "GET /loan-repayments": Op((P.LOANS_READ,)),
    "GET /credit-ratings": Op((P.LOANS_READ,)),
    "GET /loan-notices": Op((P.LOANS_READ,)),
    "GET /loan-notices/by-village": Op((P.LOANS_READ,)),
    "GET /loan-notices/letters.{paper}": Op((P.LOANS_READ,)),
    "GET /loan-notices/{notice_id}/letter.{paper}": Op((P.LOANS_READ,)),
    "GET /loan-notices/{notice_id}": Op((P.LOANS_READ,)),
    "POST /loan-notices/{notice_id}:deliver": Op((P.NOTICES_DELIVER,), DELIVERY),
    "POST /loan-notices/{notice_id}:undo-delivery": Op(
        (P.NOTICES_DELIVER,), {"reason": "登记到别家了"}, ids={"notice_id": "delivered_id"}
    ),
}


def plant(session, home, _author) -> dict:
    here = {"county": home.county, "region_code": home.region_code, "household_id": home.id, "source": "-"}
    of = session.scalars(select(Loan.id).where(Loan.household_id == home.id)).first()
    day = date(2026, 11, 1)
    session.add(LoanRepayment(**here, loan_id=of, paid_on=day, amount=Decimal(100), counted=False))
    session.add(CreditRating(**here, bank_code="rcb", rated_on=day, grade="优秀", credit_limit=Decimal(50000)))
    session.flush()
    return {}
