"""The queue: procrastinate in the same PostgreSQL, so that a job exists if and only if its transaction committed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.jobs import JobDeferrer
from sqlalchemy.orm import Session, sessionmaker

from yihu.kernel.db import EVERYWHERE, Area, long_work, make_engine, make_sessions
from yihu.kernel.settings import settings

queue = App(connector=PsycopgConnector())
"""Tasks register here; the worker opens it with its own connection pool."""
DEFAULT = "default"
"""Where tasks wait that name no other queue."""
WAITING_ROOM = "webhooks"
"""For tasks that mostly wait for others' machines: they have workers of their own and keep nobody from working."""
BEHIND = -1
"""Priority of what came in thousands: whatever else waits goes first."""
_door = App(connector=PsycopgConnector())
"""Never opened: it writes through the caller's connection, in the worker too, whose own connector is asynchronous."""


def defer(
    session: Session,
    task: str,
    *,
    lock: str | None = None,
    queueing_lock: str | None = None,
    at: datetime | None = None,
    **args: Any,
) -> int:
    """Queue a job in the caller's transaction and return its id.

    `lock` runs jobs of the same name one after the other; `queueing_lock` keeps a second waiting one out;
    `at` is when it may begin.
    """
    return _door_to(session, task, lock=lock, queueing_lock=queueing_lock, schedule_at=at).defer(**args)


def defer_each(session: Session, task: str, args: Sequence[dict[str, Any]]) -> None:
    """Queue a job for each, in one statement, to be done in this order when nothing else waits in their queue."""
    if args:
        _door_to(session, task, priority=BEHIND).batch_defer(*args)


def _door_to(
    session: Session, task: str, *, lock: str | None = None, queueing_lock: str | None = None, **options: Any
) -> JobDeferrer:
    known = queue.tasks.get(task)
    return _door.configure_task(
        task,
        lock=lock or (known.lock if known else None),
        queueing_lock=queueing_lock or (known.queueing_lock if known else None),
        queue=known.queue if known else DEFAULT,
        connection=session.connection().connection.driver_connection,
        **options,
    )


@cache
def sessions() -> sessionmaker[Session]:
    """Of the worker; a few connections are enough for jobs that think in sets."""
    url = settings().database.database_url
    assert url is not None, "the supervisor passes YIHU_DATABASE_URL on"
    return make_sessions(make_engine(url, pool_size=4))


@contextmanager
def work(area: Area = EVERYWHERE) -> Iterator[Session]:
    """One transaction of a job, committed when the block ends."""
    with long_work(sessions(), area) as session:
        yield session
