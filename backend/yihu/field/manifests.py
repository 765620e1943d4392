"""What each user's phones have been told, for the next pull. Hashes only; nothing of the files themselves."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, own_rows
from yihu.field.models import KitManifest

KEPT = 5
"""A person has a phone or two, and an answer may be lost on the way."""
M = KitManifest


def find(session: Session, user: Caller, cursor: str) -> dict[str, Any] | None:
    mine = (M.county == user.county, M.user_id == user.id, M.cursor == cursor)
    with own_rows(session, user):
        return session.scalar(select(M.tags).where(*mine))


def keep(session: Session, user: Caller, cursor: str, tags: Mapping[str, Any]) -> None:
    """Remember this state as the newest, and forget all but the last few."""
    now = {"region_code": user.region_code, "tags": tags}
    row = insert(M).values(county=user.county, user_id=user.id, cursor=cursor, **now)
    mine = (M.county == user.county, M.user_id == user.id)
    newest = select(M.id).where(*mine).order_by(M.updated_at.desc(), M.id.desc()).limit(KEPT)
    with own_rows(session, user):
        session.execute(
            row.on_conflict_do_update(
                index_elements=[M.county, M.user_id, M.cursor],
                set_={**now, "updated_at": func.clock_timestamp()},
                where=M.county == user.county,
            )
        )
        session.execute(delete(M).where(*mine, M.id.not_in(newest)), execution_options={"synchronize_session": False})
