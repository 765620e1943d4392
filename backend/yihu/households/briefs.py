"""What the household's page shows of the rooms above; each of them has the rest."""

from datetime import date
from typing import Any
from uuid import UUID

from yihu.kernel.schemas import Schema


class LoanBrief(Schema):
    """What the household page shows of a loan; the loans room has the rest."""

    id: UUID
    bank_code: str
    contract_no: str
    principal: str
    balance: str
    lent_on: date
    due_on: date
    state: str


class PlanBrief(Schema):
    """What the household page shows of its plan; the plans room has the rest."""

    id: UUID
    year: int
    edition: int
    kind: str
    state: str
    completeness: int
    causes: list[str]
    wish: str | None
    income_base: str | None
    income_target: str | None
    assurances: dict[str, str]
    consent_on: date | None
    consent_stale: bool
    review_note: str | None
    gaps: list[dict[str, Any]]
    version: int
    measures: list[dict[str, Any]]


class PairingBrief(Schema):
    """Who answers, or answered, for the household or one of its members, and who is sent to its village."""

    id: UUID
    kind: str
    helper_name: str
    helper_unit: str | None
    helper_phone: str | None
    helper_level: str
    member_name: str | None
    valid_from: date
    valid_to: date | None


class AssuranceBrief(Schema):
    """The newest check of an item, of the household or of a member; `defect`: what stands in the ledger because of it."""

    id: UUID
    item: str
    member_id: UUID | None
    member_name: str | None
    result: str
    reasons: list[str]
    figures: dict[str, Any]
    note: str | None
    checked_on: date
    checker_name: str
    source: str | None
    version: int
    defect: dict[str, Any] | None


class CaseBrief(Schema):
    """What the household page shows of a case; the cases room has the rest."""

    id: UUID
    procedure: str
    monitor_class: str | None
    risks: list[str]
    opened_on: date
    step: str | None
    due_on: date | None
    decision: str | None
    decided_on: date | None
    removed_on: date | None
    state: str
    closed_on: date | None
    closed_why: str | None
    version: int


class FindingBrief(Schema):
    """What a visit brought to light, as the visit shows it."""

    id: UUID
    category: str
    severity: str
    text: str
    state: str
    due_on: date | None
    owner_name: str


class VisitBrief(Schema):
    """What the household page shows of a visit; the visits room has the rest."""

    id: UUID
    visited_on: date
    contact: str
    purposes: list[str]
    visitor_name: str
    visitor_level: str
    situation: str | None
    needs: str | None
    causes_seen: list[str]
    attachment_count: int
    findings: list[FindingBrief]
