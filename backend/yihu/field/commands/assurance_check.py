from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.assurances import checks
from yihu.assurances.schemas import ChecksCreate
from yihu.field.command import Done, Sent, command


@command("assurance_check", ChecksCreate, needs=Permission.ASSURANCES_WRITE, title="核查“三保障”和饮水")
def check_household(session: Session, user: Caller, sent: Sent) -> Done:
    """A check is only ever added; one made earlier and arriving later is history and changes nothing newer."""
    told = {"id": sent.subject, "made_at": sent.form.made_at or sent.made_at}
    done = checks.record(session, user, sent.form.model_copy(update=told), checker=sent.author)
    return Done("assurance_form", done.form_id, 1, done.household_id)
