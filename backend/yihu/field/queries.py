"""The lists of commands and of devices."""

from functools import cache
from typing import Any

from sqlalchemy import TIMESTAMP, ColumnElement, Uuid, bindparam, case, func, select

from yihu.accounts.access import within_binds
from yihu.field import commands  # noqa: F401  every file of the folder registers itself
from yihu.field.command import KINDS
from yihu.field.models import FieldCommand, FieldDevice
from yihu.households.models import Household
from yihu.households.queries import village_name
from yihu.kernel.paging import Listing, any_of

C, D = FieldCommand, FieldDevice
STALE = (D.pending + D.failed > 0) & (
    func.coalesce(D.oldest_pending_at, D.last_synced_at) < bindparam("stale_before", type_=TIMESTAMP(timezone=True))
)


def _head_name() -> ColumnElement[str]:
    """Of a household of the reader's own area: which one a phone names is its own word."""
    h = Household
    return select(h.head_name).where(within_binds(h), h.id == C.household_id).scalar_subquery()


@cache
def command_list() -> Listing:
    titles: Any = {name: kind.title for name, kind in KINDS.items()}
    return Listing(
        base=select(
            C.id, C.kind, case(titles, value=C.kind, else_="未知操作").label("title"), C.user_id, C.user_name,
            C.subject_id, C.household_id, _head_name().label("head_name"), C.region_code,
            village_name(C).label("region_name"), C.made_at, C.clock_doubtful, C.created_at.label("received_at"),
            C.status, C.problem, C.answer["conflict"].label("conflict"), C.answer["patch"].label("patch"),
            C.settled_at, C.settled_by_name, C.settled_how,
        ),
        area=within_binds(C),
        filters={
            "id": bindparam("id", type_=Uuid) == C.id,
            "user_id": bindparam("user_id", type_=Uuid) == C.user_id,
            "status": any_of(C.status, "status"),
        },
        sorts={"received_at": (C.created_at, C.id), "made_at": (C.made_at, C.id)},
        default_sort="-received_at",
    )  # fmt: skip


DEVICES = Listing(
    base=select(
        D.id, D.user_id, D.user_name, D.region_code, village_name(D).label("region_name"), D.label, D.page_version,
        D.pending, D.failed, D.oldest_pending_at, D.storage_kept, D.last_synced_at, STALE.label("stale"),
    ),
    area=within_binds(D),
    filters={
        "user_id": bindparam("user_id", type_=Uuid) == D.user_id,
        "stale": bindparam("stale") == STALE,
        "waiting": bindparam("waiting") == (D.pending + D.failed > 0),
    },
    sorts={
        "last_synced_at": (D.last_synced_at, D.id),
        "oldest_pending_at": (func.coalesce(D.oldest_pending_at, func.now()), D.id),
        "region": (D.region_code, D.user_name, D.id),
    },
    default_sort="oldest_pending_at",
)  # fmt: skip
"""Phones with the oldest waiting work first."""
