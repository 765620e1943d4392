"""What a command is: one intended change, typed on a phone, judged when it arrives.

Each file in `commands/` declares one kind with `@command`. The function compares what the person saw with what is there
now, field by field: unchanged fields are written, equal ones are left, and a field that somebody has changed to something
else raises `Clash`. Nothing is ever overwritten that the person has not seen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.schemas import Input


@dataclass(frozen=True)
class Sent:
    """A command as its kind sees it; `form` is the validated patch, `author` who typed it."""

    id: UUID
    subject_id: UUID | None
    base_version: int | None
    base: Mapping[str, Any]
    form: Any
    made_at: datetime
    author: Caller

    @property
    def subject(self) -> UUID:
        if self.subject_id is None:
            raise ValidationFailed.at("/subject_id", "missing", "缺少对象编号")
        return self.subject_id


@dataclass(frozen=True)
class Done:
    """What came of it. `merged`: beside somebody else's change."""

    kind: str
    id: UUID
    version: int
    household_id: UUID | None
    merged: bool = False


class Clash(Exception):  # noqa: N818  neither refused nor done: a person has to choose
    """`fields`: name -> {base, mine, theirs}, masked as people may see them; `version`: of what is there now."""

    def __init__(self, fields: Mapping[str, Mapping[str, Any]], version: int) -> None:
        super().__init__()
        self.fields = {name: dict(values) for name, values in fields.items()}
        self.version = version


Apply = Callable[[Session, Caller, Sent], Done]
"""`(session, user, sent)`: with the rights of `user`, in the name of `sent.author`."""
Mask = Callable[[Any], Any]


@dataclass(frozen=True)
class Kind:
    form: type[Input]
    needs: Permission
    title: str
    apply: Apply
    masks: Mapping[str, Mask] = field(default_factory=dict)
    """Fields of the patch that are shown masked."""

    def shown(self, patch: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self.masks[name](value) if name in self.masks else value for name, value in patch.items()}


KINDS: dict[str, Kind] = {}


def command(
    name: str, form: type[Input], *, needs: Permission, title: str, masks: Mapping[str, Mask] | None = None
) -> Callable[[Apply], Apply]:
    """Register under the name that phones send."""

    def register(apply: Apply) -> Apply:
        KINDS[name] = Kind(form, needs, title, apply, masks or {})
        return apply

    return register
