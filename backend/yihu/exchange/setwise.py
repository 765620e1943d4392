"""Thinking in sets: temporary tables of a planning transaction, and SQL made from lists of fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import Connection, Cursor
from sqlalchemy import text
from sqlalchemy.orm import Session

BLOCK = 1 << 20
JOINED = {"household_no", "person_no", "id_hash", "relation", "contract_no", "bank_code", "roster_no"}
"""Staging columns whose statistics matter; looking at all of them takes longer than the joins."""


def run(session: Session, sql: str, binds: Mapping[str, Any]) -> int:
    """How many rows it touched."""
    found = session.execute(text(sql), dict(binds))
    return int(getattr(found, "rowcount", 0))


def remake(session: Session, name: str, query: str, binds: Mapping[str, Any], index: str | None = None) -> None:
    """A temporary table of this transaction, with the statistics that the next join needs."""
    session.execute(text(f"drop table if exists pg_temp.{name}"))
    run(session, f"create temp table {name} on commit drop as {query}", binds)
    indexed(session, name, index)


def indexed(session: Session, name: str, index: str | None) -> None:
    if index:
        session.execute(text(f"create index on {name} ({index})"))
    session.execute(text(f"analyze {name}"))


def copy_in(session: Session, statement: str, paths: Iterable[Path]) -> None:
    with _cursor(session) as cursor, cursor.copy(statement.encode()) as stream:
        for path in paths:
            with path.open("rb") as file:
                while block := file.read(BLOCK):
                    stream.write(block)


def _cursor(session: Session) -> Cursor[Any]:
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, Connection)
    return connection.cursor()


KINDS = 8
"""Ids that one row of a list may need."""


def made_id(row: str, kind: int | str = 0) -> str:
    """SQL for a UUIDv7 made of the import's own and the row's number.

    Drawing chance for each costs three times what writing the row does, and rows whose ids rise fill an index in order.
    """
    return f"cast(:stem || lpad(to_hex({row} * {KINDS} + {kind}), 8, '0') as uuid)"


def made(column: str) -> str:
    """SQL condition: the row with this id was made by the list itself."""
    return f"{column} between cast(:stem || '00000000' as uuid) and cast(:stem || 'ffffffff' as uuid)"


def roomy(session: Session) -> None:
    session.execute(text("set local work_mem = '128MB'"))
    session.execute(text("set local default_statistics_target = 10"))  # enough to choose between joins, at a tenth


def load_stage(session: Session, table: str, columns: Mapping[str, str], folder: Path) -> None:
    """What the reading processes wrote, as an unlogged table."""
    kinds = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    roomy(session)
    session.execute(text("drop table if exists pg_temp.fault"))
    session.execute(text(f"create unlogged table {table} (row_no int primary key, errors jsonb, {kinds})"))
    session.execute(text("create temp table fault (row_no int, field text, code text, message text) on commit drop"))
    copy_in(session, f"copy {table} from stdin", folder.iterdir())
    session.execute(text(f"analyze {table} ({', '.join(['row_no', *(name for name in columns if name in JOINED)])})"))


@dataclass(frozen=True)
class Field:
    """A column that lists fill: compared with the table's column of the same name."""

    name: str
    title: str
    list: str | None = None
    """Code list that gives its labels."""
    shown: str | None = None
    """Column to show instead, for sealed values."""
    along: tuple[str, ...] = ()
    """Columns that change with it."""
    kind: str = "text"
    """text, bool, codes (an array) or words (one of free text)."""
    labels: tuple[tuple[str, str], ...] = ()
    """Value and label, where there is no code list."""

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.name, *self.along)

    def differs(self, new: str, old: str) -> str:
        """An empty cell says nothing and changes nothing."""
        return f"({new}.{self.name} is not null and {new}.{self.name} is distinct from {old}.{self.name})"

    def told(self, row: str) -> str:
        """The value for people, as text."""
        value = f"{row}.{self.shown or self.name}"
        if self.kind == "bool":
            return f"case when {value} then '是' when not {value} then '否' end"
        if self.labels:
            return f"case {value} " + " ".join(f"when '{code}' then '{label}'" for code, label in self.labels) + " end"
        if self.kind == "codes":
            return f"(select string_agg(label, '、' order by sort) from code where list = '{self.list}' and code = any({value}))"
        if self.kind == "words":
            return f"array_to_string({value}, '、')"
        if self.list:
            return f"(select label from code where list = '{self.list}' and code = {value})"
        return f"{value}::text"

    def change(self, new: str, old: str) -> str:
        return (
            f"case when {self.differs(new, old)} then jsonb_build_object('field', '{self.name}', 'title', '{self.title}',"
            f" 'old', {self.told(old)}, 'new', {self.told(new)}) end"
        )


def any_differs(fields: Iterable[Field], new: str, old: str) -> str:
    return "(" + " or ".join(field.differs(new, old) for field in fields) + ")"


def changes(fields: Iterable[Field], new: str, old: str) -> str:
    """JSON array of the fields that differ."""
    each = ", ".join(field.change(new, old) for field in fields)
    return f"(select coalesce(jsonb_agg(c) filter (where c is not null), '[]') from unnest(array[{each}]) c)"


def columns_of(fields: Iterable[Field]) -> tuple[str, ...]:
    return tuple(column for field in fields for column in field.columns)


def assignments(columns: Iterable[str], new: str, old: str) -> str:
    """`set` list that leaves columns alone where the list says nothing."""
    return ", ".join(f"{column} = coalesce({new}.{column}, {old}.{column})" for column in columns)


def counted(session: Session, sql: str, binds: Mapping[str, Any]) -> dict[str, int]:
    """The one row of counts a query gives."""
    return dict(session.execute(text(sql), dict(binds)).mappings().one())
