from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field import planned
from yihu.field.command import Done, Sent, command
from yihu.plans import drafting
from yihu.plans.forms import MeasureCreate


class MeasureAdd(MeasureCreate):
    plan_id: UUID


@command("measure_add", MeasureAdd, needs=Permission.PLANS_WRITE, title="增加措施")
def add_measure(session: Session, user: Caller, sent: Sent) -> Done:
    """Only ever added, under the id its phone gave it."""
    plan = planned.named(session, user, sent.author, sent.form.plan_id)
    given = sent.form.model_dump(exclude_unset=True, exclude={"plan_id"})
    row = drafting.add_measure(session, user, plan.id, MeasureCreate.model_validate({**given, "id": sent.subject}))
    return planned.measure_done(session, row)
