from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.kernel.schemas import Input
from yihu.loans import queries, service
from yihu.loans.models import LoanNotice
from yihu.loans.problems import NoticeNotFound
from yihu.loans.schemas import UndoDelivery
from yihu.operations.operation import each, operation


class RedeliverNotices(Input):
    """Why what was recorded as delivered has to be delivered again."""

    reason: Annotated[str, Field(min_length=4, max_length=200)]


@operation(
    "loan-notices.redeliver", "重新送达通知", Permission.LOANS_WRITE, queries.NOTICES,
    lambda row: f"{row['head_name']} {row['number'] or row['contract_no']}", RedeliverNotices,
)  # fmt: skip
@each
def act(session: Session, user: Caller, notice_id: UUID, form: RedeliverNotices) -> None:
    """The delivery is struck out, with its audit row, and the notice waits for delivery as before."""
    version = session.scalar(queries.notice(user, notice_id).with_only_columns(LoanNotice.version))
    if version is None:
        raise NoticeNotFound
    service.undo_delivery(session, user, notice_id, UndoDelivery(reason=form.reason), version)
