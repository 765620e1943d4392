"""One vocabulary of what can be done, one table of who may."""

from enum import StrEnum

from yihu.accounts.models import Role


class Permission(StrEnum):
    REGIONS_READ = "regions:read"
    ZONES_WRITE = "zones:write"
    POLICY_READ = "policy:read"
    POLICY_WRITE = "policy:write"
    USERS_WRITE = "users:write"
    RESPONSIBILITIES_READ = "responsibilities:read"
    RESPONSIBILITIES_WRITE = "responsibilities:write"
    HOUSEHOLDS_READ = "households:read"
    HOUSEHOLDS_WRITE = "households:write"
    PERSONAL_DATA_UNMASK = "personal_data:unmask"
    PERSONAL_DATA_EXPORT = "personal_data:export"
    FILES_READ = "files:read"
    FILES_WRITE = "files:write"
    LOANS_READ = "loans:read"
    LOANS_WRITE = "loans:write"
    NOTICES_DELIVER = "notices:deliver"
    ALERTS_READ = "alerts:read"
    ALERTS_WORK = "alerts:work"
    ALERTS_ASSIGN = "alerts:assign"
    ALERTS_CLOSE = "alerts:close"
    RULES_TRY = "rules:try"
    ROUNDS_RUN = "rounds:run"
    HOUSEHOLDS_IMPORT = "households:import"
    LOANS_IMPORT = "loans:import"
    CONTACTS_CORRECT = "contacts:correct"
    PAIRINGS_READ = "pairings:read"
    PAIRINGS_WRITE = "pairings:write"
    PAIRINGS_IMPORT = "pairings:import"
    VISITS_READ = "visits:read"
    VISITS_WRITE = "visits:write"
    VISITS_IMPORT = "visits:import"
    PLANS_READ = "plans:read"
    PLANS_WRITE = "plans:write"
    PLANS_REVIEW = "plans:review"
    PLANS_CHECK = "plans:check"
    PLANS_IMPORT = "plans:import"
    BENEFITS_READ = "benefits:read"
    BENEFITS_WRITE = "benefits:write"
    BENEFITS_IMPORT = "benefits:import"
    ASSURANCES_READ = "assurances:read"
    ASSURANCES_WRITE = "assurances:write"
    ASSURANCES_MANAGE = "assurances:manage"
    ASSURANCES_IMPORT = "assurances:import"
    VILLAGES_READ = "villages:read"
    VILLAGES_WRITE = "villages:write"
    VILLAGES_IMPORT = "villages:import"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    CASES_REVIEW = "cases:review"
    CASES_DECIDE = "cases:decide"
    DEPARTMENTS_READ = "departments:read"
    DEPARTMENTS_PUSH = "departments:push"
    DEPARTMENTS_SETTLE = "departments:settle"
    DEPARTMENTS_PRIVATE = "departments:private"
    DIFFERENCES_ANSWER = "differences:answer"
    DIFFERENCES_RETURN = "differences:return"
    FIELD_WORK = "field:work"
    FIELD_WATCH = "field:watch"
    AUDIT_READ = "audit:read"
    WEBHOOKS_RECOVER = "webhooks:recover"
    """A system, of what it was told itself."""


P = Permission
EVERYONE = frozenset({P.REGIONS_READ, P.POLICY_READ, P.RESPONSIBILITIES_READ})
READING = EVERYONE | {
    P.HOUSEHOLDS_READ,
    P.LOANS_READ,
    P.ALERTS_READ,
    P.FILES_READ,
    P.PAIRINGS_READ,
    P.VISITS_READ,
    P.PLANS_READ,
    P.BENEFITS_READ,
    P.VILLAGES_READ,
    P.CASES_READ,
    P.ASSURANCES_READ,
}
HELPER = READING | {
    P.FILES_WRITE,
    P.NOTICES_DELIVER,
    P.CONTACTS_CORRECT,
    P.VISITS_WRITE,
    P.PLANS_WRITE,
    P.ASSURANCES_WRITE,
    P.ALERTS_WORK,
    P.FIELD_WORK,
}
VILLAGE = HELPER | {
    P.HOUSEHOLDS_WRITE,
    P.PERSONAL_DATA_UNMASK,
    P.VILLAGES_WRITE,
    P.CASES_WRITE,
    P.DEPARTMENTS_READ,
    P.DEPARTMENTS_SETTLE,
    P.DIFFERENCES_ANSWER,
}
DEPARTMENT = {
    P.DEPARTMENTS_READ,
    P.DEPARTMENTS_PUSH,
    P.DEPARTMENTS_SETTLE,
    P.DEPARTMENTS_PRIVATE,
    P.DIFFERENCES_RETURN,
}
TOWNSHIP = VILLAGE | {
    P.PERSONAL_DATA_EXPORT,
    P.HOUSEHOLDS_IMPORT,
    P.LOANS_IMPORT,
    P.LOANS_WRITE,
    P.RESPONSIBILITIES_WRITE,
    P.PAIRINGS_WRITE,
    P.PAIRINGS_IMPORT,
    P.VISITS_IMPORT,
    P.FIELD_WATCH,
    P.PLANS_REVIEW,
    P.ALERTS_ASSIGN,
    P.ALERTS_CLOSE,
    P.RULES_TRY,
    P.PLANS_IMPORT,
    P.BENEFITS_WRITE,
    P.BENEFITS_IMPORT,
    P.CASES_REVIEW,
    P.ASSURANCES_MANAGE,
    P.ASSURANCES_IMPORT,
    P.DEPARTMENTS_PRIVATE,
    P.DIFFERENCES_RETURN,
    P.VILLAGES_IMPORT,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VILLAGE_CADRE: VILLAGE,
    Role.HELPER: HELPER,
    Role.TOWNSHIP_OFFICER: TOWNSHIP,
    Role.COUNTY_OFFICER: TOWNSHIP
    | DEPARTMENT
    | {P.POLICY_WRITE, P.ZONES_WRITE, P.ROUNDS_RUN, P.PLANS_CHECK, P.CASES_DECIDE},
    Role.DEPARTMENT: READING
    | DEPARTMENT
    | {
        P.BENEFITS_WRITE,
        P.BENEFITS_IMPORT,
        P.ASSURANCES_WRITE,
        P.ASSURANCES_MANAGE,
        P.ASSURANCES_IMPORT,
        P.VILLAGES_IMPORT,
    },
    Role.BANK: EVERYONE | {P.LOANS_READ, P.LOANS_WRITE, P.LOANS_IMPORT},
    Role.AUDITOR: READING | {P.AUDIT_READ, P.DEPARTMENTS_READ},
    # Separation of duties (等保三权分立): the administrator keeps accounts and never opens a household's file.
    Role.ADMINISTRATOR: EVERYONE | {P.USERS_WRITE, P.RESPONSIBILITIES_WRITE, P.POLICY_WRITE},
    # What a system may is in its scopes.
    Role.SYSTEM: frozenset(),
}
