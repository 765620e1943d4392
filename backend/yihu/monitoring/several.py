"""Claiming or giving several alerts at once: each for itself, told one by one."""

from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.kernel.problems import NotAllowed, Problem
from yihu.monitoring import life
from yihu.monitoring.life_schemas import AlertAssignedRow, AlertsAssign, AlertsAssigned


def assign(session: Session, user: Caller, form: AlertsAssign) -> AlertsAssigned:
    """In order of id, so that two who do the same at once wait for each other and never both."""
    if form.assignee_id is not None and Permission.ALERTS_ASSIGN not in user.permissions:
        raise NotAllowed
    told = {alert_id: _one(session, user, alert_id, form.assignee_id) for alert_id in sorted(set(form.ids))}
    items = [told[alert_id] for alert_id in dict.fromkeys(form.ids)]
    return AlertsAssigned(items=items, count=sum(row.code is None for row in items))


def _one(session: Session, user: Caller, alert_id: UUID, assignee_id: UUID | None) -> AlertAssignedRow:
    try:
        with session.begin_nested():
            if assignee_id is None:
                life.claim(session, user, alert_id)
            else:
                life.assign(session, user, alert_id, assignee_id)
    except Problem as problem:
        return AlertAssignedRow(id=alert_id, code=problem.code(), message=problem.detail or problem.title)
    return AlertAssignedRow(id=alert_id, code=None, message=None)
