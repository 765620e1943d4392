"""Acts that may be done at many records at once: one file each in `kinds/`, which registers itself.

An operation does nothing of its own: it calls the room's verb for a whole step at once, which checks, writes, audits and tells in
sets, and by which the room does it for one record too. What it refuses is told at its row and leaves the others alone.

What must stay a decision about one case is no operation. 整改问题的销号 never will be (R352: each by itself, with its number, day and
approver), nor that of a defect of the assurances; nor is a plan closed in bulk, for what its household has earned and how satisfied
it is is known of that household alone. Alerts can: somebody has looked into each, and a second person confirms.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
Undo = Callable[[Session, Caller, Mapping[UUID, Mapping[str, Any]], Any], Mapping[UUID, Outcome]]


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
    """Gives back what each record's `before` says; refuses what somebody has gone on with."""
    at_once: int
    """Records of one transaction: each waits for nobody longer than that takes."""


AT_ONCE = 1000
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
    at_once: int = AT_ONCE,
) -> Callable[[Act], Act]:
    def declare(act: Act) -> Act:
        assert name not in OPERATIONS, name
        OPERATIONS[name] = Operation(name, title, permission, listing, label, form, act, undo, at_once)
        return act

    return declare


def outcomes(
    ids: Iterable[UUID], refused: Mapping[UUID, Problem], before: Mapping[UUID, Mapping[str, Any]] | None = None
) -> dict[UUID, Outcome]:
    """What became of each: refused, in words, or done. `before`: what taking those back needs."""
    before = before or {}
    return {one: _told(refused[one]) if one in refused else Outcome(before=before.get(one)) for one in ids}


def _told(problem: Problem) -> Outcome:
    if isinstance(problem, ValidationFailed):
        first = problem.extensions["errors"][0]
        return Outcome(first["code"], first["message"])
    return Outcome(problem.code(), problem.detail or problem.title)
