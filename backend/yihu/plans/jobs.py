"""What is done at night: every plan of a county compared with every other."""

import structlog
from sqlalchemy import select

from yihu.kernel import clock
from yihu.kernel.jobs import queue, work
from yihu.plans import carry_over_undo as _undo  # noqa: F401  its task registers itself
from yihu.plans import likeness
from yihu.plans.models import Plan

log = structlog.get_logger("plans")


@queue.periodic(cron="20 2 * * *")
@queue.task(name="compare_plans", queueing_lock="compare_plans", lock="compare_plans")
def compare_plans(timestamp: int = 0) -> None:  # noqa: ARG001  the scheduler tells when it was due
    """Find copied plans in each county that has plans this year."""
    year = clock.business_date().year
    with work() as session:
        every = select(Plan.county).where(Plan.year == year).distinct()
        counties = session.scalars(every.prefix_with("/* every county: whose plans are there */")).all()
    for county in counties:
        with work() as session:
            copied = likeness.sweep(session, county, year, clock.business_date())
        log.info("plans_compared", county=county, copied=copied)
