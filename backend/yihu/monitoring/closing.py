"""The end of an alert's life: a second person confirms, one alert or as many as there are."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import case
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.kernel import clock
from yihu.kernel.problems import Problem
from yihu.kernel.versions import check_version
from yihu.monitoring.giving import Refused, held, write
from yihu.monitoring.life import locked, wrong
from yihu.monitoring.life_schemas import AlertClose
from yihu.monitoring.models import Alert, AlertState
from yihu.monitoring.problems import AlertNotFound, ClosedByResolver


def close_one(session: Session, user: Caller, alert_id: UUID, form: AlertClose, version: int) -> Alert:
    row = locked(session, user, alert_id)
    check_version(row, version)
    for problem in close(session, user, [alert_id], form.note).values():
        raise problem
    return row


def close(session: Session, user: Caller, ids: Sequence[UUID], note: str | None) -> Refused:
    """Those that could not be, and why. He who resolved one cannot, in the database neither."""
    rows = held(session, user, ids)
    refused = {one: problem for one in ids if (problem := _not_closed(rows.get(one), user))}
    taken = [row for one, row in rows.items() if one not in refused]
    if taken:
        why = case((Alert.found_true.is_(True), "核实属实，已办结"), else_="经核实不属实")
        changes = {"closed_on": clock.business_date(), "closed_by": user.id, "closed_why": why}
        write(session, user, taken, lambda _: AlertState.CLOSED, "closed", note, changes)
    return refused


def _not_closed(row: Alert | None, user: Caller) -> Problem | None:
    if row is None:
        return AlertNotFound()
    if row.state is not AlertState.RESOLVED:
        return wrong(row)
    return ClosedByResolver() if row.resolved_by == user.id else None
