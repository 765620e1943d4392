"""A list restricted to what has changed since, and what is in it no more.

Where from is a `sync_token`, as the change feed and each such export give it, or an instant. A token is a place in the order
of commits, so that nothing falls between two exports; an instant asks when each change began.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, Text, bindparam, case, cast, exists, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from yihu.accounts.access import within_binds
from yihu.exchange.export import Export
from yihu.exchange.problems import ListNotFollowed
from yihu.kernel import clock
from yihu.kernel.facts import LEFT, Fact, Xid8
from yihu.kernel.models import CountyRecord
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.sync import HORIZON, LIFE, Position, SyncTokenExpired, opened, token

ID = "id"


def since(session: Session, export: Export, asked: str | None) -> dict[str, Any]:
    """Where to begin, as binds. Errors: ListNotFollowed, SyncTokenInvalid, SyncTokenExpired; 422 for half an instant."""
    if asked is None:
        return {}
    if export.follows is None:
        raise ListNotFollowed
    if asked[0].isdigit():
        return {"since_at": _instant(asked).isoformat()}
    position = opened(asked)
    if position.xid > session.execute(HORIZON).one().xmax:  # made by a database that was since put back from a backup
        raise SyncTokenExpired
    return {"since_xid": str(position.xid), "since_seq": position.seq}


def _instant(asked: str) -> datetime:
    try:
        found = datetime.fromisoformat(asked)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValidationFailed.at(
            "/since", "since_invalid", "请填写同步令牌，或带时区的时间，如 2026-11-28T08:00:00+08:00"
        )
    if found < clock.now() - LIFE:
        raise SyncTokenExpired("只保留 30 天内的变动记录，请导出全部")
    return found


def reached(session: Session) -> str:
    """The token of now, to be taken before the rows: what commits between the two is told again rather than lost."""
    return token(Position(session.execute(HORIZON).one().xmin, 0))


def changed(query: Select[*tuple[Any, ...]], follows: type[CountyRecord], start: Mapping[str, Any]) -> Any:
    """The rows of a list of which there are facts since."""
    return query.where(query.selected_columns[ID].in_(select(Fact.subject_id).where(_told(follows, start))))


def gone(query: Select[*tuple[Any, ...]], follows: type[CountyRecord], start: Mapping[str, Any]) -> Any:
    """Of what has changed since: `id` and `reason` of what the whole list does not show."""
    told = select(Fact.subject_id).where(_told(follows, start)).distinct().subquery("told")
    listed = query.with_only_columns(query.selected_columns[ID]).order_by(None)
    x, left = aliased(follows, name="there"), aliased(Fact, name="left_fact")
    there = exists().where(within_binds(x), x.id == told.c.subject_id)
    has_left = exists().where(within_binds(left), left.subject_id == told.c.subject_id, left.name == literal(LEFT))
    why = case((there, "NOT_LISTED"), (has_left, "OUT_OF_SCOPE"), else_="DELETED")
    return select(told.c.subject_id.label(ID), why.label("reason")).where(told.c.subject_id.not_in(listed))


def _told(follows: type[CountyRecord], start: Mapping[str, Any]) -> ColumnElement[bool]:
    kind = within_binds(Fact) & (Fact.subject_kind == follows.subject)
    if "since_at" in start:
        return kind & (Fact.created_at >= bindparam("since_at", type_=DateTime(timezone=True)))
    here = tuple_(cast(bindparam("since_xid", type_=Text), Xid8), bindparam("since_seq"))
    return kind & (tuple_(Fact.xid, Fact.seq) > here)
