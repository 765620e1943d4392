"""The change feed: facts in the order in which their transactions can no longer be overtaken.

A sequence is handed out before its transaction commits, so a reader who remembers the highest he has seen loses what
commits late. Facts carry their transaction's id; below the oldest transaction still running nothing more can appear, so
(transaction id, sequence) under that horizon is an order in which nothing is missed. A long import holds the horizon
back: its changes, and those after it, come when it has committed.

A fact says that its subject changed; what is told is how the subject stands now, in the same snapshot: there, or gone from
the caller's area.
"""

from typing import Any

from sqlalchemy import ARRAY, Text, TextClause, bindparam, text
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.integration.problems import ResourceUnknown
from yihu.integration.resources import RESOURCES
from yihu.integration.schemas import Change, Changes, Operation, Reason
from yihu.kernel.facts import LEFT
from yihu.kernel.problems import NotAllowed
from yihu.kernel.sync import HORIZON, Position, SyncTokenExpired, opened, token


def _statement() -> TextClause:
    here = "x{0}.county = :county and x{0}.region_code >= :lo and x{0}.region_code < :hi"
    joins, versions, places = [], [], []
    for number, (name, resource) in enumerate(RESOURCES.items()):
        joins.append(
            f"left join {resource.table} x{number} on last.subject_kind = '{name}' and x{number}.id = last.subject_id"
            f" and {here.format(number)}"
        )
        versions.append(f"x{number}.version")
        places.append(f"x{number}.region_code")
    found = text(
        f"""
        with told as (
          select xid, seq, name, subject_kind, subject_id, created_at from fact
          where county = :county and region_code >= :lo and region_code < :hi and subject_kind = any (:kinds)
            and (xid, seq) > (cast(:xid as xid8), :seq) and xid < pg_snapshot_xmin(pg_current_snapshot())
          order by xid, seq limit :most),
        last as (select distinct on (subject_kind, subject_id) * from told
                 order by subject_kind, subject_id, xid desc, seq desc)
        select last.subject_kind as resource, last.subject_id as id, last.created_at as changed_at,
          coalesce({", ".join(versions)}) as version, coalesce({", ".join(places)}) as region_code,
          exists (select from fact g where g.county = :county and g.subject_id = last.subject_id and g.name = '{LEFT}'
                  and g.region_code >= :lo and g.region_code < :hi) as has_left,
          (select count(*) from told) as many,
          (select cast(cast(xid as text) as bigint) from told order by told.xid desc, told.seq desc limit 1) as last_xid,
          (select seq from told order by told.xid desc, told.seq desc limit 1) as last_seq
        from last {" ".join(joins)}
        order by last.xid, last.seq
        """
    )
    return found.bindparams(bindparam("kinds", type_=ARRAY(Text)))


CHANGES = _statement()


def read(session: Session, user: Caller, resources: list[str] | None, since: str | None, most: int) -> Changes:
    """What has changed since the token; without one, where to start from."""
    kinds = wanted(user, resources)
    horizon = session.execute(HORIZON).one()
    if since is None:
        return Changes(items=[], sync_token=token(Position(horizon.xmin, 0)), has_more=False)
    position = opened(since)
    if position.xid > horizon.xmax:  # made by a database that was since put back from a backup
        raise SyncTokenExpired
    items, reached, more = after(session, user, kinds, position, most)
    return Changes(items=items, sync_token=token(reached), has_more=more)


def wanted(user: Caller, resources: list[str] | None) -> list[str]:
    """The resources asked for, all of which he must be allowed to read; by default all that he may."""
    unknown = sorted(set(resources or ()) - set(RESOURCES))
    if unknown:
        raise ResourceUnknown(f"{ResourceUnknown.title}：{'、'.join(unknown)}；可用：{'、'.join(RESOURCES)}")
    readable = [name for name, resource in RESOURCES.items() if resource.needs in user.permissions]
    if not set(resources or ()) <= set(readable):
        raise NotAllowed("没有读取这种资源的权限")
    return sorted(set(resources)) if resources else readable


def after(
    session: Session, user: Caller, kinds: list[str], position: Position, most: int
) -> tuple[list[Change], Position, bool]:
    """One page, how far it reaches, and whether it was full."""
    asked = {**user.binds(), "kinds": kinds, "xid": str(position.xid), "seq": position.seq, "most": most}
    # The horizon is taken before the page: what commits between the two is told next time.
    horizon = session.execute(HORIZON).one().xmin
    rows = session.execute(CHANGES, asked).all()
    if rows and rows[0].many == most:
        return [_told(row) for row in rows], Position(rows[0].last_xid, rows[0].last_seq), True
    reached = Position(horizon, 0) if horizon > position.xid else position
    if rows and (rows[0].last_xid, rows[0].last_seq) > (reached.xid, reached.seq):
        reached = Position(rows[0].last_xid, rows[0].last_seq)
    return [_told(row) for row in rows], reached, False


def _told(row: Any) -> Change:
    path, there = RESOURCES[row.resource].path, row.region_code is not None
    gone = Reason.OUT_OF_SCOPE if row.has_left else Reason.DELETED
    return Change(
        op=Operation.UPSERT if there else Operation.REMOVE,
        reason=None if there else gone,
        resource=row.resource,
        id=row.id,
        region_code=row.region_code,
        version=row.version,
        href=f"{path}/{row.id}" if there and path else None,
        changed_at=row.changed_at,
    )
