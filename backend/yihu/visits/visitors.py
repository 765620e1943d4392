"""Who visited, at which level, and as which helper."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.accounts.models import Role
from yihu.helpers.models import Helper
from yihu.kernel.models import valid_on
from yihu.kernel.problems import ValidationFailed
from yihu.visits.parameters import Level

DIGITS = {6: Level.COUNTY, 9: Level.TOWNSHIP}
"""Of an account's region code; longer ones are a village's."""


@dataclass(frozen=True)
class Visitor:
    """`user_id` is null for a helper without an account; `recorded_by` is who enters the visit of somebody else."""

    name: str
    level: str
    user_id: UUID | None
    helper_id: UUID | None
    recorded_by: UUID | None


def find(session: Session, user: Caller, author: Caller, helper_id: UUID | None, day: date) -> Visitor:
    """The author himself, as the helper he is, or the helper in whose name he writes."""
    helper = _named(session, user, helper_id) if helper_id else _own(session, author, day)
    if helper is not None and helper.user_id != author.id:
        return Visitor(helper.name, helper.level, helper.user_id, helper.id, user.id)
    recorded_by = None if author.id == user.id else user.id
    level = DIGITS.get(len(author.region_code), Level.VILLAGE).value
    if helper is None:
        return Visitor(author.name, level, author.id, None, recorded_by)
    sent = helper.level if author.role is Role.HELPER else level  # a helper's account is in the village he is sent to
    return Visitor(author.name, sent, author.id, helper.id, recorded_by)


def _named(session: Session, user: Caller, helper_id: UUID) -> Helper:
    """Of the area, or sent to it from above."""
    above = (Helper.county == user.county) & func.starts_with(user.region_code, Helper.region_code)
    found = session.scalar(
        select(Helper).where(Helper.county == user.county, within(Helper, user) | above, Helper.id == helper_id)
    )
    if found is None:
        raise ValidationFailed.at("/helper_id", "helper_unknown", "本辖区没有这位帮扶人")
    return found


def _own(session: Session, author: Caller, day: date) -> Helper | None:
    mine = (Helper.county == author.county, Helper.user_id == author.id, valid_on(Helper, day))
    return session.scalars(select(Helper).where(*mine).order_by(Helper.valid_from.desc())).first()
