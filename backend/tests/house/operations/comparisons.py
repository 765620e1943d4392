from datetime import date

from tests.comparisons import make
from tests.house.operation import Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

OPERATIONS = {
    "GET /department-lists": Op((P.ASSURANCES_READ,)),
    "GET /department-entries": Op((P.ASSURANCES_READ,)),
    "GET /department-entries/{entry_id}": Op((P.ASSURANCES_READ,)),
    "POST /department-entries/{entry_id}:answer": Op(
        (P.DIFFERENCES_ANSWER,), {"answer": "ours_right", "settlement": "已经核实"}
    ),
    "POST /department-entries/{entry_id}:return": Op(
        (P.DIFFERENCES_RETURN,), {"why": "请说明情况"}, ids={"entry_id": "answered_entry_id"}, owner="xiangzhen"
    ),
}


def plant(session, home, _author) -> dict:
    said = {"answer": "ours_right", "settlement": "看过", "settled_on": date(2026, 11, 20), "settled_by_name": "单"}
    answered = make.entry(session, home, on=date(2026, 11, 11), **said)
    return {"entry_id": make.entry(session, home).id, "answered_entry_id": answered.id}
