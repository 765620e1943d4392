from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.kernel.problems import Problem
from yihu.kernel.schemas import Input
from yihu.monitoring import giving, queries
from yihu.monitoring.problems import AlertNotFound
from yihu.operations.operation import Outcome, operation, outcomes
from yihu.operations.problems import AlreadySo, GoneOn


class AssignAlerts(Input):
    """Who is to see to them: a person with an account."""

    assignee_id: UUID


def _undo(
    session: Session, user: Caller, before: Mapping[UUID, Mapping[str, Any]], form: AssignAlerts
) -> dict[UUID, Outcome]:
    """To whoever had each, or back to those who may claim it."""
    rows = giving.held(session, user, list(before))
    refused: dict[UUID, Problem] = {one: AlertNotFound() for one in before if one not in rows}
    had: dict[str | None, list[UUID]] = {}
    for one, row in rows.items():
        if row.state != before[one]["state"] or row.assignee_id != form.assignee_id:
            refused[one] = GoneOn()
        else:
            had.setdefault(before[one]["assignee_id"], []).append(one)
    for assignee, ids in had.items():
        if assignee:
            refused |= giving.assign(session, user, ids, UUID(assignee))
        else:
            refused |= giving.release(session, user, ids, "撤回批量指派")
    return outcomes(before, refused)


@operation(
    "alerts.assign", "指派预警", Permission.ALERTS_ASSIGN, queries.ALERTS,
    lambda row: f"{row['subject_label'] or row['region_name'] or ''} {row['title']}", AssignAlerts, undo=_undo,
)  # fmt: skip
def act(session: Session, user: Caller, ids: Sequence[UUID], form: AssignAlerts) -> dict[UUID, Outcome]:
    rows = giving.held(session, user, ids)
    refused: dict[UUID, Problem] = {
        one: AlreadySo() for one, row in rows.items() if row.assignee_id == form.assignee_id
    }
    before = {
        one: {"assignee_id": row.assignee_id and str(row.assignee_id), "state": giving.state_given(row.state)}
        for one, row in rows.items()
    }
    refused |= giving.assign(session, user, [one for one in ids if one not in refused], form.assignee_id)
    return outcomes(ids, refused, before)
