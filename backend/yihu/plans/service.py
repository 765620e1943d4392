"""Reading one plan, and what follows when its household moves."""

from uuid import UUID

from fastapi import Response
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, CallersReads, within
from yihu.households.service import FOLLOWERS
from yihu.plans import queries
from yihu.plans.carry_over_models import CarryOverRow
from yihu.plans.likeness_models import PlanLikeness, PlanPrint, SampleCheck
from yihu.plans.models import Measure, MeasureProgress, Plan
from yihu.plans.problems import PlanNotFound
from yihu.plans.schemas import PlanRead
from yihu.plans.suggestion_models import DeclinedSuggestion, RiskSignal


def read(session: Session, user: Caller, plan_id: UUID) -> PlanRead:
    """The plan as its page shows it, in the writer's own transaction."""
    query = queries.whole().where(within(Plan, user), Plan.id == plan_id)
    row = session.execute(query, user.binds()).mappings().one_or_none()
    if row is None:
        raise PlanNotFound
    return PlanRead.model_validate(dict(row))


def page(reads: CallersReads, user: Caller, plan_id: UUID) -> Response:
    """The same for a reader: JSON made by PostgreSQL."""
    (rows,) = reads.fetch((queries.one(), {**user.binds(), "id": plan_id}))
    if not rows:
        raise PlanNotFound
    body, version = rows[0]
    return Response(body, media_type="application/json", headers={"ETag": f'"{version}"'})


def follow_household(session: Session, county: str, household_id: UUID, region_code: str) -> None:
    """Plans and what hangs on them move with their household."""
    for table in (Plan, Measure, PlanPrint, DeclinedSuggestion, RiskSignal, CarryOverRow):
        mine = update(table).where(table.county == county, table.household_id == household_id)
        session.execute(mine.values(region_code=region_code))
    plans = select(Plan.id).where(Plan.county == county, Plan.household_id == household_id)
    measures = select(Measure.id).where(Measure.county == county, Measure.household_id == household_id)
    for child, column, parents in (
        (MeasureProgress, MeasureProgress.measure_id, measures),
        (PlanLikeness, PlanLikeness.plan_id, plans),
        (SampleCheck, SampleCheck.plan_id, plans),
    ):
        rows = update(child).where(child.county == county, column.in_(parents))
        session.execute(rows.values(region_code=region_code))


FOLLOWERS.append(follow_household)
