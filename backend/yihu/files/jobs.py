"""Pieces of pictures that nobody sent the rest of are not kept for ever."""

import structlog

from yihu.files import resumable
from yihu.kernel.jobs import queue

log = structlog.get_logger("files")


@queue.periodic(cron="40 18 * * *")
@queue.task(name="forget_stale_uploads", queueing_lock="forget_stale_uploads")
def forget_stale_uploads(timestamp: int = 0) -> None:  # noqa: ARG001  the scheduler tells when it was due
    log.info("stale_uploads_forgotten", count=resumable.forget_stale())
