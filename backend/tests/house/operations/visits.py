from tests.house.operation import STAMP, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

VISIT = {
    "region_code": "511921119213", "visited_on": STAMP, "contact": "village", "purposes": ["survey"],
    "findings": [{"category": "water", "severity": "notice", "text": "水池漏水"}],
}  # fmt: skip

OPERATIONS = {
    "GET /visits": Op((P.VISITS_READ,)),
    "POST /visits": Op((P.VISITS_WRITE,), VISIT),
    "GET /visits/compliance": Op((P.VISITS_READ,)),
    "GET /visits/missing": Op((P.VISITS_READ,)),
    "GET /visits/pair-counts": Op((P.VISITS_READ,)),
    "GET /visits/publicity": Op((P.VISITS_READ,)),
    "GET /visits/campaign-progress": Op((P.VISITS_READ,), query="campaign_id={campaign_id}"),
    "GET /visits/{visit_id}": Op((P.VISITS_READ,)),
    "PATCH /visits/{visit_id}": Op((P.VISITS_WRITE,), {"situation": "尚可"}),
    "POST /visits/{visit_id}:void": Op((P.VISITS_WRITE,), {"reason": "登记错了户"}),
    "GET /findings": Op((P.VISITS_READ,)),
    "GET /findings/{finding_id}": Op((P.VISITS_READ,)),
    "PATCH /findings/{finding_id}": Op((P.VISITS_WRITE,), {"severity": "notice"}),
    "POST /findings/{finding_id}:act": Op((P.VISITS_WRITE,), {"action": "已报修", "acted_on": STAMP}),
    "POST /findings/{finding_id}:close": Op((P.VISITS_WRITE,), answer=409),  # nobody has acted
    "POST /findings/{finding_id}:reopen": Op((P.VISITS_WRITE,), {"reason": "又漏水了"}, answer=409),  # still open
}
