"""The short way for reads of many: the caller's area and the query go to PostgreSQL in one round trip.

In a pipeline PostgreSQL runs both in one implicit transaction, so the area holds for exactly this query and nothing has
to be begun or rolled back. PostgreSQL builds the JSON; Python carries bytes. Measured in `decisions/0003`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, OperationalError, RawCursor
from psycopg_pool import ConnectionPool
from sqlalchemy import ClauseElement, ScalarSelect, Select, func, select, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Dialect, make_url

from yihu.kernel.db import session_options

DIALECT: Dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
PLACE = re.compile(r"%\((\w+)\)s")
SIZE = 8
"""Reads are short: a few connections serve many clients."""


def as_json(query: Select[*tuple[Any, ...]]) -> ScalarSelect[Any]:
    """A scalar: the query's rows as a JSON array, empty rather than null."""
    part = query.subquery("part")
    return select(func.coalesce(func.json_agg(text("part")), text("'[]'::json"))).select_from(part).scalar_subquery()


@dataclass(frozen=True)
class Prepared:
    """A statement rendered once, with numbered places: psycopg would parse named ones again for each long statement."""

    sql: str
    names: tuple[str, ...]
    """What stands at $1, $2 ..."""
    binds: Mapping[str, Any]
    """Values that never change."""

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        given = {**self.binds, **values}
        return [given[name] for name in self.names]


def prepare(statement: ClauseElement) -> Prepared:
    """Render a statement whose lists are arrays (`= any(:list)`), so that one text serves every length."""
    compiled = statement.compile(dialect=DIALECT)
    names = tuple(dict.fromkeys(PLACE.findall(compiled.string)))
    numbers = {name: f"${number}" for number, name in enumerate(names, 1)}
    sql = PLACE.sub(lambda place: numbers[place[1]], compiled.string).replace("%%", "%")
    return Prepared(sql, names, {name: value for name, value in compiled.params.items() if value is not None})


Question = tuple[Prepared, Mapping[str, Any]]


class ReadPool:
    """Connections that never leave a transaction open. A dead one is replaced and the read repeated."""

    def __init__(self, url: str) -> None:
        conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        options = {"autocommit": True, "options": session_options(read_only=True), "connect_timeout": 5}
        self.pool = ConnectionPool(conninfo, kwargs=options, min_size=1, max_size=SIZE, open=False, timeout=20)

    @contextmanager
    def connection(self) -> Iterator[Connection[Any]]:
        self.pool.open()
        with self.pool.connection() as connection:
            yield connection

    def close(self) -> None:
        self.pool.close()

    def fetch(self, *queries: Question) -> list[list[Any]]:
        """The rows of each query, all in one round trip."""
        try:
            return self._fetch(queries)
        except OperationalError:
            self.pool.check()
            return self._fetch(queries)

    def _fetch(self, queries: Sequence[Question]) -> list[list[Any]]:
        with self.connection() as connection, connection.pipeline():
            cursors = [
                RawCursor(connection).execute(statement.sql, statement.arguments(values), prepare=True)
                for statement, values in queries
            ]
            return [cursor.fetchall() for cursor in cursors]
