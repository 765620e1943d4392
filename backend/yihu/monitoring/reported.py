"""What the rules about departments' records have in common."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Exists, Interval, Text, and_, cast, func, literal, null, or_, select, text
from sqlalchemy.orm import aliased

from yihu.departments.models import DepartmentRecord, RecordState
from yihu.households.models import Household, Member
from yihu.monitoring.rule import Finding
from yihu.policy.models import Code

R = DepartmentRecord
REGISTERED = ("general_exited", "unstable_exited", "verge", "sudden_hardship", "registered_poor")
"""Classes on the county's list: who has left poverty, and who is watched."""


def told_of(county: str, *kinds: str, row: Any = R) -> ColumnElement[bool]:
    """Records of these kinds that have found their household."""
    of_kind = or_(*(row.kind == kind for kind in kinds))
    return and_(row.county == county, row.state == RecordState.MATCHED, of_kind)


def running(day: date, row: Any = R) -> ColumnElement[bool]:
    """What began and has not ended: a post, a job, a car."""
    found: ColumnElement[bool] = (row.happened_on <= day) & (row.ends_on.is_(None) | (row.ends_on >= day))
    return found


def within_year(day: date, row: Any = R) -> ColumnElement[bool]:
    """Of the twelve months that end with the day."""
    begin = literal(day, Date) - cast(text("interval '1 year'"), Interval)
    found: ColumnElement[bool] = (row.happened_on > cast(begin, Date)) & (row.happened_on <= day)
    return found


def later(county: str, *kinds: str, same: str = "member_id") -> tuple[Any, Exists]:
    """A record of the same person (or household) that is not older, and that there is one."""
    other = aliased(R, name=f"later_{kinds[0]}")
    mine = (told_of(county, *kinds, row=other), getattr(other, same) == getattr(R, same))
    there = select(other.id).where(*mine, other.happened_on >= R.happened_on, other.id != R.id)
    return other, there.correlate(R).exists()


def of_registered(county: str) -> ColumnElement[bool]:
    h = Household
    mine = (h.county == county, h.id == R.household_id, or_(*(h.household_class == each for each in REGISTERED)))
    return select(h.id).where(*mine).correlate(R).exists()


def person(county: str) -> ColumnElement[str]:
    m = Member
    known = select(m.name).where(m.county == county, m.id == R.member_id).correlate(R).scalar_subquery()
    return func.coalesce(known, R.person_name)


def label(kind: Any = R.kind) -> ColumnElement[str]:
    return select(Code.label).where(Code.list == "push_kind", Code.code == kind).scalar_subquery()


def detail(name: str) -> ColumnElement[str]:
    found: ColumnElement[str] = R.details[name].astext
    return found


def said(name: str, value: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = func.coalesce(cast(R.details[name].astext, Text), "") == value
    return found


def listed(row: Any, told: ColumnElement[Any], *, due_on: Any = None, household_id: Any = None) -> Finding:
    """The columns of a finding about a row that knows its place."""
    no_day = null().cast(Date)
    return select(
        row.region_code,
        row.id.label("subject_id"),
        (row.household_id if household_id is None else household_id).label("household_id"),
        told.label("facts"),
        (no_day if due_on is None else due_on).label("due_on"),
        no_day.label("escalates_on"),
    )
