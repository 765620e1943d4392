from dataclasses import dataclass
from typing import ClassVar

from yihu.kernel.facts import Event


@dataclass(frozen=True)
class CaseEvent(Event):
    subject_kind: ClassVar[str] = "case"
    household_id: str
    procedure: str


@dataclass(frozen=True)
class CaseOpened(CaseEvent):
    channel: str


@dataclass(frozen=True)
class CaseJoined(CaseEvent):
    """Another clue of the household went into its open case."""

    channel: str


@dataclass(frozen=True)
class CaseStepTaken(CaseEvent):
    step: str


@dataclass(frozen=True)
class CaseSentBack(CaseEvent):
    step: str


@dataclass(frozen=True)
class CaseEnded(CaseEvent):
    why: str


@dataclass(frozen=True)
class DeclarationReceived(Event):
    subject_kind: ClassVar[str] = "declaration"


@dataclass(frozen=True)
class DeclarationAnswered(Event):
    subject_kind: ClassVar[str] = "declaration"
