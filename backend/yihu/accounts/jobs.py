"""What need not be kept: old answers to retried requests, failed sign-ins, what ended or was asked for long ago."""

from datetime import timedelta

from sqlalchemy import delete

from yihu.accounts.client_models import ApiAccess
from yihu.accounts.models import LoginAttempt, SignIn
from yihu.kernel import clock
from yihu.kernel.idempotency import IdempotencyKey
from yihu.kernel.jobs import queue, work

ANSWERS = timedelta(days=30)
"""A phone may sleep for a month and then repeat its request."""
ATTEMPTS = timedelta(days=1)
LOGS = timedelta(days=180)
"""Network logs are kept for half a year."""


@queue.periodic(cron="20 18 * * *")
@queue.task(name="forget_old", queueing_lock="forget_old")
def forget_old(timestamp: int = 0) -> None:  # noqa: ARG001  the scheduler tells when it was due
    now = clock.now()
    with work() as session:
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - ANSWERS))
        session.execute(delete(LoginAttempt).where(LoginAttempt.created_at < now - ATTEMPTS))
        session.execute(delete(SignIn).where(SignIn.expires_at < now - LOGS))
        session.execute(delete(ApiAccess).where(ApiAccess.at < now - LOGS))
