from tests.house.operation import STAMP, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

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
