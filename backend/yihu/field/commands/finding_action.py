from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field.command import Clash, Done, Sent, command
from yihu.visits import findings, queries
from yihu.visits.models import FindingState
from yihu.visits.problems import FindingIsClosed, FindingNotFound
from yihu.visits.schemas import FindingAct, FindingReopen

TOLD = ("action", "acted_on")


@command("finding_action", FindingAct, needs=Permission.VISITS_WRITE, title="处理走访发现")
def act_on_finding(session: Session, user: Caller, sent: Sent) -> Done:
    row = session.scalar(queries.finding(user, sent.subject).with_for_update())
    if row is None:
        raise FindingNotFound
    before = row.version
    if row.state is not FindingState.OPEN:
        differing = [name for name in TOLD if getattr(row, name) != getattr(sent.form, name)]
        if not differing:
            return Done("finding", row.id, before, row.household_id, merged=True)
        if sent.base_version != before:
            mine, theirs = ({name: str(getattr(given, name)) for name in differing} for given in (sent.form, row))
            raise Clash({n: {"base": None, "mine": mine[n], "theirs": theirs[n]} for n in differing}, before)
        if row.state is FindingState.CLOSED:
            raise FindingIsClosed
        findings.reopen(session, user, row.id, FindingReopen(reason="两人先后处理，经核对改登"), before)
    done = findings.act(session, user, row.id, sent.form, None, by=sent.author)
    return Done("finding", done.id, done.version, done.household_id, merged=before != sent.base_version)
