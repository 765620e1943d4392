from typing import Any

from sqlalchemy import Select, case, func, literal, select, text

from yihu.field.todo import MOST, todo
from yihu.loans import queries
from yihu.loans.models import LoanNotice, Rung

TITLES = {Rung.REMINDER: "贷款到期提醒", Rung.WRITTEN: "书面到期通知", Rung.OVERDUE: "逾期催告"}
VERBS = {Rung.REMINDER: "提醒", Rung.WRITTEN: "送达", Rung.OVERDUE: "催告"}


@todo
def loan_notices() -> Select[*tuple[Any, ...]]:
    """Open notices, of each loan only the last rung it stands on: delivering that one settles the earlier ones."""
    rows = queries.NOTICES.rows("last_open_rung").order_by(LoanNotice.deadline_on, LoanNotice.id)
    notice = rows.limit(MOST).subquery("notice")
    words = ({rung.value: said for rung, said in names.items()} for names in (TITLES, VERBS))
    title, verb = (case(said, value=notice.c.rung) for said in words)
    return select(
        notice.c.id,
        literal("loan_notice").label("kind"),
        notice.c.deadline_on.label("due_on"),
        title.label("title"),
        verb.label("verb"),
        notice.c.household_id,
        func.to_jsonb(text("notice")).label("ref"),
    )
