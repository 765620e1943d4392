from tests.house.operation import Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

OPERATIONS = {
    "GET /incomes": Op((P.HOUSEHOLDS_READ,)),
    "GET /incomes/summary": Op((P.HOUSEHOLDS_READ,)),
    "GET /households/{household_id}/income-trace": Op((P.HOUSEHOLDS_READ,)),
}
