"""Every operation of the API: who may call it, and a body that would succeed. One that is missing here fails a test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.households.make import member_form
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.exchange.profiles import PROFILES

STAMP = "2026-11-23"
IMPORTERS = tuple({profile.permission for profile in PROFILES.values()})
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

NOBODY = "0199aaaa-0000-7000-8000-000000000000"
PLAN = {"household_id": NOBODY, "year": 2026}
MEASURE = {
    "category": "industry", "text": "养殖肉牛3头，合作社保底回收", "quantity": "3", "unit": "头", "due_on": "2026-12-20",
    "owner_name": "何春林", "fund_source": "none",
}  # fmt: skip
CONSENT = {
    "consent_on": STAMP, "consent_kind": "witness", "consent_name": "单小红", "consent_witness": "村民李四",
}  # fmt: skip
RETURN = {"note": "请写明医院", "measures": []}
CLOSING = {"income_result": "9100.00", "outcome": "达到目标", "satisfaction": 5, "satisfaction_on": STAMP}
TOLD = {"state": "going", "progress": 50, "told_on": STAMP, "spent": "100.00", "note": "已购牛犊", "attachment_ids": []}
TEMPLATE = {
    "name": "养牛", "text": "发展肉牛养殖", "category": "industry", "causes": ["no_skill"], "valid_from": "2026-01-01",
    "source": "县农业农村局",
}  # fmt: skip
RISK = {"household_id": NOBODY, "kind": "illness", "happened_on": STAMP, "note": "户主住院", "source": "走访"}
POLICY = {
    "name": "新政策", "kind": "dibao", "for_persons": False, "causes": ["illness"], "valid_from": "2026-01-01",
    "source": "县文件",
}  # fmt: skip
BENEFIT = {
    "policy_id": NOBODY, "household_id": NOBODY, "granted_on": "2026-03-01", "amount": "300.00", "source": "民政局台账",
}  # fmt: skip
VILLAGE_PLAN = {"region_code": "511921119213", "title": "村规划", "first_year": 2027, "last_year": 2030}
GOAL = {"text": "硬化村道", "target": "5.00", "unit": "公里", "due_on": "2026-12-31"}
PROJECT = {"region_code": "511921119213", "name": "新项目", "category": "industry", "amount": "100000.00"}

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
    query: str = ""
    """What must be asked with it; names of the world's objects in braces."""


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
    "GET /colleagues": Op((P.HOUSEHOLDS_READ,)),
    "GET /responsibilities": Op((P.RESPONSIBILITIES_READ,)),
    "POST /responsibilities": Op((P.RESPONSIBILITIES_WRITE,), RESPONSIBLE),
    "POST /responsibilities/{row_id}:end": Op((P.RESPONSIBILITIES_WRITE,), {"valid_to": STAMP}, owner="xiangzhen"),
    "GET /saved-views": Op(query="screen=households"),
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
    "GET /visits/pair-counts": Op((P.VISITS_READ,)),
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
    "GET /plans": Op((P.PLANS_READ,)),
    "POST /plans": Op((P.PLANS_WRITE,), PLAN),
    "GET /plans/roll-up": Op((P.PLANS_READ,), query="year=2026"),
    "GET /plans/unplanned": Op((P.PLANS_READ,), query="year=2026"),
    "GET /plans/unreached": Op((P.PLANS_READ,), query="year=2026"),
    "GET /plans/sheet.xlsx": Op((P.PLANS_READ,), query="year=2026"),
    "GET /plans/books.{paper}": Op((P.PLANS_READ,), query="year=2024"),
    "GET /plans/{plan_id}/book.{paper}": Op((P.PLANS_READ,)),
    "GET /plans/{plan_id}": Op((P.PLANS_READ,)),
    "PATCH /plans/{plan_id}": Op((P.PLANS_WRITE,), {"wish": "想养羊"}),
    "DELETE /plans/{plan_id}": Op((P.PLANS_WRITE,)),
    "POST /plans/{plan_id}/measures": Op((P.PLANS_WRITE,), MEASURE),
    "POST /plans/{plan_id}:confirm": Op((P.PLANS_WRITE,), CONSENT),
    "POST /plans/{plan_id}:submit": Op((P.PLANS_WRITE,)),
    "POST /plans/{plan_id}:withdraw": Op((P.PLANS_WRITE,), ids={"plan_id": "submitted_id"}),
    "POST /plans/{plan_id}:approve": Op((P.PLANS_REVIEW,), {}, ids={"plan_id": "submitted_id"}, owner="xiangzhen"),
    "POST /plans/{plan_id}:return": Op((P.PLANS_REVIEW,), RETURN, ids={"plan_id": "submitted_id"}, owner="xiangzhen"),
    "POST /plans/{plan_id}:adjust": Op((P.PLANS_WRITE,), {}, ids={"plan_id": "active_id"}),
    "POST /plans/{plan_id}:close": Op((P.PLANS_WRITE,), CLOSING, ids={"plan_id": "active_id"}),
    "GET /plans/{plan_id}/alike": Op((P.PLANS_READ,)),
    "GET /plans/{plan_id}/differences": Op((P.PLANS_READ,), query="since={plan_id}"),
    "GET /measures": Op((P.PLANS_READ,)),
    "PATCH /measures/{measure_id}": Op((P.PLANS_WRITE,), MEASURE),
    "DELETE /measures/{measure_id}": Op((P.PLANS_WRITE,)),
    "POST /measures/{measure_id}:progress": Op((P.PLANS_WRITE,), TOLD, ids={"measure_id": "running_id"}),
    "POST /measures:assign": Op((P.PLANS_WRITE,), {"measure_ids": [NOBODY], "helper_id": NOBODY}),
    "GET /measures/{measure_id}/progress": Op((P.PLANS_READ,), ids={"measure_id": "running_id"}),
    "POST /plan-carry-overs": Op((P.PLANS_REVIEW,), {"year": 2027}),
    "GET /plan-carry-overs/{run_id}": Op((P.PLANS_READ,)),
    "GET /plan-samples": Op((P.PLANS_READ,)),
    "POST /plan-samples:draw": Op((P.PLANS_CHECK,), {"year": 2026, "count": 1}),
    "POST /plan-samples/{sample_id}:check": Op((P.PLANS_CHECK,), {"passed": True, "note": "属实"}, owner="xianji"),
    "GET /households/{household_id}/plan-suggestions": Op((P.PLANS_READ,)),
    "POST /households/{household_id}/plan-suggestions:decline": Op(
        (P.PLANS_WRITE,), {"key": "cause:no_skill", "reason": "已经会了"}
    ),
    "GET /measure-templates": Op((P.PLANS_READ,)),
    "POST /measure-templates": Op((P.PLANS_REVIEW,), TEMPLATE),
    "POST /measure-templates/{template_id}:end": Op((P.PLANS_REVIEW,), {"valid_to": "2026-12-01"}, owner="xiangzhen"),
    "GET /risk-signals": Op((P.PLANS_READ,)),
    "POST /risk-signals": Op((P.PLANS_WRITE,), RISK),
    "POST /risk-signals/{risk_id}:dismiss": Op((P.PLANS_REVIEW,), {"reason": "已经痊愈"}, owner="xiangzhen"),
    "GET /benefit-policies": Op((P.BENEFITS_READ,)),
    "POST /benefit-policies": Op((P.BENEFITS_WRITE,), POLICY),
    "POST /benefit-policies/{policy_id}:end": Op((P.BENEFITS_WRITE,), {"valid_to": "2026-12-01"}, owner="xiangzhen"),
    "GET /benefits": Op((P.BENEFITS_READ,)),
    "POST /benefits": Op((P.BENEFITS_WRITE,), BENEFIT),
    "DELETE /benefits/{benefit_id}": Op((P.BENEFITS_WRITE,), owner="xiangzhen"),
    "GET /benefits/unserved": Op((P.BENEFITS_READ,)),
    "GET /benefits/matrix": Op((P.BENEFITS_READ,), query="region_code=511921119213&kind=dibao"),
    "GET /village-plans": Op((P.VILLAGES_READ,)),
    "POST /village-plans": Op((P.VILLAGES_WRITE,), VILLAGE_PLAN),
    "GET /village-plans/{plan_id}": Op((P.VILLAGES_READ,), ids={"plan_id": "village_plan_id"}),
    "PATCH /village-plans/{plan_id}": Op(
        (P.VILLAGES_WRITE,), {"summary": "修路养牛"}, ids={"plan_id": "village_plan_id"}
    ),
    "PUT /village-plans/{plan_id}/goals/{goal_id}": Op((P.VILLAGES_WRITE,), GOAL, ids={"plan_id": "village_plan_id"}),
    "DELETE /village-goals/{goal_id}": Op((P.VILLAGES_WRITE,)),
    "GET /village-projects": Op((P.VILLAGES_READ,)),
    "POST /village-projects": Op((P.VILLAGES_WRITE,), PROJECT),
    "PATCH /village-projects/{project_id}": Op((P.VILLAGES_WRITE,), {"progress": 60}),
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
