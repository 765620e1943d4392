"""What the change feed tells of. A resource is called as its facts call it (`CountyRecord.subject`)."""

from dataclasses import dataclass

from yihu.accounts.permissions import Permission

P = Permission


@dataclass(frozen=True)
class Resource:
    table: str
    needs: Permission
    path: str | None
    """Where one is read by its id."""


RESOURCES: dict[str, Resource] = {
    "household": Resource("household", P.HOUSEHOLDS_READ, "/api/v1/households"),
    "loan": Resource("loan", P.LOANS_READ, "/api/v1/loans"),
    "loan_notice": Resource("loan_notice", P.LOANS_READ, "/api/v1/loan-notices"),
    "pairing": Resource("pairing", P.PAIRINGS_READ, None),
    "plan": Resource("plan", P.PLANS_READ, "/api/v1/plans"),
    "visit": Resource("visit", P.VISITS_READ, "/api/v1/visits"),
    "case": Resource("risk_case", P.CASES_READ, "/api/v1/cases"),
}
