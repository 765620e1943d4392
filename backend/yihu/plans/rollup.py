"""Roll-ups: how many households have a plan in force, how many members a measure, what was reached; names behind each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Integer, Text, bindparam, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from yihu.accounts.access import Caller, within_binds
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, village_name
from yihu.kernel import clock
from yihu.kernel.paging import Listing
from yihu.plans.models import Measure, MeasureState, Plan, PlanState
from yihu.plans.parameters import BATCH_TARGETS
from yihu.plans.rollup_schemas import BatchCount, ExecutorCount, VillageRollUp
from yihu.policy import service as policy
from yihu.policy.parameters import value_of

H, M, P = Household, Measure, Plan
YEAR = bindparam("year", type_=Integer)

TARGET = (H.household_class != "ordinary") & (func.coalesce(H.status, "") != "cancelled")
"""Households that are to have a plan: on the county's list, also after their exit (四个不摘)."""

IN_FORCE = or_(P.state == PlanState.ACTIVE, P.state == PlanState.CLOSED)

VILLAGES = text(
    """
    with target as (
        select household.id, left(household.region_code, 12) as village from household
        where county = :county and region_code >= :lo and region_code < :hi
          and household_class <> 'ordinary' and coalesce(status, '') <> 'cancelled'
    ), current as (
        select plan.id, plan.household_id, plan.state, plan.satisfaction, plan.income_result, plan.income_target
        from plan where county = :county and region_code >= :lo and region_code < :hi and year = :year
          and state in ('active', 'closed')
    ), work as (
        select household_id, state from plan
        where county = :county and region_code >= :lo and region_code < :hi and year = :year
          and state in ('draft', 'submitted', 'returned')
    ), measures as (
        select measure.household_id, count(*) as n, count(*) filter (where measure.state = 'done') as done,
               count(*) filter (where measure.state in ('planned', 'going') and measure.due_on < :today) as late
        from measure join current on current.id = measure.plan_id
        where measure.county = :county and measure.state <> 'cancelled' group by 1
    ), given as (
        select distinct measure.household_id, measure.member_id
        from measure join current on current.id = measure.plan_id
        where measure.county = :county and measure.state <> 'cancelled'
    ), people as (
        select member.household_id, count(*) as n,
               count(*) filter (where own.member_id is not null or (
                   every.household_id is not null and coalesce(member.labour, 'none') in ('lost', 'none'))) as with_measure
        from member
        join target on target.id = member.household_id
        left join given own on own.household_id = member.household_id and own.member_id = member.id
        left join given every on every.household_id = member.household_id and every.member_id is null
        where member.county = :county and member.left_on is null group by 1
    )
    select target.village as region_code,
           (select short_name from region where code = target.village) as region_name,
           count(*) as households,
           count(current.id) as planned,
           count(work.household_id) filter (where work.state = 'submitted') as submitted,
           count(work.household_id) filter (where work.state in ('draft', 'returned')) as in_work,
           count(*) filter (where current.id is null and work.household_id is null) as without,
           coalesce(sum(people.n), 0)::int as members,
           coalesce(sum(people.with_measure), 0)::int as members_with_measure,
           coalesce(sum(measures.n), 0)::int as measures,
           coalesce(sum(measures.done), 0)::int as measures_done,
           coalesce(sum(measures.late), 0)::int as measures_late,
           count(current.satisfaction) as asked,
           count(*) filter (where current.satisfaction >= 4) as satisfied,
           count(current.income_result) as with_result,
           count(*) filter (where current.income_result >= current.income_target) as target_reached
    from target
    left join current on current.household_id = target.id
    left join work on work.household_id = target.id
    left join measures on measures.household_id = target.id
    left join people on people.household_id = target.id
    group by 1 order by 1
    """
)
"""Members unable to work count as reached by a measure of their household; others need one of their own."""

BATCHES = text(
    """
    select measure.batch as code, count(distinct person.id) as persons, count(*) as measures
    from measure
    join plan on plan.county = :county and plan.id = measure.plan_id and plan.year = :year
             and plan.state in ('active', 'closed')
    join member person on person.county = :county and person.household_id = measure.household_id
             and person.left_on is null and (measure.member_id = person.id or measure.member_id is null)
    where measure.county = :county and measure.region_code >= :lo and measure.region_code < :hi
      and measure.batch is not null and measure.state <> 'cancelled'
    group by 1
    """
)

