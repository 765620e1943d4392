"""Bring a rule's alerts in line with what it finds: one statement that closes, refreshes and raises."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Uuid,
    bindparam,
    func,
    literal,
    literal_column,
    null,
    select,
    text,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from yihu.kernel.db import look_at
from yihu.monitoring import clocks
from yihu.monitoring.models import Alert, AlertState, AlertStep
from yihu.monitoring.rule import RULES, Cadence, Handling, Rule, tables_of
from yihu.policy.parameters import documented, unset

log = structlog.get_logger("rounds")
KNOWN = text("select reltuples from pg_class where oid = cast('alert' as regclass)")
"""How many alerts PostgreSQL reckons with."""
FEW = 400
"""Alerts from which on it has to know of more."""
ROOM = text("set local work_mem = '128MB'")
"""For the hash table of `_gone` over a county: what PostgreSQL expects not to fit it compares each with each."""
ALONE = text(
    """
    select set_config('lock_timeout', '2min', true), pg_advisory_xact_lock(hashtextextended(:county || rule, 0))
    from unnest(cast(:rules as text[])) rule
    """
)
"""Two looks at the same rule one after the other, always in the order of `RULES`: the later sees what the earlier saw, and more."""
KEPT = ("region_code", "facts", "terms", "due_on", "escalates_on")
"""Columns that follow the finding while the alert is open."""


HOUSEHOLDS: ColumnElement[UUID] = func.any(bindparam("household_ids", type_=ARRAY(Uuid)))

Counts = dict[str, dict[str, int]]


Opens = Callable[[], AbstractContextManager[Session]]
"""A transaction, committed at its end."""
Tell = Callable[..., None]
"""How far it is: `done`, `total` and `failed`, of rules, or the `phase`."""


def within(session: Session) -> Opens:
    """Each a part of the caller's transaction, which alone can fail."""

    @contextmanager
    def part() -> Iterator[Session]:
        with session.begin_nested():
            yield session

    return part


def judge(
    session: Session, county: str, day: date, household_ids: Sequence[UUID], changed: frozenset[str] = frozenset()
) -> Counts:
    """What the records of some households now say, by the rules that are judged at once; counts by rule.

    Where only the tables `changed` have, rules that read none of them are left out.
    """
    able = _able(session, _concerned(changed, at_once=True), county, day)
    session.execute(ALONE, {"county": county, "rules": list(able)})
    return {code: judge_rule(session, rule, county, day, household_ids) for code, rule in able.items()}


def judge_each(
    opens: Opens,
    county: str,
    day: date,
    changed: frozenset[str] = frozenset(),
    *,
    at_once: bool = False,
    tell: Tell = lambda **_: None,
) -> tuple[Counts, dict[str, float], dict[str, str]]:
    """Every rule over the county, each in a transaction: counts, seconds, and what went wrong with those that failed twice.

    Whoever works on an alert waits for one rule at most; begun again after a halt, it ends the same. A first look may raise
    more alerts than there were: as often as they have grown by a quarter, PostgreSQL is told.
    """
    counts: Counts = {}
    seconds: dict[str, float] = {}
    failed: dict[str, str] = {}
    with opens() as session:
        able = _able(session, _concerned(changed, at_once=at_once), county, day)
        known, new = max(session.scalar(KNOWN) or 0, FEW), 0
    for code, rule in _twice(able, failed):
        tell(done=len(counts), total=len(able), failed=len(failed))
        began = time.monotonic()
        try:
            with opens() as session:
                session.execute(ROOM)
                session.execute(ALONE, {"county": county, "rules": [code]})
                told = judge_rule(session, rule, county, day)
                new += told["raised"]
                if new * 4 > known:
                    look_at(session, "alert (county, rule, subject_id, household_id, closed_on)")
                    known, new = known + new, 0
        except DBAPIError as error:
            log.exception("rule_failed", rule=code, county=county)
            failed[code] = type(error.orig).__name__
        else:
            counts[code] = told
            failed.pop(code, None)
        seconds[code] = round(seconds.get(code, 0) + time.monotonic() - began, 3)
    return counts, seconds, failed


