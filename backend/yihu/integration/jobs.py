"""What is done behind the door: telling systems, and forgetting what nobody can ask for any more."""

from uuid import UUID

from procrastinate import RetryStrategy
from sqlalchemy import delete, select, tuple_

from yihu.integration import webhooks
from yihu.integration.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from yihu.kernel import clock
from yihu.kernel.facts import Fact
from yihu.kernel.jobs import WAITING_ROOM, queue, work
from yihu.kernel.sync import KEPT, LIFE

UNTIL_IT_WORKS = RetryStrategy(max_attempts=1000, wait=30)
"""For failures of our own, such as a database that is away; the receiver's are on the ladder."""


@queue.periodic(cron="* * * * * */5")
@queue.task(name="tell_webhooks", queue=WAITING_ROOM, queueing_lock="tell_webhooks", lock="tell_webhooks")
def tell_webhooks(timestamp: int = 0) -> None:  # noqa: ARG001  the scheduler tells when it was due
    """Messages of what has come, one transaction for each address."""
    e = WebhookEndpoint
    with work() as session:
        every = select(e.county, e.id).prefix_with("/* every county: whoever wants to be told */")
        found = session.execute(every.where(e.disabled_at.is_(None)).order_by(e.county, e.id)).all()
    for county, endpoint_id in found:
        with work() as session:
            mine = (e.county == county, e.id == endpoint_id, e.disabled_at.is_(None))
            endpoint = session.scalar(select(e).where(*mine).with_for_update(skip_locked=True))
            if endpoint is not None:
                webhooks.prepare(session, endpoint)


@queue.task(name=webhooks.SEND, queue=WAITING_ROOM, retry=UNTIL_IT_WORKS)
def send_webhook(county: str, message_id: str) -> None:
    webhooks.deliver(county, UUID(message_id))


@queue.periodic(cron="30 18 * * *")
@queue.task(name="forget_facts", queueing_lock="forget_facts")
def forget_facts(timestamp: int = 0) -> None:  # noqa: ARG001  the scheduler tells when it was due
    now, every = clock.now(), "/* every county: old ones wherever they are */"
    with work() as session:
        session.execute(delete(Fact).prefix_with(every).where(Fact.created_at < now - KEPT, Fact.watched))
        m, a = WebhookMessage, WebhookAttempt
        old = select(m.county, m.id).prefix_with(every).where(m.created_at < now - LIFE)
        session.execute(delete(a).prefix_with(every).where(tuple_(a.county, a.message_id).in_(old)))
        session.execute(delete(m).prefix_with(every).where(m.created_at < now - LIFE))
