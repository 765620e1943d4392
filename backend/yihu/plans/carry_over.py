"""年度结转: next year's drafts out of this year's plans, in sets, one township and one transaction at a time.

A household that already has a plan of the new year is passed over, so a run may be repeated or taken up again after its
worker died: what was made stays, the rest follows. Wish and causes come along; what is done stays with the old year.
"""

from uuid import UUID

import structlog
from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.kernel import audit, clock
from yihu.kernel.jobs import defer, queue, work
from yihu.kernel.problems import ValidationFailed
from yihu.plans import completeness, likeness, snapshot
from yihu.plans.carry_over_models import CarryOver, CarryOverState
from yihu.plans.editions import KEPT
from yihu.plans.problems import CarryOverNotFound
from yihu.plans.rollup_schemas import CarryOverForm
from yihu.regions.models import Region

log = structlog.get_logger("plans")

DRAFTS = text(
    f"""
    insert into plan (county, region_code, household_id, year, edition, previous_id, kind, why, causes, income_base,
                      income_base_year, assurances, wish, author_name)
    select h.county, h.region_code, h.id, :year, 1, old.id, {snapshot.KIND}, 'carried_over', {snapshot.CAUSES},
           h.net_income_per_capita, h.income_year, {snapshot.ASSURANCES}, old.wish, old.author_name
    from plan old join household h on h.county = :county and h.id = old.household_id
    where old.county = :county and old.region_code >= :lo and old.region_code < :hi and old.year = :year - 1
      and old.state in ('active', 'closed') and coalesce(h.status, '') <> 'cancelled'
      and not exists (select from plan other where other.county = :county and other.household_id = h.id
                      and other.year = :year)
    on conflict do nothing
    returning id
    """
)

MEASURES = text(
    f"""
    insert into measure (plan_id, {", ".join(KEPT)})
    select plan.id, {", ".join(f"old.{name}" if name != "region_code" else "plan.region_code" for name in KEPT)}
    from plan join measure old on old.county = :county and old.plan_id = plan.previous_id
    where plan.county = :county and plan.id = any(:ids) and old.state in ('planned', 'going')
    """
)


def ask(session: Session, user: Caller, form: CarryOverForm) -> CarryOver:
    """Have the drafts of a year made for the caller's area or a part of it."""
    place = form.region_code or user.region_code
    if not place.startswith(user.region_code):
        raise ValidationFailed.at("/region_code", "outside_area", "不在您的辖区内")
    if form.year not in (clock.business_date().year, clock.business_date().year + 1):
        raise ValidationFailed.at("/year", "year_not_near", "只能结转到本年或下一年")
    row = CarryOver(county=user.county, region_code=place, year=form.year, asked_by_name=user.name)
    session.add(row)
    session.flush()
    audit.record(
        session, "plan.carry_over_asked", county=row.county, region_code=place, subject=("carry_over", row.id),
        year=form.year,
    )  # fmt: skip
    defer(session, "carry_plans_over", lock=f"carry_over:{row.county}", county=row.county, run_id=str(row.id))
    session.refresh(row)
    return row


def read(session: Session, user: Caller, run_id: UUID) -> CarryOver:
    row = session.scalar(select(CarryOver).where(within(CarryOver, user), CarryOver.id == run_id))
    if row is None:
        raise CarryOverNotFound
    return row


@queue.task(name="carry_plans_over")
def carry_plans_over(county: str, run_id: str) -> None:
    try:
        _run(county, UUID(run_id))
    except Exception:
        log.exception("carry_over_failed", run_id=run_id)
        with work() as session:
            _locked(session, county, UUID(run_id)).state = CarryOverState.FAILED


def _run(county: str, run_id: UUID) -> None:
    with work() as session:
        row = _locked(session, county, run_id)
        townships = session.scalars(townships_of(row.region_code)).all() or [row.region_code]
        row.state, row.done, row.total, year = CarryOverState.RUNNING, 0, len(townships), row.year
    for township in townships:
        with work() as session:
            made = carry(session, county, township, year)
            row = _locked(session, county, run_id)
            row.done, row.made = row.done + 1, row.made + made
    with work() as session:
        _locked(session, county, run_id).state = CarryOverState.DONE


def carry(session: Session, county: str, place: str, year: int) -> int:
    """The drafts of one place; returns how many are new."""
    day = clock.business_date()
    binds = {"county": county, "lo": place, "hi": f"{place}:", "year": year, "today": day}
    ids = list(session.scalars(DRAFTS, binds))
    if ids:
        session.execute(MEASURES, {"county": county, "ids": ids})
        completeness.refresh(session, county, day, ids)
        likeness.refresh(session, county, ids)
    return len(ids)


def townships_of(place: str) -> Select[str]:
    """Nine digits inside the place; none when it is itself a township or less."""
    inside = (Region.code >= place, Region.code < f"{place}:", func.length(Region.code) == 9)
    return select(Region.code).where(*inside, Region.code != place).order_by(Region.code)


def _locked(session: Session, county: str, run_id: UUID) -> CarryOver:
    mine = (CarryOver.county == county, CarryOver.id == run_id)
    return session.execute(select(CarryOver).where(*mine).with_for_update()).scalar_one()
