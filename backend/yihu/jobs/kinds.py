"""Kinds of long work. A room declares its own with `@kind` above the function that does it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from yihu.accounts.permissions import Permission
from yihu.jobs.models import Job
from yihu.jobs.run import Run

Work = Callable[[Run], None]
Ended = Callable[[Session, Job], None]


def _nothing(_session: Session, _job: Job) -> None:
    pass


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    do: Work
    """Does the work from its beginning, wherever an earlier try has died; ends with `Run.finish` in its last transaction."""
    seen_with: frozenset[Permission]
    """Who sees the jobs of others of his area; their files nobody but he who asked."""
    stopped: Ended
    """Brings the job's record in line when it has failed or was cancelled, in the transaction that says so."""
    disturbed: str
    """What is said when somebody else's work at the same rows was in the way."""


KINDS: dict[str, Kind] = {}
DISTURBED = "与其他人的修改冲突，没有写入任何数据，请稍后再试"


def kind(
    name: str,
    title: str,
    *seen_with: Permission,
    stopped: Ended = _nothing,
    disturbed: str = DISTURBED,
) -> Callable[[Work], Work]:
    """Declare the function that does one kind of work. `name` is `room.verb`."""

    def declare(do: Work) -> Work:
        assert name not in KINDS, name
        KINDS[name] = Kind(name, title, do, frozenset(seen_with), stopped, disturbed)
        return do

    return declare
