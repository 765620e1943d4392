"""The back door: delivers facts, runs the long work and makes the nightly round."""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import UUID

import structlog
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy.engine import make_url

from yihu.accounts import jobs as _accounts  # noqa: F401  its tasks register themselves
from yihu.comparisons import jobs as _comparisons  # noqa: F401
from yihu.departments import jobs as _departments  # noqa: F401
from yihu.exchange import exporting as _exporting  # noqa: F401
from yihu.exchange import exports as _exports  # noqa: F401
from yihu.exchange import jobs as _exchange  # noqa: F401
from yihu.field import exports as _field_exports  # noqa: F401
from yihu.files import jobs as _files  # noqa: F401
from yihu.integration import exports as _integration_exports  # noqa: F401
from yihu.integration import jobs as _integration  # noqa: F401
from yihu.jobs import upkeep as _upkeep  # noqa: F401
from yihu.kernel import facts, logs
from yihu.kernel.db import APP_ROLE
from yihu.kernel.jobs import DEFAULT, WAITING_ROOM, defer, queue, work
from yihu.kernel.settings import settings
from yihu.monitoring import jobs as rounds
from yihu.operations import exports as _operation_exports  # noqa: F401
from yihu.operations import working as _operations  # noqa: F401
from yihu.pairings import jobs as _pairings  # noqa: F401
from yihu.plans import carry_over as _carry_over  # noqa: F401  its kinds of long work too
from yihu.plans import jobs as _plans  # noqa: F401

log = structlog.get_logger("worker")
CONCURRENCY = 2
WAITING = 8
"""Receivers that may keep us waiting at the same time."""
HEARTBEAT, SILENCE = 3.0, 10.0
"""Seconds between signs of life, and without one before a worker counts as dead."""


@queue.task(name="deliver_fact", retry=5)
def deliver_fact(county: str, fact_id: str) -> None:
    with work() as session:
        facts.deliver(session, county, UUID(fact_id))


@queue.task(name="watch_facts", retry=5)
def watch_facts(county: str) -> None:
    with work() as session:
        facts.watch(session, county)


@queue.periodic(cron="* * * * * */10")
@queue.task(name="take_up_stalled", queueing_lock="take_up_stalled", pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  the scheduler tells when
    """Jobs of a worker that was killed are done again; each is made so that this is safe."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        log.warning("job_taken_up", job_id=job.id, task=job.task_name)
        await manager.retry_job(job)


def main() -> None:
    """Work until told to stop; a job that was running when the worker died is taken up again."""
    logs.configure(settings().logs)
    url = make_url(settings().database.database_url or "").set(drivername="postgresql")
    connector = PsycopgConnector(
        conninfo=url.render_as_string(hide_password=False), kwargs={"options": f"-c role={APP_ROLE}"}, max_size=8
    )
    with suppress(AlreadyEnqueued), work() as session:  # what an outage has missed comes first
        defer(session, rounds.make_rounds.name, queueing_lock=rounds.make_rounds.queueing_lock)
    with queue.replace_connector(connector) as app:
        asyncio.run(_serve(app))


async def _serve(app: App) -> None:
    """Two workers: one does the work, the other waits for others' machines and hinders nobody. The first to stop stops both."""
    always: dict[str, Any] = {
        "delete_jobs": "successful",
        "update_heartbeat_interval": HEARTBEAT,
        "stalled_worker_timeout": SILENCE,
    }
    async with app.open_async():
        working = asyncio.create_task(app.run_worker_async(queues=[DEFAULT], concurrency=CONCURRENCY, **always))
        waiting = asyncio.create_task(
            app.run_worker_async(
                queues=[WAITING_ROOM],
                concurrency=WAITING,
                install_signal_handlers=False,
                shutdown_graceful_timeout=0,
                **always,
            )
        )
        done, running = await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
        for task in running:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*done, *running)
