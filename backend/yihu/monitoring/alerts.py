"""Bring a rule's alerts in line with what it finds: one statement that closes, refreshes and raises."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.monitoring import rules  # noqa: F401  every file of the folder registers itself
from yihu.monitoring.models import Alert
from yihu.monitoring.rule import RULES, Rule, tables_of
from yihu.policy.parameters import documented, unset

KEPT = ("region_code", "facts", "terms", "due_on", "escalates_on")
"""Columns that follow the finding while the alert is open."""


def judge(
    session: Session,
    county: str,
    day: date,
    household_ids: Sequence[UUID] | None = None,
    changed: frozenset[str] = frozenset(),
) -> dict[str, dict[str, int]]:
    """Run every rule for the county, or for some households at once; counts of raised, changed and closed by rule.

    Where only the tables `changed` have, rules that read none of them are left out.
    """
    concerned = {code: rule for code, rule in RULES.items() if not changed or changed & tables_of(rule)}
    silent = set(unset(session, {p for rule in concerned.values() for p in rule.parameters}, county, day))
    return {
        code: judge_rule(session, rule, county, day, household_ids)
        for code, rule in concerned.items()
        if silent.isdisjoint(parameter.key for parameter in rule.parameters)
    }


def judge_rule(
    session: Session, rule: Rule, county: str, day: date, household_ids: Sequence[UUID] | None = None
) -> dict[str, int]:
    """Bring the alerts of one rule in line; counts of raised, changed and closed."""
    mine = [Alert.county == county, Alert.rule == rule.code, Alert.closed_on.is_(None)]
    if household_ids is not None:
        mine.append(Alert.household_id.in_(household_ids))
    found = _found(rule, county, day, household_ids)
    steps = {
        "closed": _close(rule, day, found, mine),
        "changed": _change(rule, found, mine),
        "raised": _raise(rule, county, day, found, mine),
    }
    counts = (select(func.count()).select_from(step).scalar_subquery().label(name) for name, step in steps.items())
    row = session.execute(select(*counts)).one()
    return dict(zip(steps, row, strict=True))


def _found(rule: Rule, county: str, day: date, household_ids: Sequence[UUID] | None) -> CTE:
    """What the rule finds, each with the values that its township's parameters had."""
    finding = rule.find(county, day).subquery("finding")
    known = documented((*rule.parameters, *rule.refinements), county, day)
    terms = func.coalesce(known.c.terms, func.jsonb_build_array()).label("terms")
    here = known.c.region_code == func.left(finding.c.region_code, 9)
    found = select(finding, terms).outerjoin_from(finding, known, here)
    if household_ids is not None:
        found = found.where(finding.c.household_id.in_(household_ids))
    return found.cte("found")


def _close(rule: Rule, day: date, found: CTE, mine: list[ColumnElement[bool]]) -> CTE:
    holds = select(found.c.subject_id).where(found.c.subject_id == Alert.subject_id).correlate(Alert).exists()
    over = {"closed_on": day, "closed_why": rule.closes, "version": Alert.version + 1}
    return update(Alert).where(*mine, ~holds).values(over).returning(Alert.id).cte("closed")


def _change(rule: Rule, found: CTE, mine: list[ColumnElement[bool]]) -> CTE:
    now: dict[str, Any] = {name: found.c[name] for name in KEPT} | {"severity": rule.severity.value}
    differs = tuple_(*(getattr(Alert, name) for name in now)).is_distinct_from(tuple_(*map(_value, now.values())))
    changed = update(Alert).where(*mine, Alert.subject_id == found.c.subject_id, differs)
    return changed.values(now | {"version": Alert.version + 1}).returning(Alert.id).cte("changed")


def _value(value: Any) -> ColumnElement[Any]:
    return literal(value) if isinstance(value, str) else value


def _raise(rule: Rule, county: str, day: date, found: CTE, mine: list[ColumnElement[bool]]) -> CTE:
    said: dict[str, ColumnElement[Any]] = {
        "county": literal(county), "rule": literal(rule.code), "subject_kind": literal(rule.subject_kind),
        "severity": literal(rule.severity.value), "raised_on": literal(day),
    }  # fmt: skip
    found_columns = ("subject_id", "household_id", *KEPT)
    known = select(Alert.id).where(*mine, Alert.subject_id == found.c.subject_id).correlate(found).exists()
    columns: list[ColumnElement[Any]] = [*said.values(), *(found.c[name] for name in found_columns)]
    rows = select(*columns).where(~known)
    fresh = insert(Alert).from_select([*said, *found_columns], rows)
    conflict = fresh.on_conflict_do_nothing(
        index_elements=[Alert.county, Alert.rule, Alert.subject_id], index_where=Alert.closed_on.is_(None)
    )
    return conflict.returning(Alert.id).cte("raised")
