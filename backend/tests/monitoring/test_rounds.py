from sqlalchemy import func, select

from tests.conftest import TODAY
from tests.loans.make import loan
from tests.make import COUNTY
from yihu.monitoring import rounds
from yihu.monitoring.models import Alert, Round


def open_alerts(session) -> dict[str, int]:
    query = select(Alert.rule, func.count()).where(Alert.closed_on.is_(None)).group_by(Alert.rule)
    return dict(session.execute(query).all())


def test_a_round_raises_notices_and_alerts_and_the_second_adds_nothing(session):
    for days in (-40, 10, 45, 62, 200):
        loan(session, due_in=days)
    first = rounds.run(session, COUNTY, TODAY).counts
    assert first["notices"] == {"cancelled": 0, "reopened": 0, "reminder": 2, "written": 1, "overdue": 1}
    assert open_alerts(session) == {"loan_overdue": 1, "loan_notice_missed": 3}
    again = rounds.run(session, COUNTY, TODAY)
    assert again.counts == first
    assert session.scalar(select(func.count()).select_from(Round)) == 1
