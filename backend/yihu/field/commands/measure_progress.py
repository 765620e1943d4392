from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field import planned
from yihu.field.command import Done, Sent, command
from yihu.field.comparing import differing
from yihu.files import service as files
from yihu.plans import changes, progress
from yihu.plans.forms import ProgressForm
from yihu.plans.models import Measure, MeasureProgress


@command("measure_progress", ProgressForm, needs=Permission.PLANS_WRITE, title="登记措施进度")
def tell_progress(session: Session, user: Caller, sent: Sent) -> Done:
    """However late, and after one's own earlier word without having seen it; a plan adjusted meanwhile takes it at the same measure of the edition in force."""
    row = planned.in_force(session, user, changes.locked_measure(session, user, sent.subject))
    before = row.version
    if _last_teller(session, row) != sent.author.id:
        differing(row, sent, ("state", "progress", "spent") if sent.form.spent is not None else ("state", "progress"))
    progress.tell(session, user, row.id, sent.form, before, by=sent.author)
    files.expect(session, user, sent.author.id, row.region_code, sent.form.attachment_ids)
    return planned.measure_done(session, row, merged=sent.base_version not in (None, before))


def _last_teller(session: Session, row: Measure) -> UUID | None:
    p = MeasureProgress
    last = select(p.told_by).where(p.county == row.county, p.measure_id == row.id)
    return session.scalar(last.order_by(p.told_on.desc(), p.created_at.desc()).limit(1))
