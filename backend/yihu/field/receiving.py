"""Taking what a phone sends: each command once, in its order, each with its own answer.

The id is claimed by the insert itself: a twin in flight waits on the primary key and then finds the stored answer.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, own_rows
from yihu.field import devices
from yihu.field.command_schemas import CommandBatch, CommandResult, CommandResults, CommandSend, ResultStatus
from yihu.field.judging import Given, Verdict, judge
from yihu.field.models import CommandStatus, FieldCommand
from yihu.field.problems import CommandIdReused
from yihu.kernel import audit, clock

AHEAD, BEHIND = timedelta(minutes=10), timedelta(days=90)
"""How far a phone's clock is believed."""
UNSETTLED = (CommandStatus.CONFLICT, CommandStatus.QUARANTINED)
REPLACED = "replaced"


def receive(session: Session, user: Caller, batch: CommandBatch) -> CommandResults:
    """Judge the commands in their order and note what the phone says of itself."""
    results = [_one(session, user, batch.device.id, sent) for sent in batch.commands]
    devices.note(session, user, batch.device)
    return CommandResults(results=results, received_at=clock.now())


def _one(session: Session, user: Caller, device_id: UUID, sent: CommandSend) -> CommandResult:
    if not _claimed(session, user, device_id, sent):
        return _again(session, user, sent)
    given = Given(
        sent.id, sent.kind, sent.subject_id, sent.household_id, sent.base_version, sent.base, sent.patch, sent.made_at
    )
    verdict = judge(session, user, user, given)
    _keep(session, user, sent, verdict)
    if sent.replaces is not None and sent.replaces != sent.id:
        _replace(session, user, sent.replaces, sent.id)
    return _result(sent.id, ResultStatus(verdict.status.value), verdict.answer, verdict.problem)


def digest(sent: CommandSend) -> bytes:
    told = json.dumps([sent.kind, str(sent.subject_id), sent.patch], sort_keys=True)
    return hashlib.sha256(told.encode()).digest()


def _claimed(session: Session, user: Caller, device_id: UUID, sent: CommandSend) -> bool:
    now = clock.now()
    row = insert(FieldCommand).values(
        county=user.county,
        region_code=user.region_code,
        id=sent.id,
        user_id=user.id,
        user_name=user.name,
        device_id=device_id,
        kind=sent.kind,
        subject_id=sent.subject_id,
        household_id=sent.household_id,
        base_version=sent.base_version,
        patch=json.dumps({"patch": sent.patch, "base": sent.base}),
        digest=digest(sent),
        made_at=sent.made_at,
        clock_doubtful=not now - BEHIND <= sent.made_at <= now + AHEAD,
        status=CommandStatus.APPLIED,
    )
    return session.scalar(row.on_conflict_do_nothing().returning(FieldCommand.id)) is not None


def _again(session: Session, user: Caller, sent: CommandSend) -> CommandResult:
    """The id is known: the same content gets the first answer, other content and other people none."""
    c = FieldCommand
    mine = (c.county == user.county, c.user_id == user.id, c.id == sent.id, c.digest == digest(sent))
    with own_rows(session, user):
        earlier = session.execute(select(c.answer, c.problem).where(*mine)).one_or_none()
    if earlier is None:
        reused = CommandIdReused()
        problem: dict[str, Any] = {"code": reused.code(), "title": reused.title, "detail": None, "errors": []}
        return _result(sent.id, ResultStatus.QUARANTINED, {}, problem)
    return _result(sent.id, ResultStatus.DUPLICATE, earlier.answer, earlier.problem, earlier.answer["status"])


def _result(
    command_id: UUID,
    status: ResultStatus,
    answer: dict[str, Any],
    problem: dict[str, Any] | None,
    first: CommandStatus | None = None,
) -> CommandResult:
    told = {"subject": answer.get("subject"), "conflict": answer.get("conflict"), "problem": problem}
    return CommandResult.model_validate({"id": command_id, "status": status, "first": first, **told})


def _keep(session: Session, user: Caller, sent: CommandSend, verdict: Verdict) -> None:
    c = FieldCommand
    values: dict[str, Any] = {"status": verdict.status, "answer": verdict.answer, "problem": verdict.problem}
    if verdict.done is not None:
        values["household_id"] = verdict.done.household_id
    session.execute(update(c).where(c.county == user.county, c.id == sent.id).values(values))


def _replace(session: Session, user: Caller, earlier_id: UUID, by: UUID) -> None:
    """A corrected command stands for the earlier one, whatever becomes of it."""
    c = FieldCommand
    mine = (c.county == user.county, c.user_id == user.id, c.id == earlier_id, c.status.in_(UNSETTLED))
    settled = {"settled_at": clock.now(), "settled_by_name": user.name, "settled_how": REPLACED}
    with own_rows(session, user):
        done = update(c).where(*mine).values(status=CommandStatus.RESOLVED, **settled).returning(c.region_code)
        region_code = session.scalar(done)
        if region_code is not None:
            audit.record(
                session, "field_command.settled", county=user.county, region_code=region_code,
                subject=("field_command", earlier_id), how=REPLACED, by=str(by),
            )  # fmt: skip
