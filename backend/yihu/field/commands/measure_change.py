from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field import planned
from yihu.field.command import Done, Sent, command
from yihu.field.comparing import differing
from yihu.plans import changes, drafting
from yihu.plans.forms import MeasureFields


@command("measure_change", MeasureFields, needs=Permission.PLANS_WRITE, title="修改措施")
def change_measure(session: Session, user: Caller, sent: Sent) -> Done:
    row = changes.locked_measure(session, user, sent.subject)
    changes.in_work(session, user, row.plan_id)
    before = row.version
    mine = differing(row, sent)
    drafting.change_measure(session, user, row.id, MeasureFields.model_validate(mine), before)
    return planned.measure_done(session, row, merged=sent.base_version not in (None, before))
