from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field import planned
from yihu.field.command import Done, Sent, command
from yihu.kernel.schemas import Input
from yihu.plans import review
from yihu.plans.models import PlanState
from yihu.plans.problems import PlanIncomplete


class SubmitSeen(Input):
    """`measures`: as they stood on the phone, so that none that was refused is missed."""

    measures: Annotated[list[planned.SeenMeasure], Field(max_length=60)]


@command("plan_submit", SubmitSeen, needs=Permission.PLANS_WRITE, title="提交计划")
def submit_plan(session: Session, user: Caller, sent: Sent) -> Done:
    plan = planned.named(session, user, sent.author, sent.subject)
    if plan.state is PlanState.SUBMITTED:
        return planned.done(session, plan, merged=True)
    planned.check_same(session, plan, sent.form.measures)
    try:
        review.submit(session, user, plan.id, plan.version, by=sent.author)
    except PlanIncomplete as refused:
        # A phone shows title and detail.
        gaps = [gap["message"] for gap in refused.extensions["errors"]]
        raise PlanIncomplete("；".join([refused.detail or "", *gaps]), **refused.extensions) from refused
    return planned.done(session, plan)
