from dataclasses import dataclass
from typing import ClassVar

from yihu.kernel.facts import Event


@dataclass(frozen=True)
class VisitEvent(Event):
    """`household_id` is null for a visit to a village."""

    subject_kind: ClassVar[str] = "visit"
    household_id: str | None
    visited_on: str


@dataclass(frozen=True)
class VisitRecorded(VisitEvent):
    contact: str
    visitor_level: str
    campaign_id: str | None


@dataclass(frozen=True)
class VisitCorrected(VisitEvent):
    fields: list[str]


@dataclass(frozen=True)
class VisitVoided(VisitEvent):
    reason: str


@dataclass(frozen=True)
class FindingEvent(Event):
    subject_kind: ClassVar[str] = "finding"
    household_id: str | None
    category: str
    severity: str


@dataclass(frozen=True)
class FindingActed(FindingEvent):
    acted_on: str


@dataclass(frozen=True)
class FindingPassedOn(FindingEvent):
    """`passed_on_as`: measure (to be proposed for the household's plan) or clue (to monitoring)."""

    passed_on_as: str


@dataclass(frozen=True)
class FindingClosed(FindingEvent):
    closed_on: str


@dataclass(frozen=True)
class FindingReopened(FindingEvent):
    reason: str
