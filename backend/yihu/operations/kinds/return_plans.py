from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.kernel.schemas import Input
from yihu.operations.operation import Outcome, operation, outcomes
from yihu.plans import queries, review


class ReturnPlans(Input):
    """What is wrong with all of them. Whoever wrote one cannot return it."""

    note: Annotated[str, Field(min_length=4, max_length=1000)]


@operation(
    "plans.return", "退回计划", Permission.PLANS_REVIEW, queries.PLANS,
    lambda row: f"{row['head_name']} {row['year']} 年", ReturnPlans,
)  # fmt: skip
def act(session: Session, user: Caller, ids: Sequence[UUID], form: ReturnPlans) -> dict[UUID, Outcome]:
    return outcomes(ids, review.send_all_back(session, user, ids, form.note))
