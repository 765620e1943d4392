"""Seeing a sensitive value in the clear: one field at a time, with a reason, counted and audited."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from yihu.accounts import confirming
from yihu.accounts.access import Caller
from yihu.households import queries
from yihu.households.models import Household, Member
from yihu.households.problems import HouseholdNotFound, MemberNotFound, NothingToUnmask, UnmaskLimit
from yihu.households.schemas import Sensitive, Unmask
from yihu.kernel import audit, clock
from yihu.kernel.audit import UNMASKED, AuditEntry
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.settings import settings


def unmask(session: Session, user: Caller, household_id: UUID, form: Unmask) -> str:
    confirming.require(session, user)
    _check_limit(session, user)
    household = session.scalar(queries.one(user, household_id))
    if household is None:
        raise HouseholdNotFound
    row: Household | Member = household
    if form.member_id is not None:
        member = session.scalar(queries.member(user, household_id, form.member_id))
        if member is None:
            raise MemberNotFound
        row = member
    if not hasattr(row, form.field.value):
        pointer, whose = ("/member_id", "户") if form.field is Sensitive.BANK_CARD else ("/member_id", "成员")
        raise ValidationFailed.at(pointer, "wrong_subject", f"这一项属于{whose}，请重新选择")
    value = getattr(row, form.field.value)
    if value is None:
        raise NothingToUnmask
    audit.record(
        session,
        UNMASKED,
        county=household.county,
        region_code=household.region_code,
        subject=("household", household.id),
        field=form.field.value,
        reason=form.reason,
        member_id=str(form.member_id) if form.member_id else None,
    )
    return str(value)


def _check_limit(session: Session, user: Caller) -> None:
    a = AuditEntry
    midnight = datetime.combine(clock.now().astimezone(clock.LOCAL).date(), time(), clock.LOCAL)
    unmasked = a.action == literal_column(f"'{UNMASKED}'")  # the index knows no other
    mine = (a.county == user.county, a.actor_id == user.id, unmasked, a.created_at >= midnight)
    if (session.scalar(select(func.count()).select_from(a).where(*mine)) or 0) >= settings().security.unmask_per_day:
        raise UnmaskLimit
