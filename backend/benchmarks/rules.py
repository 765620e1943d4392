"""Every rule over a county (100,000 households, 400,000 members, a million visits), against its own SQL run by hand."""

import time
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks import monitored
from benchmarks.county import postgres
from benchmarks.visits import COUNTY, prepare
from yihu.kernel import clock
from yihu.kernel.jobs import work
from yihu.monitoring import alerts, clocks
from yihu.monitoring.rule import RULES, Rule

SECONDS, TIMES = 60, 3
"""What a round may take, and how many times as long as the same SQL by hand."""

MORE = (
    """
    insert into member (county, region_code, household_id, person_no, name, name_initials, name_sort, relation, sex, born_on,
                        labour)
    select county, region_code, id, person_no, string_agg(substr(:signs, 1 + abs(hashtext(person_no || place)) % 60, 1), '' order by place),
           'cy', 'chengyuan', relation, sex, born_on, 'ordinary'
    from (select h.county, h.region_code, h.id, h.household_no || n as person_no, case n when 1 then '02' else '20' end as relation,
                 (1 + n % 2)::text as sex, date '1940-01-01' + n * 7000 + abs(hashtext(h.household_no || n)) % 6000 as born_on
          from household h cross join generate_series(1, 4) n) one cross join generate_series(1, 3) place
    group by 1, 2, 3, 4, relation, sex, born_on
    """,
    """
    insert into loan (county, region_code, household_id, bank_code, contract_no, principal, balance, lent_on, due_on, state)
    select county, region_code, id, 'rcb', household_no, 50000, 30000, date '2024-01-01',
           cast(:day as date) + (abs(hashtext(household_no)) % 400 - 40), 'active'
    from household where hashtext(household_no) % 5 = 0
    """,
    """
    insert into push_batch (county, region_code, department, name, received_by, received_by_name)
    values (:county, :county, 'medical_insurance', '一年', uuidv7(), '测')
    """,
    """
    insert into department_record (county, region_code, batch_id, department, kind, own_key, person_name, happened_on, amount,
                                   details, state, matched_by, member_id, household_id)
    select m.county, m.region_code, b.id, b.department, 'inpatient', m.person_no, m.name,
           cast(:day as date) - abs(hashtext(m.person_no)) % 360, abs(hashtext(m.name)) % 9000,
           '{"deposit": "0.00", "one_stop": true, "in_county": true, "hospital_level": "county"}', 'matched', 'id', m.id, m.household_id
    from member m cross join push_batch b where hashtext(m.person_no) % 8 = 0
    """,
)


def measure() -> None:
    with postgres() as server:
        prepare(server, MORE, monitored.fill)
        with work() as session:
            _round(session, "first round")
        with work() as session:
            _round(session, "second round")
        with work() as session:
            _against_hand(session)
        with work() as session:
            began = time.perf_counter()
            print(
                f"escalated: {clocks.escalate(session, COUNTY, clock.business_date())} in {time.perf_counter() - began:.2f} s"
            )


def _round(session: Session, what: str) -> None:
    began = time.perf_counter()
    counts, seconds, failed = alerts.judge_each(alerts.within(session), COUNTY, clock.business_date())
    took = time.perf_counter() - began
    raised = sum(one["raised"] for one in counts.values())
    print(
        f"{what}: {len(counts)} rules, {raised} alerts raised, {took:.1f} s of {SECONDS}; failed: {failed or 'none'}",
        flush=True,
    )
    for code, spent in sorted(seconds.items(), key=lambda one: -one[1])[:8]:
        print(f"    {code:40} {spent * 1000:8.0f} ms   {counts.get(code)}")


def _against_hand(session: Session) -> None:
    """Both warm, in turns; the rule also compares with the alerts there are and keeps its parameters' values."""
    day, spent = clock.business_date(), {"by rule": 0.0, "by hand": 0.0}
    for rule in RULES.values():
        spent["by hand"] += _timed(lambda rule=rule: _by_hand(session, rule))
        spent["by rule"] += _timed(lambda rule=rule: alerts.judge_rule(session, rule, COUNTY, day))
    ratio = spent["by rule"] / spent["by hand"]
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent.items())
    print(f"{told}: {ratio:.2f} times, {TIMES} allowed", flush=True)


def _by_hand(session: Session, rule: Rule) -> int:
    found = rule.find(COUNTY, clock.business_date()).subquery()
    return session.scalar(select(func.count(), func.count(func.to_jsonb(found.c.facts))).select_from(found)) or 0


def _timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began
