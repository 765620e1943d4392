from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field import planned
from yihu.field.command import Done, Sent, command
from yihu.kernel import clock
from yihu.plans import drafting
from yihu.plans.forms import PlanCreate


@command(planned.START, PlanCreate, needs=Permission.PLANS_WRITE, title="制定计划")
def start_plan(session: Session, user: Caller, sent: Sent) -> Done:
    """Where somebody has begun this year's plan already, what follows goes into that one; see `planned.named`."""
    form: PlanCreate = sent.form
    year = form.year or clock.business_date().year
    known = planned.in_work(session, user, form.household_id, year)
    if known is not None:
        return planned.done(session, known, merged=known.id != sent.subject)
    told = {"id": sent.subject, "year": year}
    return planned.done(session, drafting.start(session, user, form.model_copy(update=told), by=sent.author))
