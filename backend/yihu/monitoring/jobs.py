"""When rounds are made: as soon as a county's business date has none, and for a household as soon as its records change."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import structlog
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.permissions import Permission
from yihu.departments import service as departments
from yihu.departments.events import RecordsMatched, RecordsPushed
from yihu.departments.models import DepartmentRecord
from yihu.jobs import service as centre
from yihu.jobs.kinds import kind
from yihu.jobs.run import Run
from yihu.kernel import clock
from yihu.kernel.db import MANY, among
from yihu.kernel.facts import Event, on, on_change
from yihu.kernel.jobs import defer, queue, work
from yihu.kernel.models import Base
from yihu.monitoring import alerts, rounds
from yihu.pairings.events import PairingHandedOver, ProposalCommitted

TOLD = frozenset({DepartmentRecord.__tablename__})
"""What a department's push changes."""
log = structlog.get_logger("rounds")


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="make_rounds", queueing_lock="make_rounds", lock="make_rounds")
def make_rounds(timestamp: int = 0) -> None:  # noqa: ARG001  the scheduler tells when it was due
    """Ask for the round of every county that has none for today; after an outage this is the first thing done."""
    with work() as session:
        for county in session.scalars(rounds.waiting(clock.business_date())).all():
            rounds.start(session, centre.Itself(county))


@kind(rounds.MAKE, "当日检查", Permission.ROUNDS_RUN)
def do_round(run: Run) -> None:
    """Of the day on which it is done. Each rule is committed by itself, so that a round that was stopped has done its part."""
    told = _made(run.county, run.tell)
    judged, failed = told["rules"], told["rules_failed"]
    with run.transaction() as session:
        run.finish(session, result=told, errors=failed > 0, done=judged, total=judged + failed, failed=failed)


@queue.task(name="make_round")
def make_round(county: str) -> None:
    """The round of one county for today after a bulk change of its records."""
    _made(county)


def _made(county: str, tell: alerts.Tell = lambda **_: None) -> dict[str, int]:
    """Today's round, and what it has come to."""
    _, counts = rounds.run_in(work, county, clock.business_date(), tell)
    alerted = counts["alerts"].values()
    told = {"notices": sum(counts["notices"].values()), "rules": len(alerted), "rules_failed": len(counts["failed"])}
    told |= {name: sum(one[name] for one in alerted) for name in ("raised", "changed", "closed")}
    log.info("round_made", county=county, **told, failed=counts["failed"], slow=_slow(counts["seconds"]))
    return told


def _slow(seconds: Mapping[str, float]) -> dict[str, float]:
    return {code: took for code, took in seconds.items() if took >= 1}


@queue.task(name="judge_county", retry=5)
def judge_county(county: str, tables: Sequence[str], at_once: bool) -> None:
    """Every rule over the county that reads one of these tables, or every rule at all: once, as at night."""
    day = clock.business_date()
    counts, seconds, failed = alerts.judge_each(work, county, day, frozenset(tables), at_once=at_once)
    with work() as session:
        rounds.note_failures(session, county, day, counts, failed)
    log.info("county_judged", county=county, failed=failed, slow=_slow(seconds))


def judge_soon(session: Session, county: str, tables: Iterable[str] = (), *, at_once: bool = False) -> None:
    """Queue that, unless it waits already: it has not begun, and will see what the caller has seen."""
    asked: dict[str, Any] = {"county": county, "tables": sorted(tables), "at_once": at_once}
    name = f"judge_county:{county}"
    with suppress(AlreadyEnqueued), session.begin_nested():
        defer(session, "judge_county", lock=name, queueing_lock=f"{name}:{asked['tables']}:{at_once}", **asked)


@on_change
def records_changed(session: Session, county: str, facts: Sequence[Any]) -> None:
    """Judge the households that facts are about by the rules that read what their transactions have written.

    Of very many the whole county, by a job of its own: comparing with each of them would take longer, and hold more.
    """
    households = _households_of(session, county, facts)
    tables = frozenset().union(*(fact.tables for fact in facts))
    if len(households) > MANY:
        judge_soon(session, county, tables, at_once=True)
    elif households and tables:
        alerts.judge(session, county, clock.business_date(), sorted(households), tables)


@on(RecordsPushed)
def records_pushed(session: Session, event: RecordsPushed) -> None:
    """The whole county; what came in many requests is looked at once."""
    seen = departments.to_judge(session, event.county)
    if seen:
        judge_soon(session, event.county, TOLD)
        departments.judged(session, event.county, seen)


@on(RecordsMatched)
def records_matched(session: Session, event: RecordsMatched) -> None:
    alerts.judge(session, event.county, clock.business_date(), [UUID(event.subject_id)], TOLD)


@on(ProposalCommitted)
@on(PairingHandedOver)
def many_paired(session: Session, event: Event) -> None:
    """Many households at once: the whole county is judged."""
    judge_soon(session, event.county)


def _households_of(session: Session, county: str, facts: Sequence[Any]) -> set[UUID]:
    """The facts' own word, or that of the records they are about; none for a helper, a village, a campaign."""
    told: set[UUID] = set()
    asked: dict[str, list[UUID]] = {}
    for fact in facts:
        if fact.subject_kind == "household":
            told.add(fact.subject_id)
        elif "household_id" in fact.data:
            told |= {UUID(fact.data["household_id"])} if fact.data["household_id"] else set()
        else:
            asked.setdefault(fact.subject_kind, []).append(fact.subject_id)
    for subject_kind, ids in asked.items():
        table = Base.metadata.tables.get(subject_kind)
        if table is not None and "household_id" in table.c:
            here = (table.c.county == county, among(table.c.id, ids), table.c.household_id.is_not(None))
            told |= set(session.scalars(select(table.c.household_id).where(*here)))
    return told
