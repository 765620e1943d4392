"""What a form or a parameter refuses never reaches the operation: the framework and one handler of ours answer for all of them.

So each kind of refusal is asked for once a run, and everything that is let in at every operation.
"""

from collections.abc import Iterable
from typing import Any


class Refusals:
    def __init__(self) -> None:
        self.seen: set[tuple] = set()

    def news(self, what: Any, values: Iterable[tuple]) -> bool:
        """Whether sending the value `what` by these fields shows something that no probe has shown before."""
        try:
            errors = [error for field, value in values for error in field.validate(value)[1]]
        except Exception:  # noqa: BLE001  no refusal: let the application say what it makes of it
            return True
        return not errors or self.first(what, *((e["type"], e["msg"], len(e["loc"])) for e in errors))

    def first(self, *kind: Any) -> bool:
        found = kind in self.seen
        self.seen.add(kind)
        return not found
