"""A county's plans: 100,000 households, each with a plan, 5,000 of them word for word the same.

Each figure stands beside what the same rows cost with nothing around them, measured in the same run.
"""

import random
import statistics
import time
from collections.abc import Callable
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.county import anew, postgres
from benchmarks.jobs import do
from yihu.accounts.access import Caller
from yihu.accounts.models import Role
from yihu.kernel import clock
from yihu.kernel.jobs import work
from yihu.plans import completeness, drafting, likeness, rollup
from yihu.plans import jobs as _jobs  # noqa: F401  its kinds of work are known
from yihu.plans.carry_over_models import CarryOver
from yihu.plans.forms import PlanUpdate
from yihu.seed import plans as seed

COUNTY = "511921"
DATABASE = "plans"
HOUSEHOLDS, FORMULAIC = 100_000, 5_000
CALLS = 100
OFFICER = UUID("01999999-0000-7000-8000-000000000001")
USER = Caller(OFFICER, uuid4(), "岳建平", Role.COUNTY_OFFICER, COUNTY, must_change_password=False)

FILL = (
    """
    insert into app_user (id, username, name, role, region_code, password_hash)
    values (:officer, 'xianji', '岳建平', 'county_officer', :county, '-')
    """,
    """
    insert into household (county, region_code, household_no, head_name, head_sort, household_class, status, main_cause,
                           other_causes, member_count, net_income_per_capita, income_year, unsafe_housing)
    select :county, v.code, '51192177' || lpad(n::text, 6, '0'), '户主' || n, 'huzhu', 'unstable_exited', 'exited',
           c.codes[1 + n % 8], array[c.codes[1 + n / 8 % 8]], 3, 9000 + n % 5000, extract(year from cast(:day as date)) - 1, n % 20 = 3
    from generate_series(1, :households) n
    join (select code, row_number() over (order by code) - 1 as place, count(*) over () as places from region
          where level = 'village' and valid_to is null and starts_with(code, :county)) v on v.place = n % v.places
    cross join (select '{illness,disability,schooling,disaster,no_skill,no_labour,no_capital,accident}'::text[] as codes) c
    """,
    """
    insert into member (county, region_code, household_id, name, name_initials, name_sort, relation, labour, schooling)
    select :county, h.region_code, h.id, h.head_name || n, 'hz', 'huzhu', case n when 0 then '02' else '10' end,
           (array['ordinary', 'weak', 'none'])[n + 1], 'not_student'
    from household h cross join generate_series(0, 2) n where h.county = :county
    """,
)
SAME = """
    update measure m set text = '发展特色产业，由帮扶干部每月上门看一次，年底按实际产出结算' from plan p
    where m.county = :county and p.county = :county and p.id = m.plan_id
      and p.id in (select id from plan where county = :county order by hashtext(id::text) limit :many)
"""


def measure() -> None:
    with postgres() as server:
        anew(server, DATABASE, _fill)
        _sets()
        _calls()


def _fill(session: Session) -> None:
    binds = {"county": COUNTY, "households": HOUSEHOLDS, "day": clock.business_date(), "officer": OFFICER}
    for statement in FILL:
        session.execute(text(statement), binds)
    session.execute(text("analyze"))
    day = clock.business_date()
    _tell("plans and measures written and counted", lambda: seed.fill(session, COUNTY, day))
    _tell("plans compared for the first time", lambda: likeness.sweep(session, COUNTY, day.year, day))
    session.execute(text(SAME), {"county": COUNTY, "many": FORMULAIC})


def _tell(what: str, step: Callable[[], object]) -> None:
    began = time.perf_counter()
    found = step()
    print(f"{what:60} {time.perf_counter() - began:8.2f} s   {found if found is not None else ''}", flush=True)


def _sets() -> None:
    day = clock.business_date()
    with work() as session:
        _tell(
            "limit: each plan's count written once",
            lambda: _run(session, "update plan set measure_count = 0 where county = :county"),
        )
        _tell("completeness of the county", lambda: completeness.refresh(session, COUNTY, day))
    with work() as session:
        _tell(
            "limit: prints read",
            lambda: _run(session, "select id, text, bands, facts from plan_print where county = :county"),
        )
        _tell(
            "nightly sweep of the county, 5,000 plans changed", lambda: likeness.sweep(session, COUNTY, day.year, day)
        )
    with work() as session:
        _tell("nightly sweep of the county, nothing changed", lambda: likeness.sweep(session, COUNTY, day.year, day))
    with work() as session:
        _tell(
            "limit: plans and measures counted",
            lambda: _run(session, "select count(*), count(distinct plan_id) from measure where county = :county"),
        )
        _tell("roll-up of the county", lambda: len(rollup.read(session, USER, day.year, None).villages))
    with work() as session:
        _tell(
            "limit: plans and measures copied aside",
            lambda: [
                _run(session, f"create temp table x_{t} as select * from {t} where county = :county")
                for t in ("plan", "measure")
            ],
        )
    _tell("carry-over of the county, a transaction per township", lambda: _carried(day.year + 1))


def _carried(year: int) -> int:
    with work() as session:
        session.add(run := CarryOver(county=COUNTY, region_code=COUNTY, year=year, asked_by_name="-"))
        session.flush()
        run_id = run.id
    do("plan.carry_over", CarryOver, COUNTY, run_id)
    with work() as session:
        found = session.get(CarryOver, (COUNTY, run_id))
        return found.made if found else 0


def _run(session: Session, sql: str) -> int:
    return int(getattr(session.execute(text(sql), {"county": COUNTY}), "rowcount", 0))


def _calls() -> None:
    """One plan at a time: milliseconds, median and worst of a hundred."""
    with work() as session:
        drafts = session.execute(
            text("select id, version from plan where county = :county and state = 'draft' limit 400"),
            {"county": COUNTY},
        ).all()
        same = session.scalars(
            text("select plan_id from measure where county = :county and text like '发展特色产业%' limit 100"),
            {"county": COUNTY},
        ).all()
        every = session.scalars(text("select id from plan_print where county = :county"), {"county": COUNTY}).all()
    chosen = random.Random(1).sample(list(every), CALLS)
    for what, ids in (("any plan", chosen), ("a plan that 5,000 share", list(same))):
        _each(
            f"submission compared with the county, {what}",
            [lambda session, one=one: likeness.alike(session, COUNTY, one, clock.business_date()) for one in ids],
        )
    _each(
        "limit: a plan's print read",
        [
            lambda session, one=one: session.execute(
                text("select * from plan_print where county = :county and id = :id"), {"county": COUNTY, "id": one}
            ).all()
            for one in chosen
        ],
    )
    _each(
        "save of a plan, everything counted anew",
        [
            lambda session, row=row: drafting.change(
                session, USER, row.id, PlanUpdate(wish=f"想{row.version}"), row.version
            )
            for row in drafts[:CALLS]
        ],
    )


def _each(what: str, steps: list[Callable[[Session], object]]) -> None:
    spent = []
    for step in steps:
        with work() as session:
            session.info["actor"] = USER
            began = time.perf_counter()
            step(session)
            spent.append((time.perf_counter() - began) * 1000)
    print(f"{what:60} {statistics.median(spent):8.1f} ms median, {max(spent):.1f} ms worst", flush=True)
