"""One alert with its steps, and the board."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, area
from yihu.monitoring import queries
from yihu.monitoring.clocks import DIGITS
from yihu.monitoring.models import AlertLevel
from yihu.monitoring.problems import AlertNotFound
from yihu.monitoring.rule import RULES
from yihu.monitoring.schemas import AlertDetail, AlertRead, AlertStepRead, BoardRow
from yihu.policy.calendar import known_years


def read(session: Session, user: Caller, alert_id: UUID) -> AlertDetail:
    row = queries.ALERTS.one(session, AlertRead, {**area(user), "id": alert_id}, AlertNotFound)
    steps = session.scalars(queries.steps_of(user.county, alert_id))
    known = row.step_due_on is None or row.step_due_on.year in set(session.scalars(known_years()))
    rule = RULES.get(row.rule)
    return AlertDetail(
        **row.model_dump(),
        closes=rule.closes if rule else "",
        answer=rule.answer if rule else None,
        steps=[AlertStepRead.model_validate(step) for step in steps],
        calendar_known=known,
    )


def board(session: Session, binds: Mapping[str, Any], by: AlertLevel) -> list[BoardRow]:
    return [BoardRow.model_validate(row) for row in session.execute(queries.board(DIGITS[by]), binds)]
