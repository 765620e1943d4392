"""What a rule would find: with another value or switch today, or on a day gone by. One statement; nothing is written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import CTE, Select, case, func, literal_column, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.households.models import Household
from yihu.kernel import clock
from yihu.kernel.problems import ValidationFailed
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert
from yihu.monitoring.problems import RuleUnknown
from yihu.monitoring.rule import RULES, Rule, tables_of
from yihu.monitoring.trial_schemas import BackTest, Preview, TrialRow
from yihu.policy.parameters import Parameter, supposing, unset
from yihu.regions.models import Region

SHOWN = 100
"""Names of each kind; the counts are of all."""
AS_OF_NOW: Mapping[str, str] = {
    "household": "户类型、脱贫属性和所在村按现在的登记",
    "member": "家庭成员按现在的登记，已离户的人不再计入",
    "loan": "贷款的余额和状态按现在的登记，当时未还、现已还清的贷款不会出现",
    "loan_notice": "通知按现在的办理状态，当时未送达、现已送达的不会出现",
    "plan": "计划和措施按现在的状态，当时还在制定、现已生效的不会出现",
    "measure": "措施按现在的状态，当时未完成、现已完成的不会出现",
    "finding": "走访发现按现在的处理状态",
    "helper": "帮扶人员的身份按现在的登记",
    "risk_signal": "风险信号按现在的核实结论",
}
"""Per table, what its rows do not remember. Visits, pairings and parameters carry their own dates."""


def rule_of(code: str) -> Rule:
    if code not in RULES:
        raise RuleUnknown
    return RULES[code]


def preview(session: Session, user: Caller, code: str, region_code: str, key: str, value: int | bool | str) -> Preview:
    """How many the rule would find today with this value there, and who comes and goes against the alerts of now."""
    rule, day = rule_of(code), clock.business_date()
    parameter = _parameter(rule, key, value)
    with supposing(parameter, region_code, value):
        silent = unset(session, rule.parameters, user.county, day)
        then = None if silent else _found(rule, user.county, day)
        told = _compare(session, user, rule, then)
    return Preview(rule=code, key=key, value=value, region_code=region_code, unset=silent, **told)


def back_test(session: Session, user: Caller, code: str, on: date) -> BackTest:
    """What it would have found that day, against the alerts that were open then."""
    rule = rule_of(code)
    silent = unset(session, rule.parameters, user.county, on)
    told = _compare(session, user, rule, None if silent else _found(rule, user.county, on), on)
    unknown = [AS_OF_NOW[name] for name in sorted(tables_of(rule) & AS_OF_NOW.keys())]
    return BackTest(rule=code, on=on, unset=silent, unknown=unknown, **told)


def _parameter(rule: Rule, key: str, value: Any) -> Parameter:
    known = {p.key: p for p in (*rule.parameters, *rule.refinements, rule.switch)}
    if key not in known:
        raise ValidationFailed.at("/key", "parameter_unknown", "这条规则不读这个参数")
    if type(value) is not known[key].kind:
        raise ValidationFailed.at(
            "/value", "value_kind", f"“{known[key].title}”的值不合适", kind=known[key].kind.__name__
        )
    return known[key]


def _found(rule: Rule, county: str, day: date) -> Select[Any]:
    found = alerts.finding(rule, county, day)
    return select(found.c.region_code, found.c.subject_id, found.c.household_id, found.c.facts)


def _compare(
    session: Session, user: Caller, rule: Rule, then: Select[Any] | None, on: date | None = None
) -> dict[str, Any]:
    """Both sides in one statement: the rule's findings and the alerts, of the caller's area."""
    a = Alert
    there = (a.county == user.county, a.rule == rule.code)
    standing = (
        (a.closed_on.is_(None),) if on is None else (a.raised_on <= on, a.closed_on.is_(None) | (a.closed_on > on))
    )
    now = select(a.region_code, a.subject_id, a.household_id, a.facts).where(*there, *standing)
    one, other = now.subquery("now"), (now.where(literal_column("false")) if then is None else then).subquery("then")
    lo, hi = user.area.code, user.area.end
    both = (
        select(
            func.coalesce(other.c.region_code, one.c.region_code).label("region_code"),
            func.coalesce(other.c.household_id, one.c.household_id).label("household_id"),
            func.coalesce(other.c.facts, one.c.facts).label("facts"),
            one.c.subject_id.is_not(None).label("was"),
            other.c.subject_id.is_not(None).label("is"),
        )
        .select_from(one.join(other, one.c.subject_id == other.c.subject_id, full=True))
        .cte("both")
    )
    mine = select(both).where(both.c.region_code >= lo, both.c.region_code < hi).cte("mine")
    return _told(session, user, mine)


def _told(session: Session, user: Caller, mine: CTE) -> dict[str, Any]:
    was, now, h = mine.c.was, mine.c["is"], Household
    homes = func.count(mine.c.household_id.distinct())
    totals = select(
        func.count().filter(was).label("now"), func.count().filter(now).label("then"),
        homes.filter(was).label("households_now"), homes.filter(now).label("households_then"),
        func.count().filter(now & ~was).label("added"), func.count().filter(was & ~now).label("gone"),
    ).select_from(mine).subquery("totals")  # fmt: skip
    kind = case((now, "added"), else_="gone")
    number = func.row_number().over(partition_by=kind, order_by=(mine.c.region_code, mine.c.household_id))
    rows = select(mine, kind.label("kind"), number.label("number")).where(was != now).subquery("rows")
    village = select(Region.short_name).where(Region.code == func.left(rows.c.region_code, 12)).scalar_subquery()
    head = select(h.head_name).where(h.county == user.county, h.id == rows.c.household_id).scalar_subquery()
    shown = (rows.c.kind, rows.c.household_id, rows.c.facts, village.label("region_name"), head.label("head_name"))
    joined = totals.outerjoin(rows, rows.c.number <= SHOWN)
    found = session.execute(select(totals, *shown).select_from(joined).order_by(rows.c.kind, rows.c.number)).all()
    counts = {name: getattr(found[0], name) for name in totals.c.keys()}  # noqa: SIM118  columns, not a dict
    return {**counts, "rows": [TrialRow.model_validate(row) for row in found if row.kind is not None]}
