from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.cases import queries, service
from yihu.cases.forms import StepForm
from yihu.cases.problems import CaseNotFound
from yihu.field.command import Done, Sent, command


@command("case_step", StepForm, needs=Permission.CASES_WRITE, title="办理监测个案")
def take_step(session: Session, user: Caller, sent: Sent) -> Done:
    """A step of a case, seen to on the spot. Who comes after somebody else is refused: the form names the step it takes."""
    row = session.scalar(queries.one(user, sent.subject).with_for_update())
    if row is None:
        raise CaseNotFound
    before = row.version
    service.take_step(session, user, row.id, sent.form, before, by=sent.author)
    return Done("case", row.id, row.version, row.household_id, merged=sent.base_version not in (None, before))
