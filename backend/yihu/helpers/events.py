from dataclasses import dataclass
from typing import ClassVar

from yihu.kernel.facts import Event


@dataclass(frozen=True)
class HelperChanged(Event):
    """Came on duty, changed in these fields, or left (`valid_to`)."""

    subject_kind: ClassVar[str] = "helper"
    fields: list[str]
