"""The queue as the worker runs it: its connector is open, and asynchronous."""

from collections.abc import Iterator

import pytest
from procrastinate import PsycopgConnector
from sqlalchemy.engine import make_url

from yihu.kernel import jobs
from yihu.kernel.db import make_engine, make_sessions
from yihu.kernel.jobs import defer, queue, work


@pytest.fixture
def done() -> Iterator[list[str]]:
    """Two tasks, of which the first queues the second in its own transaction; what they did."""
    told: list[str] = []

    @queue.task(name="tests.first")
    def first() -> None:
        with work() as session:
            defer(session, "tests.second", said="第二件")
        told.append("第一件")

    @queue.task(name="tests.second")
    def second(said: str) -> None:
        told.append(said)

    yield told
    for name in ("tests.first", "tests.second"):
        del queue.tasks[name]


def test_a_job_queues_another_inside_a_worker(copy_of, monkeypatch, done):
    url = copy_of("migrated")
    engine = make_engine(url)
    monkeypatch.setattr(jobs, "sessions", lambda: make_sessions(engine))
    with work() as session:
        defer(session, "tests.first")
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with queue.replace_connector(PsycopgConnector(conninfo=plain)) as app:
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    engine.dispose()
    assert done == ["第一件", "第二件"]
