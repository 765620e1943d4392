from tests.house.operation import Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

OPERATIONS = {
    "GET /regions": Op((P.REGIONS_READ,)),
    "GET /regions/{code}": Op((P.REGIONS_READ,)),
}
