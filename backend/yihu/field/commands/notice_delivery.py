from typing import Any

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field.command import Clash, Done, Sent, command
from yihu.files import service as files
from yihu.loans import queries, service
from yihu.loans.models import LoanNotice, NoticeState
from yihu.loans.problems import NoticeNotFound
from yihu.loans.schemas import DeliverForm, UndoDelivery

PHOTOS = "attachment_ids"


@command("notice_delivery", DeliverForm, needs=Permission.NOTICES_DELIVER, title="登记通知送达")
def deliver_notice(session: Session, user: Caller, sent: Sent) -> Done:
    row = session.scalar(queries.notice(user, sent.subject).with_for_update())
    if row is None:
        raise NoticeNotFound
    before = row.version
    if row.state is NoticeState.DELIVERED and not _another(session, user, sent, row):
        return Done("loan_notice", row.id, row.version, row.household_id, merged=True)
    done = service.deliver(session, user, row.id, sent.form, row.version, by=sent.author)
    return Done("loan_notice", row.id, done.version, row.household_id, merged=before != sent.base_version)


def _another(session: Session, user: Caller, sent: Sent, row: LoanNotice) -> bool:
    """The notice has been delivered before: False when that says the same, True when it is knowingly replaced."""
    mine: dict[str, Any] = sent.form.model_dump(mode="json", exclude={PHOTOS})
    theirs = DeliverForm.model_construct(**{name: getattr(row, name) for name in mine}).model_dump(
        mode="json", exclude={PHOTOS}, warnings=False
    )
    differing = {name for name in mine if mine[name] != theirs[name]}
    if not differing:
        row.attachment_ids = list(dict.fromkeys([*row.attachment_ids, *sent.form.attachment_ids]))
        files.expect(session, user, sent.author.id, row.region_code, sent.form.attachment_ids)
        session.flush()
        return False
    if sent.base_version != row.version:
        fields = {name: {"base": None, "mine": mine[name], "theirs": theirs[name]} for name in sorted(differing)}
        raise Clash(fields, row.version)
    service.undo_delivery(session, user, row.id, UndoDelivery(reason="两人先后登记，经核对改登"), row.version)
    return True
