"""Giving alerts to somebody and back to those who may claim them: as many at once as there are, one statement a step."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Text, case, insert, literal, select, update
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.accounts.models import User
from yihu.accounts.permissions import GRANTS, Permission
from yihu.kernel import audit, clock
from yihu.kernel.db import among
from yihu.kernel.problems import Problem, ValidationFailed
from yihu.kernel.versions import check_version
from yihu.monitoring import clocks
from yihu.monitoring.life import locked, not_his, wrong
from yihu.monitoring.life_schemas import WhyForm
from yihu.monitoring.models import Alert, AlertState, AlertStep
from yihu.monitoring.problems import AlertNotFound

S = AlertState
Refused = dict[UUID, Problem]
VILLAGE_DIGITS = 12


def held(session: Session, user: Caller, ids: Sequence[UUID]) -> dict[UUID, Alert]:
    """Those of them that the caller sees, as they are, nobody else's until the transaction ends."""
    mine = select(Alert).where(within(Alert, user), among(Alert.id, ids)).order_by(Alert.id).with_for_update()
    return {row.id: row for row in session.scalars(mine, execution_options={"populate_existing": True})}


def assign(session: Session, user: Caller, ids: Sequence[UUID], assignee_id: UUID) -> Refused:
    """Give them to somebody of the place or above, also when another one has them; those that could not be, and why."""
    rows = held(session, user, ids)
    person = select(User.name, User.role, User.region_code).where(User.id == assignee_id, User.disabled_at.is_(None))
    found = session.execute(person).one_or_none()
    place = found.region_code[:VILLAGE_DIGITS] if found and Permission.ALERTS_WORK in GRANTS[found.role] else None
    refused = {one: problem for one in ids if (problem := _not_to(place, rows.get(one)))}
    taken = [row for one, row in rows.items() if one not in refused]
    if found is not None and taken:
        whose = {"assignee_id": assignee_id, "assignee_name": found.name}
        write(session, user, taken, state_given, "assigned", f"交{found.name}办理", whose)
    return refused


def state_given(state: AlertState) -> AlertState:
    """What it is once somebody has it."""
    return S.CLAIMED if state is S.OPEN else state


def _not_to(place: str | None, row: Alert | None) -> Problem | None:
    if row is None:
        return AlertNotFound()
    if row.state in (S.RESOLVED, S.CLOSED):
        return wrong(row)
    if place is None or not row.region_code.startswith(place):
        return ValidationFailed.at("/assignee_id", "assignee_unknown", "承办人不在本村、本乡镇或本县，或不能办理预警")
    return None


def release_one(session: Session, user: Caller, alert_id: UUID, form: WhyForm, version: int) -> Alert:
    row = locked(session, user, alert_id)
    check_version(row, version)
    for problem in release(session, user, [alert_id], form.note).values():
        raise problem
    return row


def release(session: Session, user: Caller, ids: Sequence[UUID], note: str) -> Refused:
    """Back to those who may claim them; those that could not be, and why."""
    rows = held(session, user, ids)
    refused = {one: problem for one in ids if (problem := _not_free(rows.get(one), user))}
    taken = [row for one, row in rows.items() if one not in refused]
    if taken:
        nobodys = {"assignee_id": None, "assignee_name": None}
        write(session, user, taken, lambda _: S.OPEN, "released", note, nobodys)
    return refused


def _not_free(row: Alert | None, user: Caller) -> Problem | None:
    if row is None:
        return AlertNotFound()
    return not_his(row, user) if row.state is S.CLAIMED else wrong(row)


def write(
    session: Session, user: Caller, rows: Sequence[Alert], becomes: Callable[[AlertState], AlertState], kind: str,
    note: str | None, changes: Mapping[str, Any],
) -> None:  # fmt: skip
    """The change, its steps, the clocks of those whose state it changes, the audit rows."""
    day, ids, county = clock.business_date(), [row.id for row in rows], user.county
    states = {row.id: (row.state, becomes(row.state)) for row in rows}
    moved = [one for one, (before, after) in states.items() if after is not before]
    a, mine = Alert, (Alert.county == county, among(Alert.id, ids))
    moves: Any = among(a.id, moved)
    values = {
        **changes, "version": a.version + 1,
        "state": case({before.value: after.value for before, after in states.values()}, value=a.state),
        "level": case((moves, clocks.level_of(clocks.HOME)), else_=a.level),
    }  # fmt: skip
    session.execute(update(a).where(*mine).values(values), execution_options={"synchronize_session": False})
    said = {
        "kind": literal(kind), "on_day": literal(day), "actor_id": literal(user.id), "actor_name": literal(user.name),
        "note": literal(note, Text),
    }  # fmt: skip
    steps = select(a.county, a.region_code, a.id, *said.values()).where(*mine)
    session.execute(insert(AlertStep).from_select(["county", "region_code", "alert_id", *said], steps))
    if moved:
        clocks.begin(session, county, moved, day)
    told = [audit.Entry(row.region_code, "alert", row.id, {"rule": row.rule, "state": states[row.id]}) for row in rows]
    audit.record_all(session, f"alert.{kind}", county, told)
    for row in rows:
        session.expire(row)
