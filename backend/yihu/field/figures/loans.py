from sqlalchemy import ColumnElement, func

from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.field.figure import Figure, raised, subject
from yihu.field.schemas import Tone
from yihu.kernel.money import as_text
from yihu.loans.models import Loan, LoanNotice, NoticeState, Rung
from yihu.loans.queries import LATE, OVERDUE
from yihu.monitoring import queries as monitoring
from yihu.monitoring.models import Alert

N = "/office/notices?state=open"


def _open(rung: Rung) -> ColumnElement[bool]:
    return (LoanNotice.state == NoticeState.OPEN) & (LoanNotice.rung == rung)


subject("小额信贷", 10, {
    "notices_late": Figure("超过期限的通知", f"{N}&overdue=true", Tone.DANGER, P.LOANS_READ, LoanNotice, LATE),
    "reminders": Figure("待办到期提醒", f"{N}&rung=reminder", Tone.WARNING, P.LOANS_READ, LoanNotice, _open(Rung.REMINDER)),
    "letters": Figure("待送达书面通知", f"{N}&rung=written", Tone.WARNING, P.LOANS_READ, LoanNotice, _open(Rung.WRITTEN)),
    "demands": Figure("待送达逾期催告", f"{N}&rung=overdue", Tone.WARNING, P.LOANS_READ, LoanNotice, _open(Rung.OVERDUE)),
    "loans_overdue": Figure("逾期贷款", "/office/loans?overdue=true", Tone.DANGER, P.LOANS_READ, Loan, OVERDUE),
    "balance_overdue": Figure(
        "逾期余额（元）", "/office/loans?overdue=true", Tone.DANGER, P.LOANS_READ, Loan, OVERDUE,
        as_text(func.coalesce(func.sum(Loan.balance), 0)),
    ),
    "undelivered": Figure(
        "书面通知超期未送达", "/office/alerts?rule=loan_notice_undelivered", Tone.DANGER, P.ALERTS_READ, Alert,
        raised("loan_notice_undelivered"),
    ),
    "missed": Figure(
        "错过期限的提醒和通知", "/office/alerts?rule=loan_notice_missed", Tone.DANGER, P.ALERTS_READ, Alert,
        raised("loan_notice_missed"),
    ),
    "escalated": Figure(
        "报县的逾期", "/office/alerts?escalated=true", Tone.DANGER, P.ALERTS_READ, Alert,
        Alert.closed_on.is_(None) & monitoring.ESCALATED, county_only=True,
    ),
})  # fmt: skip
