from dataclasses import dataclass
from typing import ClassVar

from yihu.kernel.facts import Event


@dataclass(frozen=True)
class LoanChanged(Event):
    """A loan was recorded or its figures changed."""

    subject_kind: ClassVar[str] = "loan"
    fields: list[str]


@dataclass(frozen=True)
class LoanNoticeEvent(Event):
    subject_kind: ClassVar[str] = "loan_notice"
    loan_id: str
    rung: str
    due_on: str


@dataclass(frozen=True)
class LoanNoticeRaised(LoanNoticeEvent):
    deadline_on: str


@dataclass(frozen=True)
class LoanNoticeCancelled(LoanNoticeEvent):
    """The loan was settled, renewed or is due on another day, or a later rung was delivered."""


@dataclass(frozen=True)
class LoanNoticeReopened(LoanNoticeEvent):
    """What cancelled it was taken back."""


@dataclass(frozen=True)
class LoanNoticeDelivered(LoanNoticeEvent):
    delivered_on: str
    outcome: str


@dataclass(frozen=True)
class LoanNoticeDeliveryUndone(LoanNoticeEvent):
    reason: str
