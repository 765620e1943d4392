"""One command, one savepoint, one verdict: whatever is wrong with it stays with it.

Only what would be right on another try (a lost connection, a lock held too long, a full disk) fails the request, so that
the phone sends it again. Everything else is kept with its reason until a person settles it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from yihu.accounts.access import Caller
from yihu.field import commands  # noqa: F401  every file of the folder registers itself
from yihu.field.command import KINDS, Clash, Done, Sent
from yihu.field.models import CommandStatus
from yihu.field.problems import ChangedMeanwhile, KindUnknown
from yihu.kernel.problems import NotAllowed, Problem, ServerError, ValidationFailed, field_errors

log = structlog.get_logger("field")
PASSING = (OperationalError, InterfaceError, InternalError, PoolTimeout, StaleDataError)
"""Faults of the moment rather than of the command."""


@dataclass(frozen=True)
class Given:
    """What was sent, before anybody has looked at it."""

    id: UUID
    kind: str
    subject_id: UUID | None
    household_id: UUID | None
    base_version: int | None
    base: dict[str, Any]
    patch: dict[str, Any]
    made_at: datetime

    def seen(self, version: int) -> "Given":
        """The same, by somebody who has been shown this version."""
        return replace(self, base_version=version, base={})


@dataclass(frozen=True)
class Verdict:
    status: CommandStatus
    done: Done | None = None
    problem: dict[str, Any] | None = None
    conflict: dict[str, Any] | None = None
    patch: dict[str, Any] | None = field(default=None, repr=False)
    """What was typed, masked, for those who have to settle it."""

    @property
    def subject(self) -> dict[str, Any] | None:
        done = self.done
        return {"kind": done.kind, "id": str(done.id), "version": done.version} if done else None

    @property
    def answer(self) -> dict[str, Any]:
        told = {"status": self.status.value, "subject": self.subject, "conflict": self.conflict, "patch": self.patch}
        return storable(told)


def judge(session: Session, user: Caller, author: Caller, given: Given) -> Verdict:
    """Do what was sent, with the rights of `user` and in the name of `author`, or say why not."""
    try:
        with session.begin_nested():
            done = _apply(session, user, author, given)
    except Clash as clash:
        told = {"fields": clash.fields, "version": clash.version}
        return _parked(given, CommandStatus.CONFLICT, ChangedMeanwhile(), conflict=told)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=True, include_input=False)
        return _parked(given, CommandStatus.QUARANTINED, ValidationFailed(errors=field_errors(found)))
    except Problem as problem:
        if problem.status >= 500:
            raise
        return _parked(given, CommandStatus.QUARANTINED, problem)
    except Exception as error:  # whatever it is, the commands behind it must not wait for it
        if isinstance(error, PASSING) or (isinstance(error, DBAPIError) and error.connection_invalidated):
            raise
        log.exception("command_failed", kind=given.kind, command_id=str(given.id))
        return _parked(given, CommandStatus.QUARANTINED, ServerError())
    return Verdict(CommandStatus.MERGED if done.merged else CommandStatus.APPLIED, done)


def _apply(session: Session, user: Caller, author: Caller, given: Given) -> Done:
    kind = KINDS.get(given.kind)
    if kind is None:
        raise KindUnknown
    if kind.needs not in user.permissions:
        raise NotAllowed
    form = kind.form.model_validate(given.patch)
    sent = Sent(given.id, given.subject_id, given.base_version, given.base, form, given.made_at, author)
    return kind.apply(session, user, sent)


def _parked(given: Given, status: CommandStatus, problem: Problem, conflict: dict[str, Any] | None = None) -> Verdict:
    told = {
        "code": problem.code(),
        "title": problem.title,
        "detail": problem.detail,
        "errors": problem.extensions.get("errors", []),
    }
    kind = KINDS.get(given.kind)
    shown = kind.shown(given.patch) if kind else None
    return Verdict(status, problem=storable(told), conflict=conflict, patch=shown)


def storable(value: Mapping[str, Any]) -> dict[str, Any]:
    """The same as JSON that PostgreSQL takes: NUL and halves of a character, which it refuses, become `?`."""
    plain = json.dumps(value, default=str, ensure_ascii=False).replace("\\u0000", "?")
    found: dict[str, Any] = json.loads(plain.encode(errors="replace"))
    return found
