"""The back door: delivers facts, runs the long work and makes the nightly round."""

from contextlib import suppress
from uuid import UUID

from procrastinate import PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy.engine import make_url

from yihu.exchange import jobs as _  # noqa: F401  its tasks register themselves
from yihu.kernel import facts, logs
from yihu.kernel.db import APP_ROLE
from yihu.kernel.jobs import defer, queue, work
from yihu.kernel.settings import settings
from yihu.monitoring import jobs as rounds

CONCURRENCY = 2


@queue.task(name="deliver_fact", retry=5)
def deliver_fact(county: str, fact_id: str) -> None:
    with work() as session:
        facts.deliver(session, county, UUID(fact_id))


def main() -> None:
    """Work until told to stop; a job that was running when the worker died is taken up again."""
    logs.configure(settings().logs)
    url = make_url(settings().database.database_url or "").set(drivername="postgresql")
    connector = PsycopgConnector(
        conninfo=url.render_as_string(hide_password=False), kwargs={"options": f"-c role={APP_ROLE}"}, max_size=4
    )
    with suppress(AlreadyEnqueued), work() as session:  # what an outage has missed comes first
        defer(session, rounds.make_rounds.name, queueing_lock=rounds.make_rounds.queueing_lock)
    with queue.replace_connector(connector) as app:
        app.run_worker(concurrency=CONCURRENCY, delete_jobs="successful", install_signal_handlers=True)


if __name__ == "__main__":
    main()
