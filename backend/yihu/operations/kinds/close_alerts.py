from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.kernel.schemas import Input
from yihu.monitoring import closing, queries
from yihu.operations.operation import Outcome, operation, outcomes


class CloseAlerts(Input):
    """What was looked at: with many at once it has to be said, and is kept with each."""

    note: Annotated[str, Field(min_length=4, max_length=500)]


@operation(
    "alerts.close", "复核销号", Permission.ALERTS_CLOSE, queries.ALERTS,
    lambda row: f"{row['subject_label'] or row['region_name'] or ''} {row['title']}", CloseAlerts,
)  # fmt: skip
def act(session: Session, user: Caller, ids: Sequence[UUID], form: CloseAlerts) -> dict[UUID, Outcome]:
    return outcomes(ids, closing.close(session, user, ids, form.note))
