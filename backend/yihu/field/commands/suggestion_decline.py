from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.accounts.permissions import Permission
from yihu.field.command import Done, Sent, command
from yihu.households.models import Household
from yihu.plans import suggestions
from yihu.plans.forms import Decline


@command("suggestion_decline", Decline, needs=Permission.PLANS_WRITE, title="不采纳建议")
def decline_suggestion(session: Session, user: Caller, sent: Sent) -> Done:
    """Of the household that is the subject; said twice it is the same."""
    suggestions.decline(session, user, sent.subject, sent.form, by=sent.author)
    h = Household
    version = session.scalars(select(h.version).where(within(h, user), h.id == sent.subject)).one()
    return Done("household", sent.subject, version, sent.subject)
