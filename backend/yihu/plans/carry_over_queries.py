"""Who is carried over into a year and who is left out, and why: as it would be now, and as a run has done it."""

from typing import Any

from sqlalchemy import Integer, Select, Text, Uuid, bindparam, column, func, literal, select, text
from sqlalchemy.orm import aliased

from yihu.accounts.access import within_binds
from yihu.households.models import Household
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.jobs.models import Job
from yihu.jobs.queries import of_job
from yihu.kernel.paging import Listing, any_of
from yihu.plans.carry_over_models import CarryOver, CarryOverRow
from yihu.plans.models import Plan
from yihu.regions.models import Region

H, R = Household, CarryOverRow
FIGURES = ("measures", "undated", "finished", "left_behind")
VERDICTS = text(
    """
    with last_plan as (
        select id, household_id, state from plan
        where county = :county and region_code >= :lo and region_code < :hi and year = :year - 1
    ), begun as (
        select household_id, (array_agg(id order by edition desc))[1] as id from plan
        where county = :county and region_code >= :lo and region_code < :hi and year = :year group by 1
    ), settled as (
        select last_plan.* from last_plan join household h on h.county = :county and h.id = last_plan.household_id
        where last_plan.state in ('active', 'closed') and h.status is distinct from 'cancelled'
          and not exists (select from begun where begun.household_id = last_plan.household_id)
    ), counted as (
        select s.household_id, count(*) filter (where running and here) as measures,
               count(*) filter (where running and here and (m.due_on is null or m.due_on < make_date(:year, 1, 1))) as undated,
               count(*) filter (where m.state = 'done') as finished,
               count(*) filter (where running and not here) as left_behind
        from settled s join measure m on m.county = :county and m.plan_id = s.id
        left join member on member.county = :county and member.id = m.member_id and member.left_on is null
        cross join lateral (select m.state in ('planned', 'going') as running,
                                   m.member_id is null or member.id is not null as here) as is_it
        group by 1
    )
    select h.county, h.region_code, h.id as household_id, h.household_no, h.head_name, h.head_sort, h.household_class,
           h.search_text,
           case when h.status = 'cancelled' then 'struck_off' when begun.id is not null then 'has_plan'
                when settled.id is not null then 'carried'
                when exists (select from last_plan where last_plan.household_id = h.id) then 'not_in_force'
                else 'no_plan' end as outcome,
           coalesce(measures, 0)::int as measures, coalesce(undated, 0)::int as undated,
           coalesce(finished, 0)::int as finished, coalesce(left_behind, 0)::int as left_behind,
           begun.id as plan_id, settled.state as last_state
    from household h
    left join settled on settled.household_id = h.id
    left join begun on begun.household_id = h.id
    left join counted on counted.household_id = h.id
    where h.county = :county and h.region_code >= :lo and h.region_code < :hi
      and ((h.household_class <> 'ordinary' and coalesce(h.status, '') <> 'cancelled')
           or exists (select from last_plan where last_plan.household_id = h.id))
    """
)
"""Each household to be helped, and each that had a plan last year, once. Binds: county, lo, hi, year."""

_given = VERDICTS.bindparams(
    *(bindparam(name, type_=Text) for name in ("county", "lo", "hi")), bindparam("year", type_=Integer)
)
_names = ("county", "region_code", "household_no", "head_name", "head_sort", "household_class", "search_text", "outcome", "last_state")  # fmt: skip
V = _given.columns(
    column("household_id", Uuid), column("plan_id", Uuid), *(column(name, Text) for name in _names),
    *(column(name, Integer) for name in FIGURES),
).subquery("verdict").c  # fmt: skip
_figures = [V[name] for name in FIGURES]

FORESEEN = Listing(
    base=select(
        V.household_id, V.household_no, V.head_name, V.household_class, V.region_code,
        select(Region.short_name).where(Region.code == func.left(V.region_code, 12)).scalar_subquery()
        .label("region_name"),
        V.outcome, *_figures, V.plan_id,
    ),
    area=V.county == COUNTY,
    filters={
        "outcome": any_of(V.outcome, "outcome"),
        "q": func.strpos(V.search_text, bindparam("q", type_=Text)) > 0,
    },
    sorts={"region": (V.region_code, V.head_sort, V.household_id)},
    default_sort="region",
)  # fmt: skip
"""Households as a run of the year would treat them. Binds: year."""


def foreseen_counts() -> Select[*tuple[Any, ...]]:
    """Binds: county, lo, hi, year."""
    each = select(V.outcome, V.last_state, *_figures).subquery("each")
    opened = func.count().filter(each.c.outcome == "carried", each.c.last_state == "active").label("still_open")
    return _summed(each, opened)


def verdicts(run_id: Any) -> Select[*tuple[Any, ...]]:
    """The rows of a run. Binds: county, lo, hi, year."""
    return select(V.county, V.region_code, literal(run_id, Uuid), V.household_id, V.outcome, *_figures)


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
        CarryOver.state, CarryOver.job_id, of_job(CarryOver, Job.done), of_job(CarryOver, Job.total), CarryOver.made, CarryOver.asked_by_name, CarryOver.created_at,
        CarryOver.updated_at, CarryOver.version,
    ),
    area=within_binds(CarryOver),
    filters={"id": CarryOver.id == bindparam("id", type_=Uuid)},
    sorts={"created_at": (CarryOver.created_at, CarryOver.id)},
    default_sort="-created_at",
)  # fmt: skip
