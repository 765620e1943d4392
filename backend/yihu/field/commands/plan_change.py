from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field import planned
from yihu.field.command import Done, Sent, command
from yihu.field.comparing import differing
from yihu.plans import changes, drafting
from yihu.plans.forms import PlanUpdate


@command("plan_change", PlanUpdate, needs=Permission.PLANS_WRITE, title="填写目标与意愿")
def change_plan(session: Session, user: Caller, sent: Sent) -> Done:
    plan = planned.named(session, user, sent.author, sent.subject)
    changes.in_work(session, user, plan.id)
    before = plan.version
    mine = differing(plan, sent)
    drafting.change(session, user, plan.id, PlanUpdate.model_validate(mine), before)
    return planned.done(session, plan, merged=sent.base_version not in (None, before))
