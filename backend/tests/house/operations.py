"""Every operation of the API: who may call it, and a body that would succeed. One that is missing here fails a test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.households.make import member_form
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

STAMP = "2026-11-23"
IMPORTERS = (P.HOUSEHOLDS_IMPORT, P.LOANS_IMPORT)
MEMBER = member_form("单小妹", "10", "1988-04-03", "2")
HOUSEHOLD = {
    "household_no": "5119219001",
    "region_code": "511921119213",
    "household_class": "ordinary",
    "members": [member_form("单大", "02", "1966-04-03", "1")],
}
LOAN = {
    "household_no": "5119210001",
    "principal": "50000.00",
    "balance": "50000.00",
    "lent_on": "2023-12-20",
    "due_on": "2026-12-20",
}
VIEW = {"screen": "households", "name": "我的视图", "query": {"q": "单"}}
USER = {"username": "xin.ren", "name": "新人", "role": "village_cadre", "region_code": "511921119213"}
RESPONSIBLE = {"region_code": "511921119204", "person_name": "向前", "kind": "first_responsible", "valid_from": STAMP}
DELIVERY = {"delivered_on": STAMP, "outcome": "received", "receiver_name": "单小红", "receiver_relation": "self"}
CAMPAIGN = {
    "kind": "pairing",
    "name": "党代表结对行动",
    "pairing_kind": "party_delegate",
    "starts_on": STAMP,
    "ends_on": "2026-12-31",
}
TARGETS = {"items": [{"name": "李老党员", "kind": "old_party_member"}]}
UNIT = {"name": "县新单位", "kind": "other", "layer": "county"}
TASK = {"unit_id": "0199aaaa-0000-7000-8000-000000000000", "kind": "supporting", "region_code": "511921119213", "valid_from": STAMP}  # fmt: skip
STANDING = {"region_code": "511921119213", "poor": True, "valid_from": STAMP, "source": "县文件"}
HELPER = {"name": "新代表", "kinds": ["party_delegate"], "level": "township", "region_code": "511921119213"}
PAIR = {"helper_id": "0199aaaa-0000-7000-8000-000000000000", "kind": "first_secretary", "region_code": "511921119213", "valid_from": STAMP}  # fmt: skip
HAND_OVER = {
    "from_helper_id": "0199aaaa-0000-7000-8000-000000000000",
    "to_helper_id": "0199aaaa-0000-7000-8000-000000000001",
    "on": STAMP,
}
PROPOSAL = {"kind": "party_delegate", "region_code": "511921119"}
VISIT = {
    "region_code": "511921119213", "visited_on": STAMP, "contact": "village", "purposes": ["survey"],
    "findings": [{"category": "water", "severity": "notice", "text": "水池漏水"}],
}  # fmt: skip
PARAMETER = {"value": 3, "valid_from": "2026-12-01", "source": "县工作安排〔2026〕1号"}

FIELD = {
    "device": {"id": "0f0f0f0f-0000-4000-8000-000000000001", "label": "手机", "pending": 1},
    "commands": [
        {
            "id": "0f0f0f0f-0000-4000-8000-000000000002",
            "kind": "household_contact",
            "subject_id": "0f0f0f0f-0000-4000-8000-000000000003",
            "base_version": 1,
            "patch": {"address": "村口"},
            "made_at": "2026-11-23T08:00:00+08:00",
        }
    ],
}


@dataclass(frozen=True)
class Op:
    """`needs`: any of these permissions, nothing for everybody signed in, None for strangers too."""

    needs: tuple[P, ...] | None = ()
    body: Any = None
    ids: Mapping[str, str] = field(default_factory=dict)
    """Where an object of the path is another one than the world's usual."""
    owner: str = "cunganbu"
    """Who certainly reaches the object in the path."""


