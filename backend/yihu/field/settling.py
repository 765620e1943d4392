"""Choosing what becomes of a command that could not simply be done: by its author, or by the office for him."""

import json
from contextlib import AbstractContextManager, nullcontext
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from yihu.accounts.access import Caller, own_rows, within
from yihu.accounts.models import User
from yihu.accounts.permissions import Permission
from yihu.field import queries
from yihu.field.command_schemas import FieldCommandRead, How, SettleForm
from yihu.field.judging import Given, Verdict, judge
from yihu.field.models import CommandStatus, FieldCommand
from yihu.field.problems import AlreadySettled, FieldCommandNotFound, StillRefused
from yihu.field.receiving import UNSETTLED
from yihu.kernel import audit, clock
from yihu.kernel.problems import ValidationFailed

ENDS = {How.KEEP_THEIRS: CommandStatus.RESOLVED, How.ABANDON: CommandStatus.ABANDONED}


def settle(session: Session, user: Caller, command_id: UUID, form: SettleForm) -> FieldCommandRead:
    """Apply it after all, keep what is there, or give it up.

    Applying a conflict overwrites exactly what its author has been shown: where that has changed again in the meantime the
    command stays a conflict, with the newer values.
    """
    row = _locked(session, user, command_id)
    if row is None:
        raise FieldCommandNotFound
    if row.status not in UNSETTLED:
        raise AlreadySettled
    if form.how is How.KEEP_THEIRS and row.status is not CommandStatus.CONFLICT:
        raise ValidationFailed.at("/how", "nothing_to_keep", "只有改动不一致的记录才能选“保留现有的”")
    verdict = _apply(session, user, row) if form.how is How.APPLY else None
    with _reach(session, user, row):
        _write(row, user, form, verdict)
        audit.record(
            session, "field_command.settled", county=row.county, region_code=row.region_code,
            subject=("field_command", row.id), how=form.how.value, status=row.status.value, author=row.user_name,
            household_id=str(row.household_id) if row.household_id else None, note=form.note,
        )  # fmt: skip
        session.flush()
        return _read(session, user, row)


def _locked(session: Session, user: Caller, command_id: UUID) -> FieldCommand | None:
    """The caller's own, wherever he was when he sent it; for the office also everybody's of its area."""
    c = FieldCommand
    one = select(c).options(undefer(c.patch)).where(c.county == user.county, c.id == command_id).with_for_update()
    with own_rows(session, user):
        own = session.scalar(one.where(c.user_id == user.id))
    if own is not None or Permission.FIELD_WATCH not in user.permissions:
        return own
    return session.scalar(one.where(within(c, user)))


def _reach(session: Session, user: Caller, row: FieldCommand) -> AbstractContextManager[None]:
    """Only an own row may lie outside the caller's area."""
    return own_rows(session, user) if row.user_id == user.id else nullcontext()


def _apply(session: Session, user: Caller, row: FieldCommand) -> Verdict:
    kept = json.loads(row.patch)
    given = Given(
        row.id, row.kind, row.subject_id, row.household_id, row.base_version, kept["base"], kept["patch"], row.made_at
    )
    if row.status is CommandStatus.CONFLICT:
        given = given.seen(row.answer["conflict"]["version"])
    verdict = judge(session, user, _author(session, user, row), given)
    if verdict.status is CommandStatus.QUARANTINED:
        problem = verdict.problem or {}
        said = [problem["title"], problem["detail"], *(error["message"] for error in problem["errors"])]
        raise StillRefused("；".join(dict.fromkeys(filter(None, said))))
    return verdict


def _author(session: Session, user: Caller, row: FieldCommand) -> Caller:
    if row.user_id == user.id:
        return user
    who = session.scalars(select(User).where(User.id == row.user_id)).one()
    return Caller(who.id, user.sign_in_id, who.name, who.role, who.region_code, who.must_change_password)


def _write(row: FieldCommand, user: Caller, form: SettleForm, verdict: Verdict | None) -> None:
    if verdict is not None and verdict.status is CommandStatus.CONFLICT:
        row.status, row.problem = CommandStatus.CONFLICT, verdict.problem
        row.answer = {**row.answer, "conflict": verdict.answer["conflict"]}
        return
    if verdict is not None and verdict.done is not None:
        row.answer = {**row.answer, "subject": verdict.subject}
        row.household_id = verdict.done.household_id
    row.status = ENDS.get(form.how, CommandStatus.RESOLVED)
    row.settled_at, row.settled_by_name, row.settled_how = clock.now(), user.name, form.how.value


def _read(session: Session, user: Caller, row: FieldCommand) -> FieldCommandRead:
    listing = queries.command_list()
    binds = {**user.binds(), "lo": row.region_code, "hi": f"{row.region_code}:", "id": row.id}
    found = session.execute(listing.rows("id"), binds).one()
    return FieldCommandRead.model_validate(found)
