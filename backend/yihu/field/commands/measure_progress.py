from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field import planned
from yihu.field.command import Done, Sent, command
from yihu.field.comparing import differing
from yihu.files import service as files
from yihu.plans import changes, progress
from yihu.plans.forms import ProgressForm


@command("measure_progress", ProgressForm, needs=Permission.PLANS_WRITE, title="登记措施进度")
def tell_progress(session: Session, user: Caller, sent: Sent) -> Done:
    """However late; a plan adjusted meanwhile takes it at the same measure of the edition in force."""
    row = planned.in_force(session, user, changes.locked_measure(session, user, sent.subject))
    before = row.version
    differing(row, sent, ("state", "progress", "spent") if sent.form.spent is not None else ("state", "progress"))
    progress.tell(session, user, row.id, sent.form, before, by=sent.author)
    files.expect(session, user, sent.author.id, row.region_code, sent.form.attachment_ids)
    return planned.measure_done(session, row, merged=sent.base_version not in (None, before))
