"""Facts that one room tells the others, kept in the same transaction as the change itself.

`publish` writes a `fact` row (what the change feed and webhooks read) and queues its delivery: both commit with the
change, or neither does. A bulk change writes its facts with one INSERT ... SELECT and queues one job for the batch.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, Text, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column
from sqlalchemy.types import UserDefinedType

from yihu.kernel.jobs import defer
from yihu.kernel.models import Base, CountyRecord


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id: with the snapshot horizon it orders facts by commit, which no sequence does."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


ischema_names["xid8"] = Xid8  # so that reflection knows it

LEFT, REACHED = "PlaceLeft", "PlaceReached"
"""Names of facts by `moves`: nobody subscribes to them; the change feed asks whether a record has only gone elsewhere."""


@dataclass(frozen=True)
class Event:
    """A fact in the past tense. Its fields are plain JSON values."""

    subject_kind: ClassVar[str]
    county: str
    region_code: str
    subject_id: str


class Fact(CountyRecord):
    __tablename__ = "fact"
    __table_args__ = (
        Index(None, "county", "xid", "seq"),
        Index("ix_fact_left", "county", "subject_id", postgresql_where=text(f"name = '{LEFT}'")),
        Index(None, "created_at", postgresql_using="brin"),
        Index("ix_fact_unwatched", "county", postgresql_where=text("not watched")),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    xid: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    name: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    tables: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """What its transaction had written to until then."""
    watched: Mapped[bool] = mapped_column(server_default=text("true"))
    """Whether those who watch all facts have seen it; a bulk change's are not for them."""


PUBLISH = text(
    """
    insert into fact (county, region_code, name, subject_kind, subject_id, data, tables, watched)
    select county, region_code, name, subject_kind, subject_id, data, cast(:tables as text[]), :watched
    from jsonb_to_recordset(cast(:rows as jsonb))
        as r (county text, region_code text, name text, subject_kind text, subject_id uuid, data jsonb)
    returning county, id, name
    """
)
Handler = Callable[[Session, Any], None]
Watcher = Callable[[Session, str, Sequence[Any]], None]
_handlers: dict[str, list[tuple[type[Event], Handler]]] = {}
_watchers: list[Watcher] = []
CHANGED = "changed_tables"
"""In `session.info`: what this session has written to so far."""


def on(kind: type[Event]) -> Callable[[Handler], Handler]:
    """Subscribe a function to a kind of event."""

    def subscribe(handler: Handler) -> Handler:
        _handlers.setdefault(kind.__name__, []).append((kind, handler))
        return handler

    return subscribe


def on_change(watcher: Watcher) -> Watcher:
    """Subscribe to every published fact: `watcher(session, county, facts)` hears all that have come since it last did.

    Each has the name, subject_kind, subject_id, region_code, data and tables of a `Fact`.
    """
    _watchers.append(watcher)
    return watcher


@listens_for(Session, "after_flush")
def _remember_rows(session: Session, _context: Any) -> None:
    rows = (*session.new, *session.dirty, *session.deleted)
    session.info.setdefault(CHANGED, set()).update(row.__table__.name for row in rows)


@listens_for(Session, "do_orm_execute")
def _remember_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info.setdefault(CHANGED, set()).add(state.statement.table.name)  # type: ignore[attr-defined]


def wrote(session: Session, *tables: type[Base]) -> None:
    """Say so of a statement written by hand, which cannot be seen into."""
    session.info.setdefault(CHANGED, set()).update(table.__tablename__ for table in tables)


def publish(session: Session, *events: Event) -> None:
    """Write the facts of one county and, when somebody listens, queue their delivery; many in one statement, with one look."""
    session.flush()
    if not events:
        return
    rows = []
    for event in events:
        data = asdict(event)
        place = {name: data.pop(name) for name in ("county", "region_code", "subject_id")}
        rows.append({**place, "name": type(event).__name__, "subject_kind": event.subject_kind, "data": data})
    given = {
        "rows": json.dumps(rows, ensure_ascii=False), "tables": sorted(session.info.get(CHANGED, ())), "watched": not _watchers,
    }  # fmt: skip
    for fact in session.execute(PUBLISH, given):
        if fact.name in _handlers:
            defer(session, "deliver_fact", county=fact.county, fact_id=str(fact.id))
    if _watchers:
        county = events[0].county
        defer(session, "watch_facts", lock=f"watch_facts:{county}", county=county)


def tell(session: Session, name: str, of: type[CountyRecord], county: str, ids: Sequence[UUID]) -> None:
    """Facts of many records that nobody subscribes to, for those who follow changes; before the rows go, if they go."""
    session.execute(
        text(
            "insert into fact (county, region_code, name, subject_kind, subject_id, data)"
            f" select county, region_code, :name, '{of.subject}', id, '{{}}' from {of.__tablename__}"
            " where county = :county and id = any (:ids)"
        ),
        {"name": name, "county": county, "ids": list(ids)},
    )


def deliver(session: Session, county: str, fact_id: UUID) -> None:
    """Hand a stored fact to its subscribers."""
    fact = session.execute(select(Fact).where(Fact.county == county, Fact.id == fact_id)).scalar_one()
    place = {"county": fact.county, "region_code": fact.region_code, "subject_id": str(fact.subject_id)}
    for kind, handler in _handlers.get(fact.name, []):
        handler(session, kind(**place, **fact.data))


def watch(session: Session, county: str) -> None:
    """Show the watchers what has come. Each change queues this: the first look takes all there is, the others find nothing."""
    told = (Fact.name, Fact.subject_kind, Fact.subject_id, Fact.region_code, Fact.data, Fact.tables)
    unseen = update(Fact).where(Fact.county == county, ~Fact.watched).values(watched=True).returning(*told)
    found = session.execute(unseen, execution_options={"synchronize_session": False}).all()
    if found:
        for watcher in _watchers:
            watcher(session, county, found)
