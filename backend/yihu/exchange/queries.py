from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from yihu.accounts.access import Caller, within, within_binds
from yihu.exchange.models import ImportBatch, ImportRow
from yihu.exchange.profiles import PROFILES
from yihu.kernel.paging import Listing

r, b = ImportRow, ImportBatch


def mine(user: Caller) -> ColumnElement[bool]:
    """Lists of the caller's area that he could import himself."""
    names = [profile.name for profile in PROFILES.values() if profile.permission in user.permissions]
    return within(b, user) & b.profile.in_(names)


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
