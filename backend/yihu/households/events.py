from dataclasses import dataclass
from typing import ClassVar

from yihu.kernel.facts import Event


@dataclass(frozen=True)
class HouseholdEvent(Event):
    subject_kind: ClassVar[str] = "household"


@dataclass(frozen=True)
class HouseholdRegistered(HouseholdEvent):
    household_no: str


@dataclass(frozen=True)
class HouseholdChanged(HouseholdEvent):
    fields: list[str]
