from datetime import date, datetime
from typing import Any
from uuid import UUID

from yihu.kernel.schemas import Schema
from yihu.plans.models import MeasureState, PlanKind, PlanState


class Gap(Schema):
    """Something a plan lacks. `code` is stable; `message` says it in words."""

    code: str
    message: str
    measure_id: UUID | None
    member_id: UUID | None
    cause: str | None


class PlanRow(Schema):
    """A line of the list of plans."""

    id: UUID
    household_id: UUID
    household_no: str
    head_name: str
    household_class: str
    status: str | None
    region_code: str
    region_name: str | None
    year: int
    edition: int
    kind: PlanKind
    state: PlanState
    why: str | None
    completeness: int
    gap_count: int
    measure_count: int
    done_count: int
    income_target: str | None
    consent_on: date | None
    consent_stale: bool
    author_name: str
    submitted_at: datetime | None
    reviewed_by_name: str | None
    reviewed_at: datetime | None
    income_result: str | None
    satisfaction: int | None
    updated_at: datetime
    version: int


class MeasureRead(Schema):
    id: UUID
    root_id: UUID
    sort: int
    member_id: UUID | None
    member_name: str | None
    category: str
    batch: str | None
    text: str
    cause: str | None
    assurance: str | None
    quantity: str | None
    unit: str | None
    starts_on: date | None
    due_on: date | None
    owner_id: UUID | None
    helper_id: UUID | None
    owner_name: str | None
    executor: str | None
    fund_source: str | None
    amount: str | None
    project_id: UUID | None
    project_name: str | None
    policy_id: UUID | None
    policy_name: str | None
    loan_id: UUID | None
    template_id: UUID | None
    suggestion: str | None
    review_note: str | None
    state: MeasureState
    progress: int
    spent: str | None
    result: str | None
    done_on: date | None
    version: int


class Edition(Schema):
    """Another edition of the plan, or the plan of another year."""

    id: UUID
    year: int
    edition: int
    kind: PlanKind
    state: PlanState
    reviewed_at: datetime | None


class PlanRead(PlanRow):
    """A whole plan with its measures. `income_now` is the household's latest net income per person."""

    previous_id: UUID | None
    main_cause: str | None
    causes: list[str]
    income_base: str | None
    income_base_year: int | None
    income_now: str | None
    income_now_year: int | None
    assurances: dict[str, str]
    wish: str | None
    consent_kind: str | None
    consent_name: str | None
    consent_witness: str | None
    consent_attachment_id: UUID | None
    author_id: UUID | None
    submitted_by: UUID | None
    review_note: str | None
    gaps: list[Gap]
    outcome: str | None
    satisfaction_on: date | None
    measures: list[MeasureRead]
    editions: list[Edition]


class Suggestion(Schema):
    """A measure the system proposes, and why. `key` names it when it is taken or declined."""

    key: str
    reason: str
    category: str
    batch: str | None
    text: str
    member_id: UUID | None
    member_name: str | None
    cause: str | None
    assurance: str | None
    unit: str | None
    fund_source: str | None
    policy_id: UUID | None
    loan_id: UUID | None
    template_id: UUID | None


class FactPair(Schema):
    """A fact of two households that differs although their plans say the same."""

    fact: str
    label: str
    mine: str
    theirs: str


class AlikePlan(Schema):
    """A plan that says nearly the same. Outside the caller's area neither whose it is nor its words are told.

    Somebody's name may stand in them; `mine_alike` says which of the caller's own measures were found there.
    """

    plan_id: UUID | None
    household_id: UUID | None
    head_name: str | None
    region_name: str | None
    likeness: int
    differs: list[FactPair]
    texts: list[str]
    alike: list[bool]
    """Of each text: whether the plan asked about says it too."""
    mine_alike: list[bool]
    """The same of the measures of the plan asked about, in their order."""


class ProgressRead(Schema):
    id: UUID
    told_on: date
    state: MeasureState
    progress: int
    spent: str | None
    note: str | None
    attachment_ids: list[UUID]
    told_by_name: str
    created_at: datetime


class MeasureRow(MeasureRead):
    """A line of the list of measures, over all plans."""

    plan_id: UUID
    plan_state: PlanState
    year: int
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    days_to_due: int | None


class FieldChange(Schema):
    field: str
    label: str
    before: Any
    after: Any


class MeasureChange(Schema):
    """A measure in two editions; `before` is null when new, `after` when dropped."""

    root_id: UUID
    before: MeasureRead | None
    after: MeasureRead | None
    changes: list[FieldChange]


class Differences(Schema):
    """What changed from edition `before` to `after`; unchanged measures are left out."""

    before: Edition
    after: Edition
    changes: list[FieldChange]
    measures: list[MeasureChange]
