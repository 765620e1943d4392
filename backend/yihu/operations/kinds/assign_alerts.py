from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.kernel.schemas import Input
from yihu.monitoring import life, queries
from yihu.monitoring.life_schemas import WhyForm
from yihu.operations.operation import each, operation
from yihu.operations.problems import AlreadySo, GoneOn


class AssignAlerts(Input):
    """Who is to see to them: a person with an account."""

    assignee_id: UUID


def _undo(session: Session, user: Caller, alert_id: UUID, before: Mapping[str, Any], form: AssignAlerts) -> None:
    """To whoever had it, or back to those who may claim it."""
    row = life.locked(session, user, alert_id)
    if row.state != before["state"] or row.assignee_id != form.assignee_id:
        raise GoneOn
    if before["assignee_id"]:
        life.assign(session, user, alert_id, UUID(before["assignee_id"]))
    else:
        life.release(session, user, alert_id, WhyForm(note="撤回批量指派"), row.version)


@operation(
    "alerts.assign", "指派预警", Permission.ALERTS_ASSIGN, queries.ALERTS,
    lambda row: f"{row['subject_label'] or row['region_name'] or ''} {row['title']}", AssignAlerts, undo=_undo,
)  # fmt: skip
@each
def act(session: Session, user: Caller, alert_id: UUID, form: AssignAlerts) -> dict[str, Any]:
    row = life.locked(session, user, alert_id)
    if row.assignee_id == form.assignee_id:
        raise AlreadySo
    had = row.assignee_id
    given = life.assign(session, user, alert_id, form.assignee_id)
    return {"assignee_id": str(had) if had else None, "state": given.state}
