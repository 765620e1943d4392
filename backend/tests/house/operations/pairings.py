from tests.house.operation import NOBODY, STAMP, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

CAMPAIGN = {
    "kind": "pairing",
    "name": "党代表结对行动",
    "pairing_kind": "party_delegate",
    "starts_on": STAMP,
    "ends_on": "2026-12-31",
}
TARGETS = {"items": [{"name": "李老党员", "kind": "old_party_member"}]}
PAIR = {"helper_id": NOBODY, "kind": "first_secretary", "region_code": "511921119213", "valid_from": STAMP}  # fmt: skip
HAND_OVER = {
    "from_helper_id": NOBODY,
    "to_helper_id": "0199aaaa-0000-7000-8000-000000000001",
    "on": STAMP,
}
PROPOSAL = {"kind": "party_delegate", "region_code": "511921119"}

OPERATIONS = {
    "GET /pairings": Op((P.PAIRINGS_READ,)),
    "POST /pairings": Op((P.PAIRINGS_WRITE,), PAIR, owner="xiangzhen"),
    "POST /pairings/{pairing_id}:end": Op(
        (P.PAIRINGS_WRITE,), {"valid_to": STAMP, "end_reason": "left_post"}, owner="xiangzhen"
    ),
    "POST /pairings:hand-over": Op((P.PAIRINGS_WRITE,), HAND_OVER, owner="xiangzhen"),
    "GET /pairings/grouping-sheet": Op((P.PAIRINGS_READ,)),
    "GET /pairings/grouping-sheet.pdf": Op((P.PAIRINGS_READ,)),
    "GET /campaigns": Op((P.PAIRINGS_READ,)),
    "POST /campaigns": Op((P.PAIRINGS_WRITE,), CAMPAIGN, owner="xiangzhen"),
    "GET /campaigns/{campaign_id}": Op((P.PAIRINGS_READ,)),
    "PATCH /campaigns/{campaign_id}": Op((P.PAIRINGS_WRITE,), {"name": "改名行动"}, owner="xiangzhen"),
    "GET /campaigns/{campaign_id}/participants": Op((P.PAIRINGS_READ,)),
    "POST /campaigns/{campaign_id}/participants": Op((P.PAIRINGS_WRITE,), {}, owner="xiangzhen"),
    "DELETE /campaigns/{campaign_id}/participants/{helper_id}": Op((P.PAIRINGS_WRITE,), owner="xiangzhen"),
    "GET /campaigns/{campaign_id}/targets": Op((P.PAIRINGS_READ,)),
    "POST /campaigns/{campaign_id}/targets": Op((P.PAIRINGS_WRITE,), TARGETS, owner="xiangzhen"),
    "POST /campaigns/{campaign_id}:draw-targets": Op((P.PAIRINGS_WRITE,), owner="xiangzhen"),
    "DELETE /campaigns/{campaign_id}/targets/{target_id}": Op((P.PAIRINGS_WRITE,), owner="xiangzhen"),
    "GET /pairings/coverage": Op((P.PAIRINGS_READ,)),
    "GET /pairings/uncovered-households": Op((P.PAIRINGS_READ,)),
    "GET /pairings/idle-helpers": Op((P.PAIRINGS_READ,)),
    "GET /pairing-proposals": Op((P.PAIRINGS_READ,)),
    "POST /pairing-proposals": Op((P.PAIRINGS_WRITE,), PROPOSAL, owner="xiangzhen"),
    "GET /pairing-proposals/{proposal_id}": Op((P.PAIRINGS_READ,)),
    "GET /pairing-proposals/{proposal_id}/rows": Op((P.PAIRINGS_READ,)),
    "PUT /pairing-proposals/{proposal_id}/rows/{household_id}": Op(
        (P.PAIRINGS_WRITE,), {"helper_id": None}, owner="xiangzhen"
    ),
    "POST /pairing-proposals/{proposal_id}:commit": Op((P.PAIRINGS_WRITE,), owner="xiangzhen"),
    "POST /pairing-proposals/{proposal_id}:discard": Op((P.PAIRINGS_WRITE,), owner="xiangzhen"),
}
