"""The nightly round of a county: notices first, then every rule. Making it again changes nothing."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.assurances import ledger
from yihu.assurances import rounds as assurances
from yihu.comparisons import comparing
from yihu.departments import matching
from yihu.households.models import Household
from yihu.jobs import service as centre
from yihu.kernel import audit, clock
from yihu.loans import parameters
from yihu.loans import rounds as loans
from yihu.monitoring import alerts, clocks
from yihu.monitoring.models import Round
from yihu.monitoring.problems import NotToday
from yihu.monitoring.rule import RULES
from yihu.policy.parameters import Parameter, unset
from yihu.regions.models import Region
from yihu.regions.names import Level

Counts = dict[str, Any]
MAKE = "round.make"
"""The kind of job that makes one."""


def run(session: Session, county: str, business_on: date) -> Round:
    """Make the round of a county for a day in the caller's transaction."""
    row, _ = run_in(alerts.within(session), county, business_on)
    return row


def run_in(
    opens: alerts.Opens, county: str, business_on: date, tell: alerts.Tell = lambda **_: None
) -> tuple[Round, Counts]:
    """Make the round of a county for a day: its row and what this run has counted.

    The row adds up what all runs of that day have come to the end with.
    """
    tell(phase="noticing")
    with opens() as session:
        matching.of_county(session, county)
        comparing.of_county(session, county)
        counts: Counts = {
            "notices": loans.raise_notices(session, county, business_on),  # whoever comes second waits in there
            "assurances": screening(session, county, business_on),
        }
    tell(phase="judging")
    told = alerts.judge_each(opens, county, business_on, tell=tell)
    counts["alerts"], counts["seconds"], counts["failed"] = told
    with opens() as session:
        counts["unset"] = unset(session, needed(), county, business_on)
        alerts.retire(session, county, business_on)
        alerts.move_steps(session, county)
        counts["escalated"] = clocks.escalate(session, county, business_on)
        key = {"county": county, "business_on": business_on}
        session.execute(insert(Round).values(**key, region_code=county).on_conflict_do_nothing())
        row = session.scalars(select(Round).filter_by(**key).with_for_update()).one()
        row.counts = _added(row.counts, counts) | {"failed": counts["failed"]}
        row.finished_at = clock.now()
    return row, counts


def screening(session: Session, county: str, business_on: date) -> Counts:
    """The month's screening is there and last month's closed; today's counts of the ledger are written."""
    return {
        "rounds_closed": assurances.close_monthly(session, county, business_on),
        "rounds_opened": assurances.open_monthly(session, county, business_on),
        "days_kept": ledger.keep_day(session, county, business_on),
    }


def ask(session: Session, user: Caller, business_on: date | None) -> UUID:
    """At somebody's wish, for today only: alerts tell the present. The job that does it, or does it already."""
    if business_on not in (None, clock.business_date()):
        raise NotToday
    job_id, new = start(session, user)
    if new:
        audit.record(session, "round.run", county=user.county, region_code=user.county, subject=("job", job_id))
    return job_id


def start(session: Session, asked_by: centre.Asker) -> tuple[UUID, bool]:
    return centre.start_or_join(session, asked_by, MAKE, about=str(clock.business_date()), region_code=asked_by.county)


def note_failures(session: Session, county: str, business_on: date, judged: Iterable[str], failed: Counts) -> None:
    """Of a look between the rounds, in today's round where failures are shown; if there is none yet, it will look itself."""
    row = session.scalar(select(Round).filter_by(county=county, business_on=business_on).with_for_update())
    if row is not None:
        left = {code: why for code, why in row.counts.get("failed", {}).items() if code not in set(judged)}
        row.counts = row.counts | {"failed": left | failed}


def needed() -> list[Parameter]:
    """Every parameter that the round reads, once."""
    read = [*parameters.LADDER, *(p for rule in RULES.values() for p in (*rule.parameters, *rule.refinements))]
    return list(dict.fromkeys(read))


def waiting(day: date) -> Select[str]:
    """Counties with households whose round of that day has not been made."""
    made = select(Round.id).where(Round.county == Region.code, Round.business_on == day, Round.finished_at.is_not(None))
    served = select(Household.id).where(Household.county == Region.code)
    counties = select(Region.code).prefix_with("/* every county: this finds those to serve */")
    return counties.where(Region.level == Level.COUNTY, served.exists(), ~made.exists())


def recent(user: Caller, limit: int) -> Select[Round]:
    return select(Round).where(Round.county == user.county).order_by(Round.business_on.desc()).limit(limit)


def list_rounds(session: Session, user: Caller, limit: int) -> Sequence[Round]:
    return session.scalars(recent(user, limit)).all()


def _added(before: Counts, now: Counts) -> Counts:
    """Numbers add up, whatever else is as it is now."""
    told = dict(before)
    for name, value in now.items():
        if isinstance(value, dict):
            told[name] = _added(before.get(name, {}), value)
        else:
            told[name] = before.get(name, 0) + value if isinstance(value, int) else value
    return told
