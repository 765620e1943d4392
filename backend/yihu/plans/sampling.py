"""抽查: the county looks at plans in force, drawn by chance."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Integer, Select, Uuid, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within, within_binds
from yihu.households.models import Household
from yihu.households.queries import COUNTY, of_household, village_name
from yihu.kernel import audit, clock
from yihu.kernel.paging import Listing
from yihu.kernel.schemas import Count
from yihu.kernel.versions import check_version
from yihu.plans import queries
from yihu.plans.likeness_models import SampleCheck
from yihu.plans.models import Plan, PlanState
from yihu.plans.problems import OwnPlan, SampleAlreadyChecked, SampleNotFound
from yihu.plans.rollup_schemas import CheckForm, DrawForm, SampleRead

S = SampleCheck

SAMPLES = Listing(
    base=select(
        S.id, S.plan_id, Plan.household_id, *of_household(Plan, Household.household_no, Household.head_name),
        S.region_code, village_name(S).label("region_name"), S.drawn_on, S.checked_on, S.checked_by_name, S.passed,
        S.note, S.version,
    ).join(Plan, (Plan.county == COUNTY) & (Plan.id == S.plan_id)),
    area=within_binds(S),
    filters={
        "id": S.id == bindparam("id", type_=Uuid),
        "year": Plan.year == bindparam("year", type_=Integer),
        "checked": bindparam("checked", type_=Boolean) == S.checked_on.is_not(None),
        "passed": S.passed == bindparam("passed", type_=Boolean),
    },
    sorts={"drawn_on": (S.drawn_on, S.id), "region": (S.region_code, S.id)},
    default_sort="-drawn_on",
)  # fmt: skip


def draw(session: Session, user: Caller, form: DrawForm) -> Count:
    here = func.starts_with(Plan.region_code, form.region_code or user.region_code)
    before = select(S.id).where(S.county == user.county, S.plan_id == Plan.id).correlate(Plan)
    chosen: Select[*tuple[Any, ...]] = (
        select(Plan.county, Plan.region_code, Plan.id, literal(clock.business_date()))
        .where(within(Plan, user), here, Plan.year == form.year, Plan.state == PlanState.ACTIVE, ~before.exists())
        .order_by(func.random())
        .limit(form.count)
    )
    fresh = insert(S).from_select([S.county, S.region_code, S.plan_id, S.drawn_on], chosen).returning(S.id)
    drawn = session.execute(fresh).all()
    audit.record(
        session, "plan.sample_drawn", county=user.county, region_code=form.region_code or user.region_code,
        year=form.year, count=len(drawn),
    )  # fmt: skip
    return Count(count=len(drawn))


def check(session: Session, user: Caller, sample_id: UUID, form: CheckForm, version: int) -> SampleRead:
    """Not by him who wrote the plan or approved it."""
    row = session.scalar(select(S).where(within(S, user), S.id == sample_id).with_for_update())
    if row is None:
        raise SampleNotFound
    check_version(row, version)
    if row.checked_on is not None:
        raise SampleAlreadyChecked
    plan = session.scalar(queries.visible(user).where(Plan.id == row.plan_id))
    if plan is None or user.id in (plan.author_id, plan.submitted_by, plan.reviewed_by):
        raise OwnPlan
    row.checked_on, row.checked_by, row.checked_by_name = clock.business_date(), user.id, user.name
    row.passed, row.note = form.passed, form.note
    session.flush()
    audit.record(
        session, "plan.sample_checked", county=row.county, region_code=row.region_code, subject=("plan", plan.id),
        passed=form.passed, note=form.note,
    )  # fmt: skip
    return SAMPLES.one(session, SampleRead, {**user.binds(), "id": row.id}, SampleNotFound)
