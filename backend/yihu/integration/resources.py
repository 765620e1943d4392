"""What the change feed tells of. A resource is called as its facts call it (`CountyRecord.subject`)."""

from dataclasses import dataclass

from yihu.accounts.permissions import Permission
from yihu.accounts.scopes import GRANTED, Scope

P = Permission


@dataclass(frozen=True)
class Resource:
    label: str
    table: str
    needs: Permission
    path: str | None
    """Where one is read by its id."""

    @property
    def scopes(self) -> list[Scope]:
        """Which let a system read it: any of them is enough."""
        return [scope for scope, grant in GRANTED.items() if self.needs in grant.permissions]


RESOURCES: dict[str, Resource] = {
    "household": Resource("农户", "household", P.HOUSEHOLDS_READ, "/api/v1/households"),
    "loan": Resource("贷款", "loan", P.LOANS_READ, "/api/v1/loans"),
    "loan_notice": Resource("到期通知", "loan_notice", P.LOANS_READ, "/api/v1/loan-notices"),
    "pairing": Resource("结对", "pairing", P.PAIRINGS_READ, None),
    "plan": Resource("一户一策", "plan", P.PLANS_READ, "/api/v1/plans"),
    "visit": Resource("走访", "visit", P.VISITS_READ, "/api/v1/visits"),
    "case": Resource("监测个案", "risk_case", P.CASES_READ, "/api/v1/cases"),
}
