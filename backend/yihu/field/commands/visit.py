from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field.command import Done, Sent, command
from yihu.visits import service
from yihu.visits.schemas import VisitCreate


@command("visit", VisitCreate, needs=Permission.VISITS_WRITE, title="登记走访")
def record_visit(session: Session, user: Caller, sent: Sent) -> Done:
    """A visit is only ever added, under the id its phone gave it: there is nothing of somebody else's to overwrite."""
    told = {"id": sent.subject, "made_at": sent.form.made_at or sent.made_at}
    done = service.record(session, user, sent.form.model_copy(update=told), visitor=sent.author)
    return Done("visit", done.id, done.version, done.household_id)
