from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from yihu.accounts.access import Caller, within, within_binds
from yihu.exchange.models import ImportBatch, ImportMapping, ImportRow
from yihu.exchange.problems import ImportNotYours, ProfileNotFound
from yihu.exchange.profile import Profile
from yihu.exchange.profiles import PROFILES
from yihu.kernel.paging import Listing

r, b = ImportRow, ImportBatch


def profile_of(user: Caller, name: str) -> Profile:
    profile = PROFILES.get(name)
    if profile is None:
        raise ProfileNotFound
    if profile.permission not in user.permissions:
        raise ImportNotYours
    return profile


def mine(user: Caller, of: type[ImportBatch | ImportMapping] = ImportBatch) -> ColumnElement[bool]:
    """Lists of the caller's area that he could import himself."""
    names = [profile.name for profile in PROFILES.values() if profile.permission in user.permissions]
    return within(of, user) & of.profile.in_(names)


def mappings(user: Caller) -> Select[ImportMapping]:
    return select(ImportMapping).where(mine(user, ImportMapping))


def visible(user: Caller) -> Select[ImportBatch]:
    return select(b).where(mine(user))


def _base() -> Select[*tuple[Any, ...]]:
    return select(r.row_no, r.rows, r.action, r.label, r.target_id.label("household_id"), r.changes, r.errors, r.data)


ROWS = Listing(
    base=_base(),
    area=within_binds(r) & (r.import_id == bindparam("import_id")),
    filters={"action": r.action == bindparam("action")},
    sorts={"row_no": (r.row_no,)},
    default_sort="row_no",
)
