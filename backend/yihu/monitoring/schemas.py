from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from yihu.kernel.schemas import Input, Schema
from yihu.monitoring.rule import Cadence, Handling, Severity, Told


class AlertState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


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
    closed_on: date | None
    closed_why: str | None
    version: int


class RuleParameter(Schema):
    key: str
    title: str
    unit: str


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


class RoundRead(Schema):
    """`counts`: notices raised by rung, cancelled and reopened; alerts raised, changed, closed by rule; unset parameters."""

    id: UUID
    business_on: date
    finished_at: datetime | None
    counts: dict[str, Any]


class RoundStart(Input):
    business_on: date | None = None
