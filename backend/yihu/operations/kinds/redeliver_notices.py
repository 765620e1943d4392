from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.kernel.schemas import Input
from yihu.loans import queries, undoing
from yihu.operations.operation import Outcome, operation, outcomes


class RedeliverNotices(Input):
    """Why what was recorded as delivered has to be delivered again."""

    reason: Annotated[str, Field(min_length=4, max_length=200)]


@operation(
    "loan-notices.redeliver", "重新送达通知", Permission.LOANS_WRITE, queries.NOTICES,
    lambda row: f"{row['head_name']} {row['number'] or row['contract_no']}", RedeliverNotices,
)  # fmt: skip
def act(session: Session, user: Caller, ids: Sequence[UUID], form: RedeliverNotices) -> dict[UUID, Outcome]:
    """The delivery is struck out, with its audit row, and the notice waits for delivery as before."""
    return outcomes(ids, undoing.undo(session, user, ids, form.reason))
