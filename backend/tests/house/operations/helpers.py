from tests.house.operation import NOBODY, STAMP, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

UNIT = {"name": "县新单位", "kind": "other", "layer": "county"}
TASK = {"unit_id": NOBODY, "kind": "supporting", "region_code": "511921119213", "valid_from": STAMP}  # fmt: skip
STANDING = {"region_code": "511921119213", "poor": True, "valid_from": STAMP, "source": "县文件"}
HELPER = {"name": "新代表", "kinds": ["party_delegate"], "level": "township", "region_code": "511921119213"}

OPERATIONS = {
    "GET /units": Op((P.PAIRINGS_READ,)),
    "POST /units": Op((P.PAIRINGS_WRITE,), UNIT, owner="xiangzhen"),
    "PATCH /units/{unit_id}": Op((P.PAIRINGS_WRITE,), {"system": "文旅系统"}, owner="xiangzhen"),
    "GET /unit-assignments": Op((P.PAIRINGS_READ,)),
    "POST /unit-assignments": Op((P.PAIRINGS_WRITE,), TASK, owner="xiangzhen"),
    "PATCH /unit-assignments/{assignment_id}": Op((P.PAIRINGS_WRITE,), {"effect": "好"}, owner="xiangzhen"),
    "POST /unit-assignments/{assignment_id}:end": Op((P.PAIRINGS_WRITE,), {"valid_to": STAMP}, owner="xiangzhen"),
    "GET /village-standings": Op((P.PAIRINGS_READ,)),
    "POST /village-standings": Op((P.PAIRINGS_WRITE,), STANDING, owner="xiangzhen"),
    "GET /helpers": Op((P.PAIRINGS_READ,)),
    "POST /helpers": Op((P.PAIRINGS_WRITE,), HELPER, owner="xiangzhen"),
    "GET /helpers/{helper_id}": Op((P.PAIRINGS_READ,)),
    "PATCH /helpers/{helper_id}": Op((P.PAIRINGS_WRITE,), {"capacity": 9}, owner="xiangzhen"),
    "POST /helpers/{helper_id}:retire": Op(
        (P.PAIRINGS_WRITE,), {"valid_to": STAMP}, ids={"helper_id": "idle_id"}, owner="xiangzhen"
    ),
}
