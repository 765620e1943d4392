from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from yihu.kernel.schemas import Input, Schema
from yihu.monitoring.models import AlertLevel, AlertState
from yihu.monitoring.rule import Cadence, Handling, Severity, Told


class Light(StrEnum):
    """How the present step stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Term(Schema):
    """A policy parameter as it was when the alert was judged; no value: unset there."""

    key: str
    title: str
    value: int | bool | str | None
    unit: str
    valid_from: date | None = None
    source: str | None = None


class AlertRead(Schema):
    """`facts` are the figures that raised it, named in Chinese, ready to show."""

    id: UUID
    rule: str
    title: str
    severity: Severity
    subject_kind: str
    subject_id: UUID
    subject_label: str | None
    household_id: UUID | None
    region_code: str
    region_name: str | None
    facts: dict[str, Any]
    terms: list[Term]
    clause: str
    raised_on: date
    due_on: date | None
    escalates_on: date | None
    escalated: bool
    state: AlertState
    handling: Handling
    level: AlertLevel
    light: Light | None
    step_due_on: date | None
    assignee_id: UUID | None
    assignee_name: str | None
    verified_on: date | None
    found_true: bool | None
    case_id: UUID | None
    resolved_on: date | None
    cured_on: date | None
    closed_on: date | None
    closed_why: str | None
    version: int


class AlertStepRead(Schema):
    id: UUID
    kind: str
    on_day: date
    actor_id: UUID | None
    actor_name: str
    reason: str | None
    note: str | None
    document: str | None
    visit_id: UUID | None
    attachment_ids: list[UUID]
    created_at: datetime


class AlertDetail(AlertRead):
    """`calendar_known`: whether the holidays of the year in which the step ends are known; else it is counted by the week."""

    closes: str
    answer: str | None
    steps: list[AlertStepRead]
    calendar_known: bool


class BoardRow(Schema):
    """Open alerts of one place and rule; `unclaimed`: those somebody has to look at whom nobody has taken."""

    region_code: str
    region_name: str | None
    rule: str
    open: int
    unclaimed: int
    amber: int
    red: int
    to_close: int


class RuleParameter(Schema):
    key: str
    title: str
    unit: str


class RuleStanding(Schema):
    """How many alerts of a rule are open in the caller's area."""

    rule: str
    open: int


class RuleRead(Schema):
    code: str
    title: str
    severity: Severity
    subject_kind: str
    cadence: Cadence
    told: list[Told]
    handling: Handling
    clause: str
    closes: str
    answer: str | None
    parameters: list[RuleParameter]
    refinements: list[RuleParameter]
    switch: RuleParameter


class RoundRead(Schema):
    """`counts`: notices by rung, cancelled and reopened; alerts raised, changed, closed by rule; unset parameters; failed rules."""

    id: UUID
    business_on: date
    finished_at: datetime | None
    counts: dict[str, Any]


class RoundStart(Input):
    business_on: date | None = None
