"""Roll-ups: how many households have a plan in force, how many members a measure, what was reached; names behind each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, bindparam, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from yihu.accounts.access import Caller, within_binds
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, village_name
from yihu.kernel import clock
from yihu.kernel.paging import Listing, any_of
from yihu.plans.models import Measure, MeasureState, Plan
from yihu.plans.parameters import BATCH_TARGETS
from yihu.plans.queries import IN_FORCE, TARGET
from yihu.plans.rollup_schemas import BatchCount, ExecutorCount, RollUp, VillageRollUp
from yihu.policy import service as policy
from yihu.policy.parameters import value_of

H, M, P = Household, Measure, Plan
YEAR = bindparam("year", type_=Integer)

ROLL_UP = text(
    """
    with target as (
        select id, left(region_code, 12) as village from household
        where county = :county and region_code >= :lo and region_code < :hi
          and household_class <> 'ordinary' and coalesce(status, '') <> 'cancelled'
    ), current as (
        select p.id, p.household_id, p.satisfaction, p.income_result, p.income_target
        from plan p join target on target.id = p.household_id
        where p.county = :county and p.region_code >= :lo and p.region_code < :hi and p.year = :year
          and p.state in ('active', 'closed')
    ), work as (
        select household_id, state from plan
        where county = :county and region_code >= :lo and region_code < :hi and year = :year
          and state in ('draft', 'submitted', 'returned')
    ), taken as materialized (
        select m.household_id, m.member_id, m.state, m.due_on, m.batch, m.executor
        from measure m join current on current.id = m.plan_id
        where m.county = :county and m.region_code >= :lo and m.region_code < :hi and m.state <> 'cancelled'
    ), living as materialized (
        select id, household_id, coalesce(labour, 'none') in ('lost', 'none') as unable from member
        where county = :county and region_code >= :lo and region_code < :hi and left_on is null
    ), own as (
        select distinct member_id from taken where member_id is not null
    ), shared as (
        select distinct household_id from taken where member_id is null
    ), plans as (
        select target.village, count(*) as households, count(current.id) as planned,
               count(*) filter (where work.state = 'submitted') as submitted,
               count(*) filter (where work.state in ('draft', 'returned')) as in_work,
               count(*) filter (where current.id is null and work.household_id is null) as without,
               count(current.satisfaction) as asked, count(*) filter (where current.satisfaction >= 4) as satisfied,
               count(current.income_result) as with_result,
               count(*) filter (where current.income_result >= current.income_target) as target_reached
        from target
        left join current on current.household_id = target.id
        left join work on work.household_id = target.id
        group by 1
    ), measures as (
        select target.village, count(*) as measures, count(*) filter (where taken.state = 'done') as measures_done,
               count(*) filter (where taken.state in ('planned', 'going') and taken.due_on < :today) as measures_late
        from taken join target on target.id = taken.household_id group by 1
    ), people as (
        select target.village, count(*) as members,
               count(*) filter (where own.member_id is not null or (shared.household_id is not null and living.unable))
                   as members_with_measure
        from living
        join target on target.id = living.household_id
        left join own on own.member_id = living.id
        left join shared on shared.household_id = living.household_id
        group by 1
    ), villages as (
        select plans.village as region_code, (select short_name from region where code = plans.village) as region_name, plans.*,
               coalesce(measures, 0) as measures, coalesce(measures_done, 0) as measures_done,
               coalesce(measures_late, 0) as measures_late, coalesce(members, 0) as members,
               coalesce(members_with_measure, 0) as members_with_measure
        from plans left join measures using (village) left join people using (village) order by 1
    ), given as (
        select household_id, coalesce(batch, '*') as batch, bool_or(member_id is null) as to_all, count(*) as measures
        from taken where batch is not null group by grouping sets ((household_id, batch), (household_id))
    ), size as (
        select household_id, count(*) as n from living group by 1
    ), named as (
        select household_id, coalesce(batch, '*') as batch, count(distinct living.id) as n
        from taken join living using (household_id) where living.id = taken.member_id and batch is not null
        group by grouping sets ((household_id, batch), (household_id))
    ), batches as (
        select batch as code, sum(measures) as measures,
               coalesce(sum(case when to_all then size.n else named.n end), 0) as persons
        from given left join size using (household_id) left join named using (household_id, batch) group by 1
    ), executors as (
        select coalesce(executor, 'unknown') as code, count(*) as measures, count(*) filter (where state = 'done') as done
        from taken group by 1 order by 1
    )
    select (select coalesce(json_agg(v), '[]') from villages v) as villages,
           (select coalesce(json_agg(b), '[]') from batches b) as batches,
           (select coalesce(json_agg(e), '[]') from executors e) as executors
    """
)
"""All figures from one reading of a year's measures. Members unable to work count as reached by a measure of their household,
others need one of their own; of a batch, and of all five together (`*`), every member is counted whom a measure is for, each once."""


def read(session: Session, user: Caller, year: int, region_code: str | None) -> RollUp:
    """Plans, measures and outcomes by village; persons per batch against the county's target; who carries measures out (R127)."""
    found = session.execute(ROLL_UP, binds(user, region_code, year)).one()
    batches = {row["code"]: row for row in found.batches}
    return RollUp(
        year=year,
        villages=[VillageRollUp.model_validate(row) for row in found.villages],
        batches=_batches(session, user, batches),
        batch_persons=batches["*"]["persons"] if batches else 0,
        executors=_executors(session, found.executors),
    )


