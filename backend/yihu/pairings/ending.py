"""Ending pairings, as many at once as there are: checked row by row, written in sets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.kernel import audit, clock
from yihu.kernel.db import among
from yihu.kernel.facts import publish
from yihu.kernel.problems import Problem, ValidationFailed
from yihu.pairings.events import PairingEnded
from yihu.pairings.models import Pairing
from yihu.pairings.problems import PairingEndedAlready, PairingNotFound
from yihu.pairings.schemas import PairingEnd
from yihu.policy import service as policy


def end(session: Session, user: Caller, ids: Sequence[UUID], form: PairingEnd) -> dict[UUID, Problem]:
    """On purpose, with a reason; the rows stay. Those that could not be, and why."""
    p = Pairing
    columns = (p.id, p.region_code, p.household_id, p.kind, p.helper_name, p.valid_from, p.valid_to)
    mine = select(*columns).where(within(p, user), among(p.id, ids)).order_by(p.id).with_for_update()
    rows = {row.id: row for row in session.execute(mine)}
    unfit = _unfit(session, form)
    refused = {one: problem for one in ids if (problem := _refusal(rows.get(one), form, unfit))}
    taken = [row for one, row in rows.items() if one not in refused]
    if taken:
        _write(session, user, taken, form)
    return refused


def _unfit(session: Session, form: PairingEnd) -> Problem | None:
    """What is wrong with what was filled in, whatever it is about."""
    try:
        policy.check_codes(session, {"end_reason": "pairing_end"}, {"end_reason": form.end_reason})
    except ValidationFailed as problem:
        return problem
    if form.valid_to > clock.business_date():
        return ValidationFailed.at("/valid_to", "in_future", "结束日期不能晚于今天")
    return None


def _refusal(row: Any, form: PairingEnd, unfit: Problem | None) -> Problem | None:
    if row is None:
        return PairingNotFound()
    if row.valid_to is not None:
        return PairingEndedAlready()
    if form.valid_to < row.valid_from:
        return ValidationFailed.at("/valid_to", "before_start", "结束日期不能早于开始日期")
    return unfit


def _write(session: Session, user: Caller, rows: Sequence[Any], form: PairingEnd) -> None:
    p = Pairing
    session.execute(
        update(p).where(p.county == user.county, among(p.id, [row.id for row in rows]))
        .values(**form.model_dump(), version=p.version + 1, updated_at=func.now()),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
    told = form.model_dump(mode="json")
    entries, events = [], []
    for row in rows:
        home = None if row.household_id is None else str(row.household_id)
        kind, subject_id = ("household", row.household_id) if home else ("pairing", row.id)
        entries.append(audit.Entry(row.region_code, kind, subject_id, {"helper": row.helper_name, **told}))
        events.append(PairingEnded(user.county, row.region_code, str(row.id), home, row.kind))
    audit.record_all(session, "pairing.ended", user.county, entries)
    publish(session, *events)
