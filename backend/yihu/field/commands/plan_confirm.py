from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field import planned
from yihu.field.command import Done, Sent, command
from yihu.files import service as files
from yihu.plans import review
from yihu.plans.forms import Confirm


class ConfirmSeen(Confirm):
    """`measures`: what the household agreed to."""

    measures: Annotated[list[planned.SeenMeasure], Field(max_length=60)]


@command("plan_confirm", ConfirmSeen, needs=Permission.PLANS_WRITE, title="农户确认计划")
def confirm_plan(session: Session, user: Caller, sent: Sent) -> Done:
    """Consent holds for what the household was shown and nothing else."""
    plan = planned.named(session, user, sent.author, sent.subject)
    planned.check_same(session, plan, sent.form.measures)
    form = Confirm.model_validate(sent.form.model_dump(exclude={"measures"}))
    review.confirm(session, user, plan.id, form, plan.version, by=sent.author)
    signature = [form.consent_attachment_id] if form.consent_attachment_id else []
    files.expect(session, user, sent.author.id, plan.region_code, signature)
    return planned.done(session, plan)