def _batches(session: Session, user: Caller, found: Mapping[str, Any]) -> list[BatchCount]:
    day = clock.business_date()
    none = {"persons": 0, "measures": 0}
    return [
        BatchCount(
            **none | found.get(code, {}) | {"code": code, "label": label},
            target=value_of(session, BATCH_TARGETS[code], user.county, day) if code in BATCH_TARGETS else None,
        )
        for code, label in policy.labels(session, "five_batch").items()
    ]


def _executors(session: Session, found: Iterable[Mapping[str, Any]]) -> list[ExecutorCount]:
    names = policy.labels(session, "measure_executor") | {"unknown": "未填写"}
    return [ExecutorCount(**row, label=names.get(row["code"], row["code"])) for row in found]


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
    sorts={
        "region": (H.region_code, H.head_sort, H.id), "name": (H.head_sort, H.id), "household_no": (H.household_no, H.id),
    },
    default_sort="region",
)  # fmt: skip
"""Target households without a plan in force."""


LIVELIHOOD = ("industry", "employment", "public_post")
"""Categories of measures by which somebody earns a living."""


def _members(condition: Callable[[Any], ColumnElement[bool]], filters: Mapping[str, Any] | None = None) -> Listing:
    """Members of target households, those of whom the condition is true."""
    person = aliased(Member, name="person")
    return Listing(
        base=select(
            person.id.label("member_id"), person.name, person.labour, person.work_status,
            H.id.label("household_id"), H.household_no, H.head_name, H.region_code,
            village_name(H).label("region_name"),
        ).join(H, (H.county == COUNTY) & (H.id == person.household_id)),
        area=within_binds(person) & person.left_on.is_(None) & TARGET & condition(person),
        filters={
            "able": bindparam("able") == or_(*(person.labour == code for code in ("ordinary", "skilled", "weak"))),
            "q": func.strpos(H.search_text, bindparam("q", type_=Text)) > 0,
            **{name: of(person) for name, of in (filters or {}).items()},
        },
        sorts={
            "region": (H.region_code, H.head_sort, H.id, person.id),
            "name": (person.name_sort, person.id),
            "household_no": (H.household_no, person.id),
        },
        default_sort="region",
    )  # fmt: skip


def _reached(person: Any, *by: ColumnElement[bool]) -> ColumnElement[bool]:
    """A measure of his household's plan in force meets all of `by`."""
    measure = select(M.id).join(P, (P.county == COUNTY) & (P.id == M.plan_id) & (P.year == YEAR) & IN_FORCE)
    return measure.where(
        M.county == COUNTY, M.household_id == person.household_id, M.state != MeasureState.CANCELLED, *by
    ).correlate(person).exists()  # fmt: skip


def _his(person: Any) -> ColumnElement[bool]:
    return or_(M.member_id == person.id, M.member_id.is_(None))


def _unable(labour: Any) -> Any:
    return or_(labour.is_(None), labour == "lost", labour == "none")


UNREACHED = _members(
    lambda person: ~_reached(person, or_(M.member_id == person.id, M.member_id.is_(None) & _unable(person.labour)))
)
"""Whom no measure reaches: his own, or one of his household if he cannot work."""
NO_LIVELIHOOD = _members(
    lambda person: ~_reached(person, _his(person), or_(*(M.category == code for code in LIVELIHOOD)))
)
"""Whom no measure for a trade or a job reaches, be it his own or his household's (R200)."""
IN_BATCH = _members(
    lambda person: _reached(person, _his(person), M.batch.is_not(None)),
    {"batch": lambda person: _reached(person, _his(person), any_of(M.batch, "batch"))},
)
"""Whom a measure of the five batches is for, be it his own or his household's; each once (R201)."""


def binds(user: Caller, region_code: str | None, year: int) -> Mapping[str, Any]:
    return {**user.binds(region_code), "year": year, "today": clock.business_date()}