def _twice(rules: Mapping[str, Rule], failed: Mapping[str, str]) -> Iterator[tuple[str, Rule]]:
    """Each, then once more those that have failed: who was in the way may have gone on meanwhile."""
    yield from rules.items()
    yield from [(code, rules[code]) for code in failed]


def _concerned(changed: frozenset[str], *, at_once: bool) -> dict[str, Rule]:
    concerned = {code: rule for code, rule in RULES.items() if not at_once or rule.cadence is Cadence.AT_ONCE}
    return {code: rule for code, rule in concerned.items() if not changed or changed & tables_of(rule)}


def _able(session: Session, rules: Mapping[str, Rule], county: str, day: date) -> dict[str, Rule]:
    """Those whose parameters have a value somewhere in the county."""
    silent = set(unset(session, {p for rule in rules.values() for p in rule.parameters}, county, day))
    return {code: rule for code, rule in rules.items() if silent.isdisjoint(p.key for p in rule.parameters)}


def retire(session: Session, county: str, day: date) -> None:
    """A rule whose file is gone leaves no alert behind."""
    left = (Alert.county == county, Alert.closed_on.is_(None), Alert.rule.not_in(list(RULES)))
    over = {"state": AlertState.CLOSED, "closed_on": day, "closed_why": "规则已取消", "version": Alert.version + 1}
    session.execute(update(Alert).where(*left).values(over), execution_options={"synchronize_session": False})


def move_steps(session: Session, county: str) -> None:
    """Steps follow their alert, which follows its household, to another village."""
    moved = update(AlertStep).where(AlertStep.county == county, Alert.county == county, Alert.id == AlertStep.alert_id)
    moved = moved.where(AlertStep.region_code != Alert.region_code).values(region_code=Alert.region_code)
    session.execute(moved, execution_options={"synchronize_session": False})


def judge_rule(
    session: Session, rule: Rule, county: str, day: date, household_ids: Sequence[UUID] | None = None
) -> dict[str, int]:
    """Bring the alerts of one rule in line; counts of raised, changed and closed."""
    asked = {} if household_ids is None else {"household_ids": list(household_ids)}
    row = session.execute(_statement(rule, county, day, some=household_ids is not None), asked).one()
    return row._asdict()


@lru_cache(maxsize=512)
def _statement(rule: Rule, county: str, day: date, *, some: bool) -> Select[Any]:
    """Kept, because putting it together costs as much as asking it. `some`: of the households bound as `household_ids`."""
    mine = [Alert.county == county, Alert.rule == rule.code]
    if some:
        mine.append(Alert.household_id == HOUSEHOLDS)
    found = finding(rule, county, day, some=some)
    steps = {
        "closed": _close(rule, day, found, mine),
        "changed": _change(rule, found, mine),
        "raised": _raise(rule, county, day, found, mine),
    }
    if rule.handling is not Handling.CURE:
        steps["cured"] = _cure(day, found, mine)
    return select(
        *(select(func.count()).select_from(step).scalar_subquery().label(name) for name, step in steps.items())
    )


def finding(rule: Rule, county: str, day: date, *, some: bool = False) -> CTE:
    """What the rule finds where it is switched on, each with the values that its township's parameters had."""
    one = rule.find(county, day).subquery("finding")
    known = documented((*rule.parameters, *rule.refinements), county, day, rule.switch)
    terms = func.coalesce(known.c.terms, func.jsonb_build_array()).label("terms")
    township = func.left(one.c.region_code, 9)
    found = select(one, terms).outerjoin_from(one, known, known.c.region_code == township)
    found = found.where(func.coalesce(known.c.switched_on, true()))
    if rule.handling is not Handling.CURE:
        step = clocks.first_step(county, day)
        found = found.add_columns(step.c.due.label("step_due_on"), step.c.amber.label("step_amber_on"))
        found = found.outerjoin(step, step.c.region_code == township)
    if some:
        found = found.where(one.c.household_id == HOUSEHOLDS)
    return found.cte("found")


def _gone(found: CTE) -> ColumnElement[bool]:
    """No longer found.

    `not in` is looked up in a hash table, whatever the planner thinks; with `not exists`, as long as the table was empty or
    a round's new alerts had no statistics, it compared each alert with each finding.
    """
    return Alert.subject_id.not_in(select(found.c.subject_id))


