"""Acts that may be done at many records at once: one file each in `kinds/`, which registers itself.

An operation does nothing of its own: it calls the room's verb, which checks, writes, audits and tells as it does for one, or
the room's bulk path where it has one. What the room refuses for one record is told at that row and leaves the others alone.

What must stay a decision about one case is no operation. 整改问题的销号 never will be (R352: each by itself, with its number, day and
approver), nor that of a defect of the assurances; nor is a plan closed in bulk, for what its household has earned and how satisfied it is
is known of that household alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.kernel.paging import Listing
from yihu.kernel.problems import Problem, ValidationFailed
from yihu.kernel.schemas import Input


@dataclass(frozen=True)
class Outcome:
    """What became of one record. `code`: why it was refused; `before`: what taking it back needs, plain JSON."""

    code: str | None = None
    message: str | None = None
    before: Mapping[str, Any] | None = None


Act = Callable[[Session, Caller, Sequence[UUID], Any], Mapping[UUID, Outcome]]
Undo = Callable[[Session, Caller, UUID, Mapping[str, Any], Any], None]


@dataclass(frozen=True)
class Operation:
    name: str
    """`room.verb`."""
    title: str
    permission: Permission
    listing: Listing
    """The list whose rows it is done at, each known by its `id`."""
    label: Callable[[Mapping[Any, Any]], str]
    """Which one, in words, from a row of the list."""
    form: type[Input]
    """What is asked for besides the records."""
    act: Act
    undo: Undo | None
    """Gives back what `before` says, for one record; refuses what somebody has gone on with."""
    at_once: int
    """Records of one transaction: each waits for nobody longer than that takes."""


OPERATIONS: dict[str, Operation] = {}


def operation(
    name: str,
    title: str,
    permission: Permission,
    listing: Listing,
    label: Callable[[Mapping[Any, Any]], str],
    form: type[Input],
    *,
    undo: Undo | None = None,
    at_once: int = 100,
) -> Callable[[Act], Act]:
    def declare(act: Act) -> Act:
        assert name not in OPERATIONS, name
        OPERATIONS[name] = Operation(name, title, permission, listing, label, form, act, undo, at_once)
        return act

    return declare


def each(verb: Callable[[Session, Caller, UUID, Any], Mapping[str, Any] | None]) -> Act:
    """A verb of one record as an act of many: each in a savepoint of its own. It returns what taking back needs."""

    def act(session: Session, user: Caller, ids: Sequence[UUID], form: Any) -> dict[UUID, Outcome]:
        return {one: tried(session, lambda one=one: verb(session, user, one, form)) for one in ids}  # type: ignore[misc]

    return act


def tried(session: Session, act: Callable[[], Mapping[str, Any] | None]) -> Outcome:
    """What a refusal says in words instead of ending everything."""
    try:
        with session.begin_nested():
            return Outcome(before=act())
    except ValidationFailed as problem:
        first = problem.extensions["errors"][0]
        return Outcome(first["code"], first["message"])
    except Problem as problem:
        return Outcome(problem.code(), problem.detail or problem.title)
