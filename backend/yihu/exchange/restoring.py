"""Giving rows the values they had before an import."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from yihu.exchange.setwise import run
from yihu.kernel.models import Base, CountyRecord

STAMPS = {"county", "id", "version", "created_at", "updated_at"}


def restored(session: Session, table: type[CountyRecord], binds: Mapping[str, Any], which: str = "true") -> None:
    """Rows of `undoing_row` with an image of before; their version goes on, for somebody may have seen the one between."""
    name = table.__tablename__
    columns = [column.name for column in table.__table__.columns if column.name not in STAMPS]
    values = ", ".join(f"{column} = b.{column}" for column in columns)
    version = "version = x.version + 1, " if "version" in table.__table__.columns else ""
    run(
        session,
        f"update {name} x set {version}updated_at = now(), {values}"
        f" from undoing_row r, jsonb_populate_record(null::{name}, r.before) b"
        f" where x.county = :county and x.id = r.row_id and r.table_name = '{name}' and r.before is not null and {which}",
        binds,
    )


def pointing_at(table: type[CountyRecord], besides: Iterable[type[CountyRecord]]) -> str:
    """Query of the ids of `table` that rows of other tables refer to, those left aside that are merely derived from it."""
    left_out = {each.__tablename__ for each in besides}
    queries = [
        f"select x.{column} from {other.__tablename__} x where x.county = :county and x.{column} is not null"
        + (f" and not ({other.derived})" if other.derived else "")
        for other, column in _pointers(table)
        if other.__tablename__ not in left_out
    ]
    return " union all ".join(queries) or "select null::uuid"


REMOVED = """
    insert into fact (county, region_code, name, subject_kind, subject_id, data)
    select x.county, x.region_code, 'RecordRemoved', '{subject}', x.id, '{{}}' from {table} x where {mine}
"""


def take_along(session: Session, table: type[CountyRecord], gone: str, binds: Mapping[str, Any]) -> None:
    """Before rows of `table` go, `gone` being a query of their ids: what is derived from them is deleted or let go."""
    for other, column in _pointers(table):
        mine = f"x.county = :county and x.{column} in ({gone}) and {other.derived}"
        if other.released:
            run(session, f"update {other.__tablename__} x set updated_at = now(), {other.released} where {mine}", binds)
        elif other.derived:
            if other.subject:
                run(session, REMOVED.format(subject=other.subject, table=other.__tablename__, mine=mine), binds)
            run(session, f"delete from {other.__tablename__} x where {mine}", binds)


def _pointers(table: type[CountyRecord]) -> Iterator[tuple[type[CountyRecord], str]]:
    """Who refers to it, and by which column."""
    mapped = (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, CountyRecord))
    for other in sorted(mapped, key=lambda each: each.__tablename__):
        for key in Base.metadata.tables[other.__tablename__].foreign_key_constraints:
            if key.referred_table is table.__table__:
                yield other, key.column_keys[-1]
