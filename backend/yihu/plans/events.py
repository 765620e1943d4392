from dataclasses import dataclass
from typing import ClassVar

from yihu.kernel.facts import Event


@dataclass(frozen=True)
class PlanEvent(Event):
    subject_kind: ClassVar[str] = "plan"
    household_id: str
    year: int
    edition: int


@dataclass(frozen=True)
class PlanSubmitted(PlanEvent):
    completeness: int


@dataclass(frozen=True)
class PlanReturned(PlanEvent):
    note: str


@dataclass(frozen=True)
class PlanApproved(PlanEvent):
    """In force from now on; the edition before, if any, is replaced."""


@dataclass(frozen=True)
class PlanReplaced(PlanEvent):
    """A later edition is in force."""


@dataclass(frozen=True)
class PlanRemoved(PlanEvent):
    """A draft was discarded."""


@dataclass(frozen=True)
class PlanChanged(PlanEvent):
    """A draft was made, edited, confirmed or withdrawn."""


@dataclass(frozen=True)
class MeasureProgressed(Event):
    subject_kind: ClassVar[str] = "measure"
    household_id: str
    plan_id: str
    state: str
    progress: int


@dataclass(frozen=True)
class RiskSignalled(Event):
    subject_kind: ClassVar[str] = "risk_signal"
    household_id: str
    kind: str
