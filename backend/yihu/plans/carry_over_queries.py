"""Who is carried over into a year and who is left out, and why: as it would be now, and as a run has done it."""

from typing import Any

from sqlalchemy import Date, Integer, Select, Text, Uuid, bindparam, case, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from yihu.accounts.access import within_binds
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.kernel.paging import Listing, any_of
from yihu.plans.carry_over_models import CarryOver, CarryOverOutcome, CarryOverRow
from yihu.plans.models import Measure, Plan, PlanState
from yihu.plans.queries import RUNNING
from yihu.plans.rollup import TARGET
from yihu.regions.models import Region

H, M, P, R = Household, Measure, Plan, CarryOverRow
YEAR = bindparam("year", type_=Integer)
SETTLED = or_(P.state == PlanState.ACTIVE, P.state == PlanState.CLOSED)
NEW_YEAR = func.make_date(YEAR, 1, 1, type_=Date)
UNDATED = or_(M.due_on.is_(None), M.due_on < NEW_YEAR)
"""Needs a new due date: the old one has none or lies before the new year."""


def _plans(year: Any, *more: Any) -> Any:
    return select(P.id).where(P.county == COUNTY, P.household_id == H.id, P.year == year, *more).correlate(H)


LAST = (
    select(P.id, P.state)
    .where(P.county == COUNTY, P.household_id == H.id, P.year == YEAR - 1, SETTLED)
    .correlate(H)
    .lateral("last")
)
HERE = or_(M.member_id.is_(None), Member.id.is_not(None))
COUNTED = (
    select(
        func.count().filter(RUNNING, HERE).label("measures"),
        func.count().filter(RUNNING, HERE, UNDATED).label("undated"),
        func.count().filter(M.state == "done").label("finished"),
        func.count().filter(RUNNING, ~HERE).label("left_behind"),
    )
    .select_from(M)
    .outerjoin(Member, (Member.county == COUNTY) & (Member.id == M.member_id) & Member.left_on.is_(None))
    .where(M.county == COUNTY, M.plan_id == LAST.c.id)
    .correlate(LAST)
    .lateral("counted")
)
OUTCOME = case(
    (H.status == "cancelled", CarryOverOutcome.STRUCK_OFF.value),
    (_plans(YEAR).exists(), CarryOverOutcome.HAS_PLAN.value),
    (LAST.c.id.is_not(None), CarryOverOutcome.CARRIED.value),
    (_plans(YEAR - 1).exists(), CarryOverOutcome.NOT_IN_FORCE.value),
    else_=CarryOverOutcome.NO_PLAN.value,
)
FIGURES = ("measures", "undated", "finished", "left_behind")
CONCERNED = within_binds(H) & or_(TARGET, _plans(YEAR - 1).exists())


def _from(*columns: Any) -> Select[*tuple[Any, ...]]:
    return select(*columns).select_from(H).outerjoin(LAST, true()).outerjoin(COUNTED, true())


_figures = tuple(COUNTED.c[name] for name in FIGURES)
FORESEEN = Listing(
    base=_from(
        H.id.label("household_id"), H.household_no, H.head_name, H.household_class, H.region_code,
        village_name(H).label("region_name"), OUTCOME.label("outcome"), *_figures,
        _plans(YEAR).order_by(P.edition.desc()).limit(1).scalar_subquery().label("plan_id"),
    ),
    area=CONCERNED,
    filters={
        "outcome": any_of(OUTCOME, "outcome"),
        "q": func.strpos(H.search_text, bindparam("q", type_=Text)) > 0,
    },
    sorts={"region": (H.region_code, H.head_sort, H.id)},
    default_sort="region",
)  # fmt: skip
"""Households as a run of the year would treat them. Binds: year."""


def foreseen_counts() -> Select[*tuple[Any, ...]]:
    """Binds: county, lo, hi, year."""
    each = _from(OUTCOME.label("outcome"), LAST.c.state.label("last_state"), *_figures).where(CONCERNED).subquery()
    opened = func.count().filter(each.c.outcome == "carried", each.c.last_state == "active").label("still_open")
    return _summed(each, opened)


def verdicts(run_id: Any) -> Select[*tuple[Any, ...]]:
    """The rows of a run. Binds: county, lo, hi, year."""
    return _from(H.county, H.region_code, literal(run_id, Uuid), H.id, OUTCOME, *_figures).where(CONCERNED)


def _summed(each: Any, *more: Any) -> Select[*tuple[Any, ...]]:
    sums = [func.coalesce(func.sum(each.c[name]), 0).label(name) for name in FIGURES]
    counted = select(each.c.outcome, func.count().label("households"), *sums, *more)
    return counted.group_by(each.c.outcome).order_by(each.c.outcome)


def run_counts(run_id: Any) -> Select[*tuple[Any, ...]]:
    """Binds: county, lo, hi."""
    mine = select(R.outcome, *(getattr(R, name) for name in FIGURES)).where(within_binds(R), R.run_id == run_id)
    return _summed(mine.subquery())


_new = aliased(Plan, name="new_plan")
ROWS = Listing(
    base=select(
        R.household_id, *of_household(R, H.household_no, H.head_name, H.household_class), R.region_code,
        village_name(R).label("region_name"), R.outcome, *(getattr(R, name) for name in FIGURES),
        select(_new.id).where(
            _new.county == COUNTY, _new.household_id == R.household_id,
            _new.year == select(CarryOver.year).where(CarryOver.county == COUNTY, CarryOver.id == R.run_id)
            .correlate(R).scalar_subquery(),
        ).order_by(_new.edition.desc()).limit(1).correlate(R).scalar_subquery().label("plan_id"),
    ),
    area=within_binds(R) & (R.run_id == bindparam("run_id", type_=Uuid)),
    filters={"outcome": any_of(R.outcome, "outcome"), "q": matches(R)},
    sorts={"region": (R.region_code, R.id)},
    default_sort="region",
)  # fmt: skip
"""What a run has done, household by household. Binds: run_id."""

RUNS = Listing(
    base=select(
        CarryOver.id, CarryOver.year, CarryOver.region_code,
        select(Region.short_name).where(Region.code == CarryOver.region_code).correlate(CarryOver).scalar_subquery()
        .label("region_name"),
        CarryOver.state, CarryOver.done, CarryOver.total, CarryOver.made, CarryOver.asked_by_name, CarryOver.created_at,
        CarryOver.updated_at, CarryOver.version,
    ),
    area=within_binds(CarryOver),
    filters={"id": CarryOver.id == bindparam("id", type_=Uuid)},
    sorts={"created_at": (CarryOver.created_at, CarryOver.id)},
    default_sort="-created_at",
)  # fmt: skip
