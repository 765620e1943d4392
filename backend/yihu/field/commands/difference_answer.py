from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.comparisons import service
from yihu.comparisons.schemas import DifferenceAnswerForm
from yihu.field.command import Clash, Done, Sent, command


@command("difference_answer", DifferenceAnswerForm, needs=Permission.DIFFERENCES_ANSWER, title="答复部门比对")
def answer_difference(session: Session, user: Caller, sent: Sent) -> Done:
    """What the village says. Who finds it answered otherwise meanwhile chooses between both answers."""
    row = service.locked(session, user, sent.subject)
    before, form = row.version, sent.form
    if row.answer == form.answer and row.settled_on is not None:
        return Done("department_entry", row.id, before, row.household_id, merged=True)
    if row.settled_on is not None and sent.base_version != before:
        raise Clash({"answer": {"base": None, "mine": form.answer, "theirs": row.answer}}, before)
    service.answer(session, user, row, form, by=sent.author)
    return Done(
        "department_entry", row.id, row.version, row.household_id, merged=sent.base_version not in (None, before)
    )
