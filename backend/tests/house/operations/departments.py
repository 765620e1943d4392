from tests.departments import make
from tests.house.operation import NOBODY, STAMP, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

BILL = {"kind": "inpatient", "name": "单小红", "happened_on": STAMP, "amount": "100.00", "details": {"days": 3}}
PUSH = {"department": "medical_insurance", "batch": "11月", "records": [BILL]}
PUT_ASIDE = {"record_ids": [NOBODY], "how": "not_ours", "note": "外县人员"}

OPERATIONS = {
    "POST /department-pushes": Op((P.DEPARTMENTS_PUSH,), PUSH, owner="bumen"),
    "GET /push-batches": Op((P.DEPARTMENTS_READ,)),
    "GET /department-records": Op((P.DEPARTMENTS_READ,)),
    "POST /department-records/{record_id}:settle": Op((P.DEPARTMENTS_SETTLE,), {"how": "wrong", "note": "数据有误"}),
    "POST /department-records:settle": Op((P.DEPARTMENTS_SETTLE,), PUT_ASIDE),
}


def plant(session, home, _author) -> dict:
    return {"record_id": make.record(session, home, "job_loss").id}
