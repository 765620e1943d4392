"""The queue: procrastinate in the same PostgreSQL, so that a job exists if and only if its transaction committed."""

from typing import Any

from procrastinate import App, PsycopgConnector
from sqlalchemy.orm import Session

queue = App(connector=PsycopgConnector())
"""Tasks register here; the worker opens it with its own connection pool, `defer` never needs one."""


def defer(session: Session, task: str, *, lock: str | None = None, queueing_lock: str | None = None, **args: Any) -> int:
    """Queue a job in the caller's transaction and return its id.

    `lock` runs jobs of the same name one after the other; `queueing_lock` keeps a second waiting one out.
    """
    connection = session.connection().connection.driver_connection
    configured = queue.configure_task(task, lock=lock, queueing_lock=queueing_lock, connection=connection)
    return configured.defer(**args)