EXECUTORS = text(
    """
    select coalesce(measure.executor, 'unknown') as code, count(*) as measures,
           count(*) filter (where measure.state = 'done') as done
    from measure
    join plan on plan.county = :county and plan.id = measure.plan_id and plan.year = :year
             and plan.state in ('active', 'closed')
    where measure.county = :county and measure.region_code >= :lo and measure.region_code < :hi
      and measure.state <> 'cancelled'
    group by 1 order by 1
    """
)


def by_village(session: Session, user: Caller, year: int, region_code: str | None) -> list[VillageRollUp]:
    binds = {**user.binds(region_code), "year": year, "today": clock.business_date()}
    return [VillageRollUp.model_validate(row) for row in session.execute(VILLAGES, binds)]


def batches(session: Session, user: Caller, year: int, region_code: str | None) -> list[BatchCount]:
    """Distinct persons per batch (a household's measure counts for each member) against the county's target."""
    found = {row.code: row for row in session.execute(BATCHES, {**user.binds(region_code), "year": year})}
    day = clock.business_date()
    return [
        BatchCount(
            code=code,
            label=label,
            persons=found[code].persons if code in found else 0,
            measures=found[code].measures if code in found else 0,
            target=value_of(session, BATCH_TARGETS[code], user.county, day) if code in BATCH_TARGETS else None,
        )
        for code, label in policy.labels(session, "five_batch").items()
    ]


def executors(session: Session, user: Caller, year: int, region_code: str | None) -> list[ExecutorCount]:
    """Who carries measures out; work that cadres do in the household's place shows here (R127)."""
    names = policy.labels(session, "measure_executor") | {"unknown": "未填写"}
    rows = session.execute(EXECUTORS, {**user.binds(region_code), "year": year})
    return [ExecutorCount(code=r.code, label=names.get(r.code, r.code), measures=r.measures, done=r.done) for r in rows]


def _plan_of(row: Any) -> Any:
    mine = (P.county == COUNTY, P.household_id == row.id, P.year == YEAR)
    return select(P.id).where(*mine, IN_FORCE).correlate(row)


UNPLANNED_NOW = TARGET & ~_plan_of(H).exists()

UNPLANNED = Listing(
    base=select(
        H.id.label("household_id"), H.household_no, H.head_name, H.household_class, H.status, H.main_cause,
        H.region_code, village_name(H).label("region_name"),
        select(P.state).where(P.county == COUNTY, P.household_id == H.id, P.year == YEAR)
        .order_by(P.edition.desc()).limit(1).correlate(H).scalar_subquery().label("work_state"),
    ),
    area=within_binds(H) & UNPLANNED_NOW,
    filters={
        "main_cause": H.main_cause == bindparam("main_cause"),
        "q": func.strpos(H.search_text, bindparam("q", type_=Text)) > 0,
    },
    sorts={"region": (H.region_code, H.head_sort, H.id)},
    default_sort="region",
)  # fmt: skip
"""Target households without a plan in force."""


def _unreached() -> Listing:
    person = aliased(Member, name="person")
    measure = select(M.id).join(P, (P.county == COUNTY) & (P.id == M.plan_id) & (P.year == YEAR) & IN_FORCE)
    mine = measure.where(
        M.county == COUNTY, M.household_id == person.household_id, M.state != MeasureState.CANCELLED,
        or_(M.member_id == person.id, M.member_id.is_(None) & _unable(person.labour)),
    ).correlate(person)  # fmt: skip
    return Listing(
        base=select(
            person.id.label("member_id"), person.name, person.labour, person.work_status,
            H.id.label("household_id"), H.household_no, H.head_name, H.region_code,
            village_name(H).label("region_name"),
        ).join(H, (H.county == COUNTY) & (H.id == person.household_id)),
        area=within_binds(person) & person.left_on.is_(None) & TARGET & ~mine.exists(),
        filters={
            "able": bindparam("able") == or_(*(person.labour == code for code in ("ordinary", "skilled", "weak"))),
            "q": func.strpos(H.search_text, bindparam("q", type_=Text)) > 0,
        },
        sorts={"region": (H.region_code, H.head_sort, H.id, person.id)},
        default_sort="region",
    )  # fmt: skip


def _unable(labour: Any) -> Any:
    return or_(labour.is_(None), labour == "lost", labour == "none")


UNREACHED = _unreached()
"""Members of target households whom no measure of a plan in force reaches."""


def binds(user: Caller, region_code: str | None, year: int) -> Mapping[str, Any]:
    return {**user.binds(region_code), "year": year, "today": clock.business_date()}
