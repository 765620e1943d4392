from typing import Any

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.field.command import Clash, Done, Sent, command
from yihu.monitoring import life
from yihu.monitoring.life_schemas import Verdict, VerifyForm
from yihu.monitoring.models import Alert, AlertState

AGAIN = "两人先后核实，经核对改登"


@command("alert_verification", VerifyForm, needs=Permission.ALERTS_WORK, title="核实预警")
def verify_alert(session: Session, user: Caller, sent: Sent) -> Done:
    """What was seen at the household. Who finds it verified or given to another meanwhile chooses between both words."""
    row = life.locked(session, user, sent.subject)
    before = row.version
    if row.state in (AlertState.OPEN, AlertState.CLAIMED):
        _given_to_another(row, sent)
    elif row.found_true is (sent.form.verdict is Verdict.TRUE) and sent.form.verdict is not Verdict.REFER:
        return Done("alert", row.id, before, row.household_id, merged=True)
    else:
        _verified_otherwise(session, user, row, sent)
    life.verify(session, user, row, sent.form, by=sent.author)
    return Done("alert", row.id, row.version, row.household_id, merged=sent.base_version not in (None, before))


def _given_to_another(row: Alert, sent: Sent) -> None:
    """His own or nobody's; another's only when he has seen so."""
    if row.assignee_id in (None, sent.author.id) or sent.base_version == row.version:
        return
    raise Clash({"assignee": {"base": None, "mine": sent.author.name, "theirs": row.assignee_name}}, row.version)


def _verified_otherwise(session: Session, user: Caller, row: Alert, sent: Sent) -> None:
    """Somebody was faster and says something else: shown side by side; who insists takes it back first."""
    if sent.base_version != row.version:
        theirs = WORDS[Verdict.TRUE if row.found_true else Verdict.FALSE]
        raise Clash({"verdict": {"base": None, "mine": WORDS[sent.form.verdict], "theirs": theirs}}, row.version)
    life.take_back(session, user, row, AGAIN)


WORDS: dict[Any, str] = {Verdict.TRUE: "属实", Verdict.FALSE: "不属实", Verdict.REFER: "需上报"}
