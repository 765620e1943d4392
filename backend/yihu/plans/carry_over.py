"""年度结转: next year's drafts out of this year's plans, in sets, one township and one transaction at a time.

What becomes of each household is written down first; who is to be carried over then gets a draft with last year's wish and
its unfinished measures. A township that a run has been through is passed over, so a run may be taken up again after its
worker died; a household that already has a plan of the new year is left alone, so a run may be repeated.
"""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Select, func, insert, select, text
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.jobs import service as centre
from yihu.jobs.kinds import kind
from yihu.jobs.models import Job
from yihu.jobs.run import Run
from yihu.kernel import audit, clock
from yihu.kernel.facts import tell
from yihu.kernel.jobs import work
from yihu.kernel.problems import ValidationFailed
from yihu.plans import carry_over_queries as queries
from yihu.plans import completeness, editions, likeness, snapshot
from yihu.plans.carry_over_models import CarryOver, CarryOverRow, CarryOverState
from yihu.plans.carry_over_schemas import CarryOverForm, CarryOverPreview, CarryOverRead, CarryOverRun, OutcomeCount
from yihu.plans.events import PlanChanged
from yihu.plans.models import Plan
from yihu.plans.problems import CarryOverNotFound
from yihu.regions.models import Region

DISTURBED = "与其他人的修改冲突，已做完的乡镇有效，请再做一次"

DRAFTS = text(
    f"""
    insert into plan (county, region_code, household_id, year, edition, previous_id, kind, why, causes, income_base,
                      income_base_year, assurances, wish, author_name)
    select h.county, h.region_code, h.id, :year, 1, old.id, {snapshot.KIND}, 'carried_over', {snapshot.CAUSES},
           h.net_income_per_capita, h.income_year, {snapshot.ASSURANCES}, old.wish, old.author_name
    from carry_over_row r
    join household h on h.county = :county and h.id = r.household_id
    join plan old on old.county = :county and old.household_id = h.id and old.year = :year - 1
                 and old.state in ('active', 'closed')
    where r.county = :county and r.run_id = :run_id and r.region_code >= :lo and r.region_code < :hi
      and r.outcome = 'carried'
    on conflict do nothing
    returning id
    """
)
MADE = text(
    """
    update carry_over_row r set plan_id = p.id
    from plan p
    where p.county = :county and p.id = any(:ids) and r.county = :county and r.run_id = :run_id
      and r.household_id = p.household_id
    """
)
ROW = (
    "county", "region_code", "run_id", "household_id", "outcome", "measures", "undated", "finished", "left_behind",
)  # fmt: skip


def preview(session: Session, user: Caller, year: int, region_code: str | None) -> CarryOverPreview:
    """How many households a run would carry over, and how many it would leave out, and why."""
    _check_year(year)
    found = session.execute(queries.foreseen_counts(), {**user.binds(region_code), "year": year}).all()
    return CarryOverPreview(
        year=year, counts=[OutcomeCount.model_validate(row) for row in found],
        still_open=sum(row.still_open for row in found),
    )  # fmt: skip


def ask(session: Session, user: Caller, form: CarryOverForm) -> CarryOverRead:
    """Have the drafts of a year made for the caller's area or a part of it."""
    place = form.region_code or user.region_code
    if not place.startswith(user.region_code):
        raise ValidationFailed.at("/region_code", "outside_area", "不在您的辖区内")
    _check_year(form.year)
    row = CarryOver(county=user.county, region_code=place, year=form.year, asked_by_name=user.name)
    session.add(row)
    session.flush()
    audit.record(
        session, "plan.carry_over_asked", county=row.county, region_code=place, subject=("carry_over", row.id),
        year=form.year,
    )  # fmt: skip
    hand_over(session, user, row, "plan.carry_over")
    return read(session, user, row.id)


def hand_over(session: Session, user: Caller, row: CarryOver, work: str) -> None:
    """One run of a county after the other."""
    row.job_id = centre.start(
        session, user, work, about=f"{row.year} 年", region_code=row.region_code, subject=("carry_over", row.id),
        lock=f"carry_over:{row.county}",
    )  # fmt: skip
    session.flush()


def _check_year(year: int) -> None:
    if year not in (clock.business_date().year, clock.business_date().year + 1):
        raise ValidationFailed.at("/year", "year_not_near", "只能结转到本年或下一年")


def read(session: Session, user: Caller, run_id: UUID) -> CarryOverRun:
    run = queries.RUNS.one(session, CarryOverRead, {**user.binds(), "id": run_id}, CarryOverNotFound)
    counts = session.execute(queries.run_counts(run_id), user.binds())
    told = [OutcomeCount.model_validate(one) for one in counts]
    return CarryOverRun(**run.model_dump(), counts=told)


def stopped(session: Session, job: Job) -> None:
    """What is done stays done: the townships that a run has been through."""
    row = session.get(CarryOver, (job.county, job.subject_id))
    if row is not None and row.job_id == job.id:
        row.state = CarryOverState.FAILED


@kind("plan.carry_over", "年度结转", Permission.PLANS_REVIEW, stopped=stopped, disturbed=DISTURBED)
def carry_over_plans(run: Run) -> None:
    by_township(run, CarryOverState.RUNNING, CarryOverState.DONE, carry)


def by_township(run: Run, meanwhile: CarryOverState, after: CarryOverState, step: Callable[..., None]) -> None:
    """Go through the run's townships, `step(session, row, place)` each in a transaction of its own."""
    with work() as session:
        row = locked(session, run)
        townships = session.scalars(townships_of(row.region_code)).all() or [row.region_code]
        row.state = meanwhile
    run.tell(total=len(townships))
    for number, township in enumerate(townships, 1):
        with work() as session:
            step(session, locked(session, run), township)
            run.check(session)
        run.tell(done=number)
    with work() as session:
        row = locked(session, run)
        row.state = after
        session.flush()
        run.finish(session, result={"made": row.made})


def carry(session: Session, run: CarryOver, place: str) -> None:
    """The households of one place."""
    day, county = clock.business_date(), run.county
    area = {"county": county, "lo": place, "hi": f"{place}:", "year": run.year}
    r = CarryOverRow
    been = select(r.id).where(
        r.county == county, r.run_id == run.id, r.region_code >= place, r.region_code < f"{place}:"
    )
    if session.scalar(select(been.exists())):
        return
    session.execute(insert(r).from_select(ROW, queries.verdicts(run.id).params(area)))
    ids = list(session.scalars(DRAFTS, {**area, "run_id": run.id, "today": day}))
    if ids:
        session.execute(MADE, {**area, "run_id": run.id, "ids": ids})
        editions.bring_unfinished(session, county, ids, run.year)
        completeness.refresh(session, county, day, ids)
        likeness.refresh(session, county, ids)
        tell(session, PlanChanged.__name__, Plan, county, ids)
    run.made += len(ids)


def townships_of(place: str) -> Select[str]:
    """Nine digits inside the place; none when it is itself a township or less."""
    inside = (Region.code >= place, Region.code < f"{place}:", func.length(Region.code) == 9)
    return select(Region.code).where(*inside, Region.code != place).order_by(Region.code)


def locked(session: Session, run: Run) -> CarryOver:
    mine = (CarryOver.county == run.county, CarryOver.id == run.subject_id)
    return session.execute(select(CarryOver).where(*mine).with_for_update()).scalar_one()
