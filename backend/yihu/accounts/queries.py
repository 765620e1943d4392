from datetime import date

from sqlalchemy import Select, func, select

from yihu.accounts.access import Caller, within
from yihu.accounts.models import ResponsibilityAssignment, Role, SavedView, User
from yihu.accounts.permissions import GRANTS, Permission
from yihu.kernel.models import valid_on


def visible(user: Caller) -> Select[User]:
    """People's accounts of the caller's area; systems are kept apart (`client_queries`)."""
    area = user.area
    here = (User.region_code >= area.code, User.region_code < area.end)
    return select(User).where(*here, User.role != Role.SYSTEM)


def colleagues(user: Caller, q: str | None) -> Select[User]:
    """Who of the caller's area does fieldwork and so can answer for a finding or a measure."""
    workers = [role for role, granted in GRANTS.items() if Permission.VISITS_WRITE in granted]
    query = visible(user).where(User.role.in_(workers), User.disabled_at.is_(None))
    if q:
        query = query.where(func.strpos(User.name, q) > 0)
    return query.order_by(User.name, User.id)


def responsibilities(user: Caller, region_code: str | None, on: date | None) -> Select[ResponsibilityAssignment]:
    row = ResponsibilityAssignment
    query = select(row).where(within(row, user)).order_by(row.region_code, row.kind, row.valid_from.desc())
    if region_code is not None:
        query = query.where(row.region_code == region_code)
    return query if on is None else query.where(valid_on(row, on))


def saved_views(user: Caller, screen: str) -> Select[SavedView]:
    return select(SavedView).where(SavedView.user_id == user.id, SavedView.screen == screen).order_by(SavedView.name)
