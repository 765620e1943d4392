from sqlalchemy import func, select

from tests.conftest import TODAY
from tests.loans.make import loan
from tests.make import COUNTY
from yihu.loans.models import LoanNotice, NoticeState, Rung
from yihu.monitoring import rounds
from yihu.monitoring.models import Alert
from yihu.seed import ladder


def without_seconds(counts: dict) -> dict:
    return {what: found for what, found in counts.items() if what != "seconds"}


def walked(session):
    ladder.walk(session, COUNTY, TODAY)
    return rounds.run(session, COUNTY, TODAY).counts


def test_most_of_what_lies_behind_was_delivered_in_time(session):
    for day in range(-40, 90):
        loan(session, due_in=day)
    counts = walked(session)
    found = dict(session.execute(select(LoanNotice.state, func.count()).group_by(LoanNotice.state)).all())
    assert found[NoticeState.DELIVERED] > found[NoticeState.OPEN] > 10
    late = (LoanNotice.delivered_on > LoanNotice.deadline_on) & (LoanNotice.rung != Rung.OVERDUE)
    assert session.scalar(select(func.count()).where(late)) == 0
    assert session.scalar(select(func.count()).where(LoanNotice.delivered_on > TODAY)) == 0
    assert 5 < session.scalar(select(func.count()).where(Alert.rule == "loan_notice_missed")) < 60
    again = walked(session)
    assert without_seconds(again) == without_seconds(counts)
