"""A county's visits: 100,000 households and a million visits; who is due, who is missing, and every rule of visiting.

`YIHU_HOUSEHOLDS=20000` makes a smaller county.
"""

import os
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.county import anew, postgres
from yihu.kernel import clock
from yihu.kernel.embedded import Embedded
from yihu.kernel.jobs import work
from yihu.monitoring import alerts
from yihu.monitoring.rule import RULES, Rule
from yihu.visits import cadence, compliance
from yihu.visits.parameters import Level

COUNTY = "511921"
DATABASE = "visits"
HOUSEHOLDS = int(os.environ.get("YIHU_HOUSEHOLDS", "100000"))
VISITS = 10 * HOUSEHOLDS

# A third of the households are of the classes with a cadence; each of these has a helper from the township or the county.
FILL = (
    """
    insert into household (county, region_code, household_no, head_name, head_sort, household_class, created_at)
    select :county, v.code, '51192177' || lpad(n::text, 6, '0'), '户主', 'huzhu',
           (array['verge', 'unstable_exited', 'general_exited', 'ordinary', 'ordinary', 'ordinary'])[1 + n % 6], '2020-01-01'
    from generate_series(1, :households) n
    join (select code, row_number() over (order by code) - 1 as place, count(*) over () as places from village) v
      on v.place = n % v.places
    """,
    """
    insert into helper (county, region_code, name, name_sort, search_text, kinds, level, roster_no, valid_from)
    select :county, v.code, '帮扶人', 'bangfuren', '帮扶人', '{assistance_person}',
           case when n % 2 = 0 then 'township' else 'county' end, n::text, '2025-01-01'
    from generate_series(1, 10) n, village v
    """,
    """
    insert into pairing (county, region_code, helper_id, kind, household_id, helper_name, helper_level, valid_from)
    select h.county, h.region_code, p.id, 'assistance_person', h.id, p.name, p.level, '2025-01-01'
    from household h join helper p on p.county = h.county and p.region_code = h.region_code
      and p.roster_no = (1 + abs(hashtext(h.household_no)) % 10)::text
    where h.household_class in ('verge', 'unstable_exited')
    """,
    """
    insert into visit (county, region_code, household_id, visited_on, contact, purposes, visitor_name, visitor_level, helper_id)
    select h.county, h.region_code, h.id, cast(:day as date) - (n * 7 + abs(hashtext(h.household_no || n)) % 7),
           case when n % 5 = 0 then 'phone' else 'home' end, '{routine}', '走访人',
           (array['village', 'village', 'village', 'township', 'county'])[1 + abs(hashtext(n || h.household_no)) % 5], p.helper_id
    from household h cross join generate_series(0, :visits / :households - 1) n
    left join pairing p on p.county = h.county and p.household_id = h.id
    """,
    """
    insert into finding (county, region_code, visit_id, household_id, category, severity, text, owner_name, found_on, due_on)
    select county, region_code, id, household_id, 'housing', 'notice', '屋顶漏雨', '走访人', visited_on, visited_on + 7
    from visit where hashtext(id::text) % 50 = 0
    """,
)


def measure() -> None:
    with postgres() as server:
        prepare(server)
        for level in Level:
            _tell(f"compliance of the county, {level}", lambda level=level: _compliance(level))
            _tell(f"first page of the missing, {level}", lambda level=level: _missing(level))
        for code, rule in RULES.items():
            if code.startswith("visit_"):
                _tell(f"first judgement, {code}", lambda rule=rule: _judge(rule))
                _tell(f"second judgement, {code}", lambda rule=rule: _judge(rule))
        _tell("all rules for one household", _judge_one)


def prepare(server: Embedded, more: Sequence[str] = (), last: Callable[[Session], None] = lambda _: None) -> None:
    """A database with the county, what `more` adds, and then `last`."""

    def fill(session: Session) -> None:
        villages = "select code from region where level = 'village' and valid_to is null and code like '511921%'"
        session.execute(text(f"create temp table village as {villages}"))
        for sql in (*FILL, *more):
            session.execute(text(sql), binds)
        last(session)

    signs = "王李张刘陈杨何赵吴周苟向谢郑彭蒲岳罗邓冯马徐孙胡朱郭德福贵寿全才银财仁义秀英兰珍玉桂芳琼素贞国建军华平明忠成富林勇强培云山海清"
    binds = {
        "county": COUNTY, "households": HOUSEHOLDS, "visits": VISITS, "day": clock.business_date(), "signs": signs,
    }  # fmt: skip
    anew(server, DATABASE, fill)


def _tell(what: str, step: Callable[[], object]) -> None:
    began = time.perf_counter()
    found = step()
    print(f"{what:55} {(time.perf_counter() - began) * 1000:8.0f} ms   {found}", flush=True)


def _binds(day_back: int = 0) -> dict[str, object]:
    day = clock.business_date() - timedelta(days=day_back)
    return {"county": COUNTY, "lo": COUNTY, "hi": COUNTY + ":", "today": day, **cadence.binds(day)}


def _compliance(level: Level) -> str:
    with work() as session:
        rows = session.execute(compliance.by_village(level), _binds()).all()
    return f"{sum(r.visited for r in rows)} of {sum(r.due for r in rows)} in {len(rows)} villages"


def _missing(level: Level) -> int:
    listing = compliance.MISSING[level]
    with work() as session:
        query = listing.base.where(listing.area).order_by(*listing.sorts["region"]).limit(51)
        return len(session.execute(query, _binds()).all())


def _judge(rule: Rule) -> dict[str, int]:
    with work() as session:
        return alerts.judge_rule(session, rule, COUNTY, clock.business_date())


def _judge_one() -> int:
    with work() as session:
        one = session.execute(
            text("select id from household where county = :county limit 1"), {"county": COUNTY}
        ).scalar()
        return len(alerts.judge(session, COUNTY, clock.business_date(), [one]))
