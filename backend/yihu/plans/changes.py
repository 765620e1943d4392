"""How every change to a plan begins and ends."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.households.models import Household
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish
from yihu.plans import completeness, likeness, queries
from yihu.plans.events import PlanChanged, PlanEvent
from yihu.plans.models import Measure, Plan
from yihu.plans.problems import HouseholdStruckOff, MeasureNotFound, PlanNotFound, PlanNotInWork


def locked(session: Session, user: Caller, plan_id: UUID) -> Plan:
    row = session.scalar(queries.visible(user).where(Plan.id == plan_id).with_for_update())
    if row is None:
        raise PlanNotFound
    return row


def must_be_on_register(session: Session, plan: Plan) -> None:
    """Nothing new is begun for a household that has been struck off; what there is stays readable and may be closed."""
    off = (Household.county == plan.county, Household.id == plan.household_id, Household.status == "cancelled")
    if session.scalar(select(select(Household.id).where(*off).exists())):
        raise HouseholdStruckOff


def in_work(session: Session, user: Caller, plan_id: UUID) -> Plan:
    """The plan, while it may still be edited: draft or returned."""
    row = locked(session, user, plan_id)
    if row.state not in queries.EDITABLE:
        raise PlanNotInWork
    return row


def locked_measure(session: Session, user: Caller, measure_id: UUID) -> Measure:
    row = session.scalar(queries.measure(user, measure_id).with_for_update())
    if row is None:
        raise MeasureNotFound
    return row


def finish(session: Session, plan: Plan, action: str, *, event: type[PlanEvent] = PlanChanged, **told: Any) -> None:
    """After any change: write it, count anew what is missing, leave the audit row and the fact.

    `told`: details of the audit row; fields the event has beyond `PlanEvent` are taken from it.
    """
    session.flush()
    completeness.refresh(session, plan.county, clock.business_date(), [plan.id])
    likeness.refresh(session, plan.county, [plan.id])
    session.refresh(plan)
    audit.record(
        session, action, county=plan.county, region_code=plan.region_code, subject=("plan", plan.id), **told
    )  # fmt: skip
    extra = {name: told[name] for name in event.__dataclass_fields__ if name in told}
    if "completeness" in event.__dataclass_fields__:
        extra["completeness"] = plan.completeness
    place = (plan.county, plan.region_code, str(plan.id), str(plan.household_id), plan.year, plan.edition)
    publish(session, event(*place, **extra))


def finish_all(
    session: Session, county: str, plans: Sequence[Any], action: str, *, event: type[PlanEvent] = PlanChanged,
    about: Callable[[Any], Mapping[str, Any]] = lambda _: {}, **told: Any,
) -> None:  # fmt: skip
    """The same after one change of many, in sets. `plans`: columns of each; `about`: what its audit row says of it alone.

    For an event without the score.
    """
    ids = [plan.id for plan in plans]
    completeness.refresh(session, county, clock.business_date(), ids)
    likeness.refresh(session, county, ids)
    entries = [audit.Entry(plan.region_code, "plan", plan.id, {**told, **about(plan)}) for plan in plans]
    audit.record_all(session, action, county, entries)
    extra = {name: told[name] for name in event.__dataclass_fields__ if name in told}
    places = ((plan.region_code, str(plan.id), str(plan.household_id), plan.year, plan.edition) for plan in plans)
    publish(session, *(event(county, *place, **extra) for place in places))


def no_longer_agreed(plan: Plan) -> None:
    """The household agreed to something else."""
    if plan.consent_on is not None:
        plan.consent_stale = True
