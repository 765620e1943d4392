"""What a system can be allowed: the people's permissions, by domain. Deciding, reviewing and fieldwork stay with people."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from yihu.accounts.models import Role
from yihu.accounts.permissions import EVERYONE, GRANTS, Permission

P = Permission


class Scope(StrEnum):
    HOUSEHOLDS_READ = "households:read"
    HOUSEHOLDS_WRITE = "households:write"
    PII_READ = "pii:read"
    LOANS_READ = "loans:read"
    LOANS_WRITE = "loans:write"
    BENEFITS_READ = "benefits:read"
    BENEFITS_WRITE = "benefits:write"
    DEPARTMENTS_READ = "departments:read"
    DEPARTMENTS_PUSH = "departments:push"
    PLANS_READ = "plans:read"
    PAIRINGS_READ = "pairings:read"
    PAIRINGS_WRITE = "pairings:write"
    VISITS_READ = "visits:read"
    VISITS_WRITE = "visits:write"
    ASSURANCES_READ = "assurances:read"
    ASSURANCES_WRITE = "assurances:write"
    VILLAGES_READ = "villages:read"
    VILLAGES_WRITE = "villages:write"
    CASES_READ = "cases:read"
    ALERTS_READ = "alerts:read"
    FILES_READ = "files:read"
    FILES_WRITE = "files:write"
    WEBHOOKS_RECOVER = "webhooks:recover"


@dataclass(frozen=True)
class Grant:
    label: str
    permissions: frozenset[Permission]


def _grant(label: str, *permissions: Permission) -> Grant:
    return Grant(label, frozenset(permissions))


GRANTED: dict[Scope, Grant] = {
    Scope.HOUSEHOLDS_READ: _grant("读农户档案（敏感信息打码）", P.HOUSEHOLDS_READ),
    Scope.HOUSEHOLDS_WRITE: _grant("写农户档案、导入名单", P.HOUSEHOLDS_WRITE, P.HOUSEHOLDS_IMPORT, P.CONTACTS_CORRECT),
    Scope.PII_READ: _grant("查看未打码的敏感信息（逐次写明事由）", P.PERSONAL_DATA_UNMASK),
    Scope.LOANS_READ: _grant("读贷款和到期通知", P.LOANS_READ),
    Scope.LOANS_WRITE: _grant("写贷款、导入贷款", P.LOANS_WRITE, P.LOANS_IMPORT),
    Scope.BENEFITS_READ: _grant("读政策享受", P.BENEFITS_READ),
    Scope.BENEFITS_WRITE: _grant("写政策享受、导入", P.BENEFITS_WRITE, P.BENEFITS_IMPORT),
    Scope.DEPARTMENTS_READ: _grant("读部门推送的记录", P.DEPARTMENTS_READ),
    Scope.DEPARTMENTS_PUSH: _grant("推送部门数据", P.DEPARTMENTS_PUSH),
    Scope.PLANS_READ: _grant("读一户一策", P.PLANS_READ),
    Scope.PAIRINGS_READ: _grant("读结对帮扶", P.PAIRINGS_READ),
    Scope.PAIRINGS_WRITE: _grant("写结对帮扶、导入", P.PAIRINGS_WRITE, P.PAIRINGS_IMPORT),
    Scope.VISITS_READ: _grant("读走访记录", P.VISITS_READ),
    Scope.VISITS_WRITE: _grant("写走访记录、导入", P.VISITS_WRITE, P.VISITS_IMPORT),
    Scope.ASSURANCES_READ: _grant("读两不愁三保障", P.ASSURANCES_READ),
    Scope.ASSURANCES_WRITE: _grant("写两不愁三保障核查、导入", P.ASSURANCES_WRITE, P.ASSURANCES_IMPORT),
    Scope.VILLAGES_READ: _grant("读村规划和项目", P.VILLAGES_READ),
    Scope.VILLAGES_WRITE: _grant("写村规划和项目、导入", P.VILLAGES_WRITE, P.VILLAGES_IMPORT),
    Scope.CASES_READ: _grant("读监测对象个案", P.CASES_READ),
    Scope.ALERTS_READ: _grant("读预警", P.ALERTS_READ),
    Scope.FILES_READ: _grant("读附件", P.FILES_READ),
    Scope.FILES_WRITE: _grant("上传附件", P.FILES_WRITE),
    Scope.WEBHOOKS_RECOVER: _grant("查看推给自己的记录、重推失败的", P.WEBHOOKS_RECOVER),
}


OWN = {P.WEBHOOKS_RECOVER}
"""What no person has, because it reaches nothing but the system's own."""


def permissions_of(scopes: Iterable[str]) -> frozenset[Permission]:
    """What these scopes grant, with what every caller may; a scope that no longer exists grants nothing."""
    known = [GRANTED[Scope(name)].permissions for name in scopes if name in GRANTED]
    return EVERYONE.union(*known)


def beyond(region_code: str, scopes: Iterable[Scope]) -> list[str]:
    """Labels of what a system bound to this place may not: in a village or township no more than the people there."""
    widest = {15: Role.VILLAGE_CADRE, 12: Role.VILLAGE_CADRE, 9: Role.TOWNSHIP_OFFICER}.get(len(region_code))
    if widest is None:
        return []
    return [GRANTED[scope].label for scope in scopes if not GRANTED[scope].permissions <= GRANTS[widest] | OWN]
