from dataclasses import dataclass
from typing import ClassVar

from yihu.kernel.facts import Event


@dataclass(frozen=True)
class DifferenceEvent(Event):
    subject_kind: ClassVar[str] = "department_entry"
    item: str


@dataclass(frozen=True)
class DifferenceAnswered(DifferenceEvent):
    answer: str


@dataclass(frozen=True)
class AnswerReturned(DifferenceEvent):
    pass
