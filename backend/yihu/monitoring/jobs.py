"""When rounds are made: as soon as a county's business date has none, and for a household when its loans change."""

from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.assurances.events import AssuranceChecked, AssuranceEvent, DefectChanged
from yihu.assurances.models import AssuranceCheck, AssuranceDefect
from yihu.departments import service as departments
from yihu.departments.events import RecordsMatched, RecordsPushed
from yihu.departments.models import DepartmentRecord
from yihu.kernel import clock
from yihu.kernel.facts import Event, on
from yihu.kernel.jobs import queue, work
from yihu.loans.events import LoanChanged, LoanNoticeDelivered, LoanNoticeDeliveryUndone, LoanNoticeEvent
from yihu.loans.models import Loan
from yihu.monitoring import alerts, rounds
from yihu.pairings.events import PairingEnded, PairingEvent, PairingHandedOver, PairingMade, ProposalCommitted
from yihu.plans.events import (
    MeasureProgressed,
    PlanApproved,
    PlanChanged,
    PlanEvent,
    PlanReturned,
    PlanSubmitted,
    RiskSignalled,
)
from yihu.visits.events import (
    FindingActed,
    FindingEvent,
    FindingReopened,
    VisitCorrected,
    VisitEvent,
    VisitRecorded,
    VisitVoided,
)
from yihu.visits.models import Finding, Visit

VISITING = frozenset({Visit.__tablename__, Finding.__tablename__})
"""What a visit changes."""
ASSURED = frozenset({AssuranceCheck.__tablename__, AssuranceDefect.__tablename__})
TOLD = frozenset({DepartmentRecord.__tablename__})
"""What a department's push changes."""
log = structlog.get_logger("rounds")


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="make_rounds", queueing_lock="make_rounds", lock="make_rounds")
def make_rounds(timestamp: int = 0) -> None:  # noqa: ARG001  the scheduler tells when it was due
    """The round of every county that has none for today; after an outage this is the first thing done."""
    day = clock.business_date()
    with work() as session:
        counties = session.scalars(rounds.waiting(day)).all()
    for county in counties:
        make_round(county)


@queue.task(name="make_round")
def make_round(county: str) -> None:
    """The round of one county for today; also after a bulk change of its loans."""
    with work() as session:
        row = rounds.run(session, county, clock.business_date())
        log.info("round_made", county=county, business_on=str(row.business_on), counts=row.counts)


@on(LoanChanged)
def loan_changed(session: Session, event: LoanChanged) -> None:
    _judge_loan(session, event.county, event.subject_id)


@on(LoanNoticeDelivered)
@on(LoanNoticeDeliveryUndone)
def notice_settled(session: Session, event: LoanNoticeEvent) -> None:
    _judge_loan(session, event.county, event.loan_id)


@on(PairingMade)
@on(PairingEnded)
def pairing_changed(session: Session, event: PairingEvent) -> None:
    if event.household_id is not None:
        alerts.judge(session, event.county, clock.business_date(), [UUID(event.household_id)])


@on(VisitRecorded)
@on(VisitCorrected)
@on(VisitVoided)
@on(FindingActed)
@on(FindingReopened)
def visit_changed(session: Session, event: VisitEvent | FindingEvent) -> None:
    if event.household_id is not None:
        alerts.judge(session, event.county, clock.business_date(), [UUID(event.household_id)], VISITING)


@on(PlanChanged)
@on(PlanSubmitted)
@on(PlanReturned)
@on(PlanApproved)
@on(MeasureProgressed)
@on(RiskSignalled)
def plan_changed(session: Session, event: PlanEvent | MeasureProgressed | RiskSignalled) -> None:
    alerts.judge(session, event.county, clock.business_date(), [UUID(event.household_id)])


@on(AssuranceChecked)
@on(DefectChanged)
def assurance_changed(session: Session, event: AssuranceEvent) -> None:
    alerts.judge(session, event.county, clock.business_date(), [UUID(event.household_id)], ASSURED)


@on(RecordsPushed)
def records_pushed(session: Session, event: RecordsPushed) -> None:
    """The whole county in one statement per rule; what came in many requests is looked at once."""
    if departments.to_judge(session, event.county):
        alerts.judge(session, event.county, clock.business_date(), changed=TOLD)


@on(RecordsMatched)
def records_matched(session: Session, event: RecordsMatched) -> None:
    alerts.judge(session, event.county, clock.business_date(), [UUID(event.subject_id)], TOLD)


@on(ProposalCommitted)
@on(PairingHandedOver)
def many_paired(session: Session, event: Event) -> None:
    """Many households at once: the whole county is judged, in one statement per rule."""
    alerts.judge(session, event.county, clock.business_date())


def _judge_loan(session: Session, county: str, loan_id: str) -> None:
    """Alerts of the household follow at once instead of the next night."""
    household_id = session.scalars(
        select(Loan.household_id).where(Loan.county == county, Loan.id == UUID(loan_id))
    ).one()
    alerts.judge(session, county, clock.business_date(), [household_id])