OPERATIONS: dict[str, Op] = {
    "POST /auth/login": Op(None, {"username": "nobody", "password": "wrong"}),
    "POST /auth/refresh": Op(None),
    "POST /auth/logout": Op(),
    "POST /auth/logout-everywhere": Op(),
    "POST /auth/change-password": Op((), {"old_password": "wrong", "new_password": "Shan-Shui-88!"}),
    "GET /me": Op(),
    "GET /regions": Op((P.REGIONS_READ,)),
    "GET /regions/{code}": Op((P.REGIONS_READ,)),
    "GET /users": Op((P.USERS_WRITE,)),
    "POST /users": Op((P.USERS_WRITE,), USER),
    "PATCH /users/{user_id}": Op((P.USERS_WRITE,), {"name": "新名"}, owner="guanli"),
    "POST /users/{user_id}:reset-password": Op((P.USERS_WRITE,), owner="guanli"),
    "POST /users/{user_id}:disable": Op((P.USERS_WRITE,), owner="guanli"),
    "POST /users/{user_id}:enable": Op((P.USERS_WRITE,), owner="guanli"),
    "POST /users/{user_id}:sign-out": Op((P.USERS_WRITE,), owner="guanli"),
    "GET /responsibilities": Op((P.RESPONSIBILITIES_READ,)),
    "POST /responsibilities": Op((P.RESPONSIBILITIES_WRITE,), RESPONSIBLE),
    "POST /responsibilities/{row_id}:end": Op((P.RESPONSIBILITIES_WRITE,), {"valid_to": STAMP}, owner="xiangzhen"),
    "GET /saved-views": Op(),
    "POST /saved-views": Op((), VIEW),
    "DELETE /saved-views/{view_id}": Op(),
    "GET /policy-parameters": Op((P.POLICY_READ,)),
    "PUT /policy-parameters/{key}": Op((P.POLICY_WRITE,), PARAMETER),
    "GET /code-lists": Op((P.POLICY_READ,)),
    "PUT /attachments/{attachment_id}": Op((P.FILES_WRITE,), b"no picture"),
    "PATCH /attachments/{attachment_id}": Op((P.FILES_WRITE,), b"no picture"),
    "GET /attachments/{attachment_id}": Op((P.FILES_READ,)),
    "GET /households": Op((P.HOUSEHOLDS_READ,)),
    "POST /households": Op((P.HOUSEHOLDS_WRITE,), HOUSEHOLD),
    "POST /households:search": Op((P.HOUSEHOLDS_READ,), {"id_number": MEMBER["id_number"]}),
    "GET /households/{household_id}": Op((P.HOUSEHOLDS_READ,)),
    "PATCH /households/{household_id}": Op((P.HOUSEHOLDS_WRITE,), {"natural_village": "刘家湾"}),
    "POST /households/{household_id}/members": Op((P.HOUSEHOLDS_WRITE,), MEMBER),
    "PATCH /households/{household_id}/members/{member_id}": Op((P.HOUSEHOLDS_WRITE,), {"name": "单小红"}),
    "POST /households/{household_id}/members/{member_id}:leave": Op(
        (P.HOUSEHOLDS_WRITE,), {"left_on": STAMP, "reason": "迁出"}
    ),
    "PUT /households/{household_id}/incomes/{year}": Op((P.HOUSEHOLDS_WRITE,), {"items": []}),
    "POST /households/{household_id}:unmask": Op(
        (P.PERSONAL_DATA_UNMASK,), {"field": "phone", "reason": "电话通知到期"}
    ),
    "GET /households/{household_id}/changes": Op((P.HOUSEHOLDS_READ,)),
    "GET /loans": Op((P.LOANS_READ,)),
    "GET /loans/{loan_id}": Op((P.LOANS_READ,)),
    "PUT /loans/{bank_code}/{contract_no}": Op((P.LOANS_WRITE,), LOAN),
    "GET /loan-notices": Op((P.LOANS_READ,)),
    "GET /loan-notices/by-village": Op((P.LOANS_READ,)),
    "GET /loan-notices/letters.{paper}": Op((P.LOANS_READ,)),
    "GET /loan-notices/{notice_id}/letter.{paper}": Op((P.LOANS_READ,)),
    "GET /loan-notices/{notice_id}": Op((P.LOANS_READ,)),
    "POST /loan-notices/{notice_id}:deliver": Op((P.NOTICES_DELIVER,), DELIVERY),
    "POST /loan-notices/{notice_id}:undo-delivery": Op(
        (P.NOTICES_DELIVER,), {"reason": "登记到别家了"}, ids={"notice_id": "delivered_id"}
    ),
    "GET /alerts": Op((P.ALERTS_READ,)),
    "GET /alert-rules": Op((P.ALERTS_READ,)),
    "GET /rounds": Op((P.ALERTS_READ,)),
    "POST /rounds": Op((P.ROUNDS_RUN,), {}),
    "GET /units": Op((P.PAIRINGS_READ,)),
    "POST /units": Op((P.PAIRINGS_WRITE,), UNIT),
    "PATCH /units/{unit_id}": Op((P.PAIRINGS_WRITE,), {"system": "文旅系统"}, owner="xiangzhen"),
    "GET /unit-assignments": Op((P.PAIRINGS_READ,)),
    "POST /unit-assignments": Op((P.PAIRINGS_WRITE,), TASK),
    "PATCH /unit-assignments/{assignment_id}": Op((P.PAIRINGS_WRITE,), {"effect": "好"}, owner="xiangzhen"),
    "POST /unit-assignments/{assignment_id}:end": Op((P.PAIRINGS_WRITE,), {"valid_to": STAMP}, owner="xiangzhen"),
    "GET /village-standings": Op((P.PAIRINGS_READ,)),
    "POST /village-standings": Op((P.PAIRINGS_WRITE,), STANDING),
    "GET /helpers": Op((P.PAIRINGS_READ,)),
    "POST /helpers": Op((P.PAIRINGS_WRITE,), HELPER),
    "GET /helpers/{helper_id}": Op((P.PAIRINGS_READ,)),
    "PATCH /helpers/{helper_id}": Op((P.PAIRINGS_WRITE,), {"capacity": 9}, owner="xiangzhen"),
    "POST /helpers/{helper_id}:retire": Op(
        (P.PAIRINGS_WRITE,), {"valid_to": STAMP}, ids={"helper_id": "idle_id"}, owner="xiangzhen"
    ),
    "GET /pairings": Op((P.PAIRINGS_READ,)),
    "POST /pairings": Op((P.PAIRINGS_WRITE,), PAIR),
    "POST /pairings/{pairing_id}:end": Op(
        (P.PAIRINGS_WRITE,), {"valid_to": STAMP, "end_reason": "left_post"}, owner="xiangzhen"
    ),
    "POST /pairings:hand-over": Op((P.PAIRINGS_WRITE,), HAND_OVER),
    "GET /pairings/grouping-sheet.xlsx": Op((P.PAIRINGS_READ,)),
    "GET /campaigns": Op((P.PAIRINGS_READ,)),
    "POST /campaigns": Op((P.PAIRINGS_WRITE,), CAMPAIGN),
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
    "POST /pairing-proposals": Op((P.PAIRINGS_WRITE,), PROPOSAL),
    "GET /pairing-proposals/{proposal_id}": Op((P.PAIRINGS_READ,)),
    "GET /pairing-proposals/{proposal_id}/rows": Op((P.PAIRINGS_READ,)),
    "PUT /pairing-proposals/{proposal_id}/rows/{household_id}": Op(
        (P.PAIRINGS_WRITE,), {"helper_id": None}, owner="xiangzhen"
    ),
    "POST /pairing-proposals/{proposal_id}:commit": Op((P.PAIRINGS_WRITE,), owner="xiangzhen"),
    "POST /pairing-proposals/{proposal_id}:discard": Op((P.PAIRINGS_WRITE,), owner="xiangzhen"),
    "GET /visits": Op((P.VISITS_READ,)),
    "POST /visits": Op((P.VISITS_WRITE,), VISIT),
    "GET /visits/compliance": Op((P.VISITS_READ,)),
    "GET /visits/missing": Op((P.VISITS_READ,)),
    "GET /visits/campaign-progress": Op((P.VISITS_READ,)),
    "GET /visits/{visit_id}": Op((P.VISITS_READ,)),
    "PATCH /visits/{visit_id}": Op((P.VISITS_WRITE,), {"situation": "尚可"}),
    "POST /visits/{visit_id}:void": Op((P.VISITS_WRITE,), {"reason": "登记错了户"}),
    "GET /findings": Op((P.VISITS_READ,)),
    "GET /findings/{finding_id}": Op((P.VISITS_READ,)),
    "PATCH /findings/{finding_id}": Op((P.VISITS_WRITE,), {"severity": "notice"}),
    "POST /findings/{finding_id}:act": Op((P.VISITS_WRITE,), {"action": "已报修", "acted_on": STAMP}),
    "POST /findings/{finding_id}:close": Op((P.VISITS_WRITE,)),
    "POST /findings/{finding_id}:reopen": Op((P.VISITS_WRITE,), {"reason": "又漏水了"}),
    "GET /import-profiles": Op(IMPORTERS),
    "GET /import-profiles/{profile}/template.xlsx": Op(IMPORTERS),
    "GET /imports": Op(IMPORTERS),
    "POST /imports": Op(IMPORTERS, {"profile": "loans", "file_name": "名单.xlsx", "size": 9}),
    "PUT /imports/{import_id}/data": Op(IMPORTERS, b"a,b\n", owner="xiangzhen"),
    "GET /imports/{import_id}": Op(IMPORTERS, owner="xiangzhen"),
    "GET /imports/{import_id}/rows": Op(IMPORTERS, owner="xiangzhen"),
    "POST /imports/{import_id}:start": Op(IMPORTERS, {}, owner="xiangzhen"),
    "POST /imports/{import_id}:cancel": Op(IMPORTERS, owner="xiangzhen"),
    "POST /imports/{import_id}:reverse": Op(IMPORTERS, owner="xiangzhen"),
    "GET /imports/{import_id}/rejected.xlsx": Op(IMPORTERS, owner="xiangzhen"),
    "GET /field-kit": Op((P.FIELD_WORK,)),
    "POST /field-commands": Op((P.FIELD_WORK,), FIELD),
    "GET /field-commands": Op((P.FIELD_WORK,)),
    "POST /field-commands/{command_id}:settle": Op((P.FIELD_WORK,), {"how": "abandon"}),
    "GET /field-devices": Op((P.FIELD_WATCH,), owner="xiangzhen"),
    "GET /desk": Op(),
    "GET /health": Op(None),
    "GET /ready": Op(None),
}
