from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field import planned
from yihu.field.command import Clash, Done, Sent, command
from yihu.kernel.schemas import Input
from yihu.plans import changes, drafting


class MeasureDrop(Input):
    """`text`: of the measure as the person saw it."""

    text: str


@command("measure_drop", MeasureDrop, needs=Permission.PLANS_WRITE, title="删除措施")
def drop_measure(session: Session, user: Caller, sent: Sent) -> Done:
    """What somebody has rewritten meanwhile is dropped only by one who has seen it."""
    row = changes.locked_measure(session, user, sent.subject)
    changes.in_work(session, user, row.plan_id)
    if sent.base_version != row.version and row.text != sent.form.text:
        raise Clash({"text": {"base": sent.form.text, "mine": None, "theirs": row.text}}, row.version)
    return planned.done(session, drafting.drop_measure(session, user, row.id, row.version))
