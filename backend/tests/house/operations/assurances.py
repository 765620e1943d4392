from tests.assurances import make
from tests.house.operation import NOBODY, STAMP, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.assurances.models import AssuranceDefect

CHECKS = {"household_id": NOBODY, "checked_on": STAMP, "checks": [{"item": "water", "result": "ok"}]}
CORRECT = {"result": "ok", "reason": "登记错了户"}
ROUND = {
    "kind": "recheck", "name": "新核查", "items": ["housing"], "exited_since": 2014, "starts_on": "2026-11-02",
    "due_on": "2026-12-31", "source": "县方案",
}  # fmt: skip

OPERATIONS = {
    "GET /assurance-items": Op((P.ASSURANCES_READ,)),
    "GET /assurance-checks": Op((P.ASSURANCES_READ,)),
    "POST /assurance-checks": Op((P.ASSURANCES_WRITE,), CHECKS),
    "POST /assurance-checks/{check_id}:correct": Op((P.ASSURANCES_WRITE,), CORRECT),
    "GET /assurance-defects": Op((P.ASSURANCES_READ,)),
    "GET /assurance-defects/by-village": Op((P.ASSURANCES_READ,)),
    "GET /assurance-defects/history": Op((P.ASSURANCES_READ,)),
    "PATCH /assurance-defects/{defect_id}": Op((P.ASSURANCES_WRITE,), {"next_step": "申请修缮"}),
    "POST /assurance-defects/{defect_id}:reconcile": Op(
        (P.ASSURANCES_MANAGE,), {"note": "已到户核对"}, owner="xiangzhen", answer=409  # nobody has found it in order
    ),
    "GET /assurance-rounds": Op((P.ASSURANCES_READ,)),
    "POST /assurance-rounds": Op((P.ASSURANCES_MANAGE,), ROUND, owner="xiangzhen"),
    "GET /assurance-rounds/{round_id}": Op((P.ASSURANCES_READ,)),
    "GET /assurance-rounds/{round_id}/households": Op((P.ASSURANCES_READ,)),
    "PATCH /assurance-rounds/{round_id}": Op((P.ASSURANCES_MANAGE,), {"name": "改名核查"}, owner="xiangzhen"),
    "POST /assurance-rounds/{round_id}:close": Op((P.ASSURANCES_MANAGE,), owner="xiangzhen"),
}  # fmt: skip

CASE = {"household_id": NOBODY, "kind": "renovation", "approved_on": "2026-04-01", "source": "县住建局"}
SOURCE = {"region_code": "511921119213", "name": "新水厂", "kind": "tap", "begun_on": "2026-01-01"}
OPERATIONS |= {
    "GET /housing-cases": Op((P.ASSURANCES_READ,)),
    "POST /housing-cases": Op((P.ASSURANCES_MANAGE,), CASE, owner="xiangzhen"),
    "PATCH /housing-cases/{case_id}": Op(
        (P.ASSURANCES_MANAGE,), {"standard": "60平方米"}, ids={"case_id": "housing_case_id"}, owner="xiangzhen"
    ),
    "GET /water-sources": Op((P.ASSURANCES_READ,)),
    "POST /water-sources": Op((P.ASSURANCES_MANAGE,), SOURCE, owner="xiangzhen"),
    "PATCH /water-sources/{source_id}": Op((P.ASSURANCES_MANAGE,), {"keeper_name": "老何"}, owner="xiangzhen"),
    "GET /water-sources/{source_id}/tests": Op((P.ASSURANCES_READ,)),
    "POST /water-sources/{source_id}/tests": Op(
        (P.ASSURANCES_MANAGE,), {"tested_on": STAMP, "passed": True, "source": "疾控中心"}, owner="xiangzhen"
    ),
}


def plant(session, home, author) -> dict:
    made = make.round_(session, region_code=home.region_code, kind="special", exited_since=None, name="单村核查")
    checked = make.check(session, home, "housing", "defect", checker_id=author.id, note="单家后墙开裂")
    (defect_id,) = session.query(AssuranceDefect.id).where(AssuranceDefect.county == home.county).one()
    case = make.case(session, home)
    source = make.water(session, home.region_code, name="单村水厂")
    return {
        "check_id": checked.id, "defect_id": defect_id, "round_id": made.id, "housing_case_id": case.id,
        "source_id": source.id,
    }  # fmt: skip
