from dataclasses import dataclass
from typing import ClassVar

from yihu.kernel.facts import Event


@dataclass(frozen=True)
class RecordsPushed(Event):
    """A batch brought something new."""

    subject_kind: ClassVar[str] = "push_batch"


@dataclass(frozen=True)
class RecordsMatched(Event):
    """Records have found this household, or have left it."""

    subject_kind: ClassVar[str] = "household"
