"""Claiming or giving several alerts at once: each for itself, told one by one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.kernel.problems import NotAllowed, Problem
from yihu.monitoring import giving, life
from yihu.monitoring.life_schemas import AlertAssignedRow, AlertsAssign, AlertsAssigned


def assign(session: Session, user: Caller, form: AlertsAssign) -> AlertsAssigned:
    """In order of id, so that two who do the same at once wait for each other and never both."""
    if form.assignee_id is not None and Permission.ALERTS_ASSIGN not in user.permissions:
        raise NotAllowed
    ids = sorted(set(form.ids))
    refused = giving.assign(session, user, ids, form.assignee_id) if form.assignee_id else _claimed(session, user, ids)
    items = [_told(one, refused.get(one)) for one in dict.fromkeys(form.ids)]
    return AlertsAssigned(items=items, count=sum(row.code is None for row in items))


def _claimed(session: Session, user: Caller, ids: Sequence[UUID]) -> giving.Refused:
    refused: giving.Refused = {}
    for one in ids:
        try:
            with session.begin_nested():
                life.claim(session, user, one)
        except Problem as problem:
            refused[one] = problem
    return refused


def _told(alert_id: UUID, problem: Problem | None) -> AlertAssignedRow:
    if problem is None:
        return AlertAssignedRow(id=alert_id, code=None, message=None)
    return AlertAssignedRow(id=alert_id, code=problem.code(), message=problem.detail or problem.title)
