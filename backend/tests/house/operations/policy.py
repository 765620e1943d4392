from tests.house.operation import Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

PARAMETER = {"value": 3, "valid_from": "2026-12-01", "source": "县工作安排〔2026〕1号"}

OPERATIONS = {
    "GET /policy-parameters": Op((P.POLICY_READ,)),
    "PUT /policy-parameters/{key}": Op((P.POLICY_WRITE,), PARAMETER, owner="xianji"),
    "GET /calendar-days": Op((P.POLICY_READ,), query="year=2026"),
    "PUT /calendar-days/{day}": Op((P.POLICY_WRITE,), {"working": False, "note": "县庆放假"}, owner="xianji"),
    "DELETE /calendar-days/{day}": Op((P.POLICY_WRITE,), owner="xianji"),
    "GET /code-lists": Op((P.POLICY_READ,)),
}


def plant(session, home, author):
    return {"day": "2027-01-01"}
