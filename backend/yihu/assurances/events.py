from dataclasses import dataclass
from typing import ClassVar

from yihu.kernel.facts import Event


@dataclass(frozen=True)
class AssuranceEvent(Event):
    household_id: str


@dataclass(frozen=True)
class AssuranceChecked(AssuranceEvent):
    """`subject_id`: the form; `defects`: items that failed."""

    subject_kind: ClassVar[str] = "assurance_form"
    checked_on: str
    defects: list[str]


@dataclass(frozen=True)
class DefectChanged(AssuranceEvent):
    """Its next step was set, or it was reconciled."""

    subject_kind: ClassVar[str] = "assurance_defect"
    item: str
    state: str
