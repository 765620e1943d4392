"""How every change to a household's file begins and ends."""

from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.households import derive, queries
from yihu.households.models import Household
from yihu.households.problems import HouseholdNotFound
from yihu.kernel import audit


def locked(session: Session, user: Caller, household_id: UUID) -> Household:
    row = session.scalar(queries.one(user, household_id).with_for_update(of=Household))
    if row is None:
        raise HouseholdNotFound
    return row


def finish(session: Session, row: Household, action: str, **details: Any) -> None:
    """After any change to a file: write it, refresh what is derived, leave the audit row with the version it made."""
    session.flush()
    derive.refresh(session, row.county, [row.id])
    session.refresh(row)
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("household", row.id),
        version=row.version, **details,
    )  # fmt: skip


def touch(row: Household) -> None:
    """A change to a member or an income line is a change of the household's file and of its version."""
    row.updated_at = func.now()