def _close(rule: Rule, day: date, found: CTE, mine: list[ColumnElement[bool]]) -> CTE:
    """The cure closes what nobody has taken in hand, and whatever needs nobody to look."""
    over = {"state": AlertState.CLOSED, "closed_on": day, "closed_why": rule.closes, "version": Alert.version + 1}
    by_itself: list[ColumnElement[bool]] = [Alert.closed_on.is_(None)]
    if rule.handling is not Handling.CURE:
        by_itself.append(Alert.state == AlertState.OPEN)
    return update(Alert).where(*mine, *by_itself, _gone(found)).values(over).returning(Alert.id).cte("closed")


def _cure(day: date, found: CTE, mine: list[ColumnElement[bool]]) -> CTE:
    """Whoever works on it sees that the records no longer show it; what a person has closed may be raised again."""
    watched = ((Alert.closed_on.is_(None)) & (Alert.state != AlertState.OPEN)) | Alert.closed_by.is_not(None)
    cured = update(Alert).where(*mine, watched, Alert.cured_on.is_(None), _gone(found))
    return cured.values(cured_on=day, version=Alert.version + 1).returning(Alert.id).cte("cured")


def _change(rule: Rule, found: CTE, mine: list[ColumnElement[bool]]) -> CTE:
    """Each finding looks its open alert up, and what differs is written by key: fenced, for the same reason."""
    now: dict[str, Any] = {name: found.c[name] for name in KEPT} | {"severity": rule.severity.value, "cured_on": null()}
    open_ones = select(Alert.id, *(getattr(Alert, name) for name in now))
    one = open_ones.where(*mine, Alert.closed_on.is_(None), Alert.subject_id == found.c.subject_id)
    was = one.correlate(found).offset(literal_column("0")).lateral("was")
    differs = tuple_(*(was.c[name] for name in now)).is_distinct_from(tuple_(*map(_value, now.values())))
    told = select(was.c.id, *(found.c[name] for name in KEPT)).select_from(found).join(was, true()).where(differs)
    new = told.cte("differing").prefix_with("materialized")
    changed = update(Alert).where(mine[0], Alert.closed_on.is_(None), Alert.id == new.c.id)
    values = now | {name: new.c[name] for name in KEPT} | {"version": Alert.version + 1}
    return changed.values(values).returning(Alert.id).cte("changed")


def _value(value: Any) -> ColumnElement[Any]:
    return literal(value) if isinstance(value, str) else value


def _raise(rule: Rule, county: str, day: date, found: CTE, mine: list[ColumnElement[bool]]) -> CTE:
    """What has no open alert; what a person has closed is not raised again while the records say the same."""
    said: dict[str, ColumnElement[Any]] = {
        "county": literal(county), "rule": literal(rule.code), "subject_kind": literal(rule.subject_kind),
        "severity": literal(rule.severity.value), "raised_on": literal(day),
        "level": clocks.level_of(func.least(func.length(found.c.region_code), clocks.told_digits(rule))),
    }  # fmt: skip
    copied = ["subject_id", "household_id", *KEPT]
    subject, told = Alert.subject_id, Alert.facts
    fits = [found.c.subject_id.not_in(select(subject).where(*mine, Alert.closed_on.is_(None)))]
    if rule.handling is not Handling.CURE:
        copied += ["step_due_on", "step_amber_on"]
        settled = select(subject, told).where(*mine, Alert.closed_by.is_not(None), Alert.cured_on.is_(None))
        fits.append(tuple_(found.c.subject_id, found.c.facts).not_in(settled))
    columns: list[ColumnElement[Any]] = [*said.values(), *(found.c[name] for name in copied)]
    fresh = insert(Alert).from_select([*said, *copied], select(*columns).where(*fits))
    conflict = fresh.on_conflict_do_nothing(
        index_elements=[Alert.county, Alert.rule, Alert.subject_id], index_where=Alert.closed_on.is_(None)
    )
    return conflict.returning(Alert.id).cte("raised")
