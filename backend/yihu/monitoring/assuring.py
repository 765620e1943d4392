"""What the rules of single items have in common: they look at the ledger, item by item and reason by reason."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, func, null, select
from sqlalchemy.orm import aliased

from yihu.assurances.models import AssuranceCheck, AssuranceDefect, DefectState, Result
from yihu.assurances.sector_models import HousingCase
from yihu.households.models import Member
from yihu.monitoring.rule import Finding, facts
from yihu.policy.models import Code

LISTED = ("registered_poor", "general_exited", "unstable_exited", "verge", "sudden_hardship")
"""Classes of households that are on the county's list or were."""


def listed(h: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (h.household_class.in_(LISTED)) & (func.coalesce(h.status, "") != "cancelled")
    return found


def newest(county: str, household_id: Any, item: str, member_id: Any = None) -> tuple[Any, ...]:
    """Conditions of the newest check of an item of a household, or of one member."""
    c = AssuranceCheck
    mine = (c.county == county, c.household_id == household_id, c.item == item, c.current)
    return mine if member_id is None else (*mine, c.member_id == member_id)


def unmended(day: date) -> ColumnElement[bool]:
    """Defects that stood open on the day."""
    d = AssuranceDefect
    found: ColumnElement[bool] = (d.opened_on <= day) & ((d.state == DefectState.OPEN) | (d.mended_on > day))
    return found


def standing(county: str, day: date, item: str, *reasons: str, due_on: Any = None) -> Finding:
    """Defects of the item that stood open on the day, for one of these reasons if any are named."""
    d, reason = AssuranceDefect, aliased(Code)
    why = select(func.string_agg(reason.label, "、")).where(
        reason.list == "assurance_reason", reason.code == func.any(d.reasons)
    )
    member = select(Member.name).where(Member.county == county, Member.id == d.member_id).scalar_subquery()
    told = facts(成员=member, 问题=why.scalar_subquery(), 发现日期=d.opened_on, 下一步=d.next_step)
    named = (d.reasons.overlap(list(reasons)),) if reasons else ()
    return select(
        d.region_code,
        d.id.label("subject_id"),
        d.household_id,
        told.label("facts"),
        (d.next_step_on if due_on is None else due_on).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(d.county == county, unmended(day), d.item == item, *named)


def unsafe(county: str, h: Any) -> tuple[ColumnElement[Any], ColumnElement[bool]]:
    """The grade found, and whether the house is unsafe: by the newest check, else by the national file, and not mended."""
    c, k = AssuranceCheck, HousingCase
    check = select(c.id).where(*newest(county, h.id, "housing")).correlate(h)
    grade = select(c.figures["grade"].astext).where(*newest(county, h.id, "housing")).correlate(h).scalar_subquery()
    done = select(k.id).where(k.county == county, k.household_id == h.id, k.moved_in_on.is_not(None))
    later = done.where(k.moved_in_on >= c.checked_on).correlate(c, h).exists()
    failed = check.where(c.result == Result.DEFECT, ~later).exists()
    filed = h.unsafe_housing.is_(True) & ~check.exists() & ~done.correlate(h).exists()
    return grade, failed | filed
