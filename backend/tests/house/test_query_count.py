"""A longer list asks the database no more often than a short one."""

import pytest
from sqlalchemy import Engine, event

from tests.conftest import TODAY
from tests.house.conftest import asking
from tests.house.operations import OPERATIONS
from tests.households.make import household
from tests.loans.make import loan
from tests.make import COUNTY, VILLAGE
from yihu.kernel.db import EVERYWHERE, entering
from yihu.kernel.reading import ReadPool
from yihu.loans import rounds
from yihu.monitoring import alerts

LISTS = [
    op for op in OPERATIONS if op.startswith("GET ") and not any(one in op for one in ("letter", "template", "{name}"))
]


@pytest.fixture
def statements(monkeypatch):
    """Everything that is sent to the database, by either way."""
    sent: list[str] = []

    def heard(_connection, _cursor, statement, *_):
        sent.append(statement)

    fetch = ReadPool._fetch
    monkeypatch.setattr(ReadPool, "_fetch", lambda pool, queries: (sent.extend(q.sql for q, _ in queries), fetch(pool, queries))[1])  # fmt: skip
    event.listen(Engine, "before_cursor_execute", heard)
    yield sent
    event.remove(Engine, "before_cursor_execute", heard)


def test_fifty_rows_take_as_many_statements_as_one(browsers, world, session, statements):
    def counted() -> dict[str, int]:
        found = {}
        for operation in LISTS:
            browser = browsers[OPERATIONS[operation].owner]
            browser.get(asking(world.path(operation), include_total="true", page_size=200))
            statements.clear()
            answer = browser.get(asking(world.path(operation), include_total="true", page_size=200))
            assert answer.is_success or operation.endswith(("rejected.xlsx", "campaign-progress", "/field-kit")), (
                operation,
                answer.text,
            )
            found[operation] = len(statements)
        return found

    few = counted()
    entering(EVERYWHERE)(session)  # a kit leaves its manifest, and with it the caller's area
    for number in range(50):
        loan(session, household(session, f"51192155{number:05}", VILLAGE, "多户"), due_in=number - 20)
    rounds.raise_notices(session, COUNTY, TODAY)
    alerts.judge_each(alerts.within(session), COUNTY, TODAY)
    session.commit()
    assert len(browsers["cunganbu"].get("/households", params={"page_size": 200}).json()["items"]) > 50
    assert counted() == few
    assert max(few.values()) <= 20
