"""应享未享: who fits a policy's conditions and has no record of it, as SQL over a household `h`.

A policy in force asks class and causes of the household and, of persons, group, schooling, labour and age; what it does not
name it does not ask. A record counts while it runs, or when it was granted in the year of the day. Binds: county, today.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, bindparam, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from yihu.benefits.models import Benefit, BenefitPolicy
from yihu.households.models import Member
from yihu.households.queries import COUNTY
from yihu.kernel.models import valid_on

TODAY = bindparam("today", type_=Date)


@dataclass(frozen=True)
class Entitled:
    """The policy, the member (None: the household), and the condition that ties both to the household."""

    policy: Any
    member: Any
    holds: ColumnElement[bool]


def _asks(values: Any, value: Any) -> ColumnElement[bool]:
    return or_(func.cardinality(values) == 0, value == func.any(values))


def _asks_any(values: Any, has: Any) -> ColumnElement[bool]:
    return or_(func.cardinality(values) == 0, values.overlap(has))


def current() -> ColumnElement[bool]:
    """Records that count on the day."""
    year = func.date_part("year", Benefit.granted_on) == func.date_part("year", TODAY)
    return (Benefit.granted_on <= TODAY) & or_(Benefit.ends_on >= TODAY, Benefit.ends_on.is_(None) & year, year)


def _household_fits(p: Any, h: Any) -> ColumnElement[bool]:
    causes = func.array_remove(func.array_prepend(h.main_cause, h.other_causes), None)
    here: ColumnElement[bool] = (
        (p.county == COUNTY) & func.starts_with(h.region_code, p.region_code) & valid_on(p, TODAY)
    )
    return here & _asks(p.household_classes, h.household_class) & _asks_any(p.causes, causes)


def _received(p: Any, h: Any, member: Any) -> ColumnElement[bool]:
    b = Benefit
    mine = (b.county == COUNTY, b.household_id == h.id, b.policy_id == p.id, current())
    query = select(b.id).where(*mine) if member is None else select(b.id).where(*mine, b.member_id == member.id)
    return query.correlate(p, h, *([member] if member is not None else [])).exists()


def persons(h: Any) -> Entitled:
    """Members entitled and without a record."""
    p, m = aliased(BenefitPolicy, name="person_policy"), aliased(Member, name="entitled")
    age = cast(func.date_part("year", func.age(TODAY, m.born_on)), Integer)
    of_age = func.coalesce(
        age.between(func.coalesce(p.least_age, 0), func.coalesce(p.most_age, 200)), literal(value=False)
    )
    asked = or_(p.least_age.is_(None) & p.most_age.is_(None), of_age)
    fits = (
        _asks_any(p.special_groups, m.special_groups)
        & _asks(p.schoolings, m.schooling)
        & _asks(p.labours, m.labour)
        & asked
    )
    mine = (m.county == COUNTY) & (m.household_id == h.id) & m.left_on.is_(None)
    return Entitled(p, m, p.for_persons & _household_fits(p, h) & mine & fits & ~_received(p, h, m))


def household(h: Any) -> Entitled:
    """Policies for the household as a whole; groups are those of any of its members."""
    p = aliased(BenefitPolicy, name="household_policy")
    fits = _household_fits(p, h) & _asks_any(p.special_groups, h.special_groups)
    return Entitled(p, None, ~p.for_persons & fits & ~_received(p, h, None))
