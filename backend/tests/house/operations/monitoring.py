from tests.house.operation import Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

OPERATIONS = {
    "GET /alerts": Op((P.ALERTS_READ,)),
    "GET /alert-rules": Op((P.ALERTS_READ,)),
    "GET /rounds": Op((P.ALERTS_READ,)),
    "POST /rounds": Op((P.ROUNDS_RUN,), {}, owner="xianji"),
}
