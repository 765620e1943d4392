"""Giving rows the values they had before an import."""

from collections.abc import Iterable, Mapping
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
    """Query of the ids of `table` that rows of other tables refer to."""
    left_out = {each.__tablename__ for each in besides}
    queries = [
        f"select {key.column_keys[-1]} from {name} where county = :county and {key.column_keys[-1]} is not null"
        for name, other in sorted(Base.metadata.tables.items())
        for key in other.foreign_key_constraints
        if key.referred_table is table.__table__ and name not in left_out
    ]
    return " union all ".join(queries) or "select null::uuid"
