"""Reads the SQL that the application sends: does every county table in it say which county?

A province would distribute the tables by county; a statement that leaves the county open would ask every machine. Row-level
security does not replace it. A statement that truly goes over all counties says so in a comment: `/* every county: ... */`.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, event
from sqlglot import exp, parse_one

import tests
import yihu
from yihu import main  # noqa: F401  every table is known
from yihu.kernel.models import Base
from yihu.kernel.reading import ReadPool

COUNTY_TABLES = frozenset(t.name for t in Base.metadata.tables.values() if "county" in t.columns)
HOUSE, TESTS = (f"{Path(package.__file__).parent}/" for package in (yihu, tests))
EVERY_COUNTY = "/* every county:"
PLACE = re.compile(r"%\(\w+\)s")
READS = ("select", "with", "update", "delete", "insert", "merge")
Names = dict[str, str]


@cache
def misses(sql: str) -> tuple[str, ...]:
    """`table alias` of every county table in the statement that is not held to one county."""
    if EVERY_COUNTY in sql or not sql.lstrip(" \n(").lower().startswith(READS):
        return ()
    if not any(table in sql for table in COUNTY_TABLES):
        return ()
    tree = parse_one(PLACE.sub("$1", sql).replace("%%", "%"), read="postgres")
    parts = tree.find_all(exp.Select, exp.Update, exp.Delete)
    return tuple(missing for part in parts for missing in _open_tables(part))


def _open_tables(part: exp.Expression) -> Iterator[str]:
    tables = {name: table for name, table in _tables(part) if table in COUNTY_TABLES}
    held = _held(part)
    for alias, table in tables.items():
        if alias not in held and not (len(tables) == 1 and "" in held):
            yield f"{table} {alias}"


def _tables(part: exp.Expression) -> Iterator[tuple[str, str]]:
    """Alias and name of the tables of this query itself, not of the queries inside it."""
    ctes = {cte.alias for around in _around(part) for cte in getattr(around.args.get("with_"), "expressions", ())}
    for table in part.find_all(exp.Table):
        if _owner(table) is part and table.name not in ctes:
            yield table.alias_or_name, table.name


def _owner(node: exp.Expression) -> exp.Expression | None:
    return node.find_ancestor(exp.Select, exp.Update, exp.Delete, exp.Insert)


def _around(part: exp.Expression | None) -> Iterator[exp.Expression]:
    while part is not None:
        yield part
        part = part.parent


def _held(part: exp.Expression) -> set[str]:
    """Aliases with `county = value`, and those equal to one of them in turn; `""` for an unqualified column."""
    pairs = [
        (equal.left, equal.right)
        for equal in part.find_all(exp.EQ)
        if _owner(equal) is part and "county" in (equal.left.name, equal.right.name)
    ]
    held: set[str] = set()
    before = -1
    while before != len(held):
        before = len(held)
        for one, other in (*pairs, *((b, a) for a, b in pairs)):
            if isinstance(one, exp.Column) and one.name == "county":
                value = not isinstance(other, exp.Column)
                if value or (other.name == "county" and other.table in held):
                    held.add(one.table)
    return held


class Watch:
    """Listens to every engine and read pool of the process while tests run."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, ...]] = {}
        event.listen(Engine, "before_cursor_execute", self._sent)
        fetch = ReadPool._fetch

        def told(pool: ReadPool, queries):
            for statement, _ in queries:
                self.look(statement.sql)
            return fetch(pool, queries)

        ReadPool._fetch = told

    def _sent(self, _connection, _cursor, statement, _parameters, _context, _executemany) -> None:
        if _from_application():
            self.look(statement)

    def look(self, sql: str) -> None:
        missing = misses(sql)
        if missing:
            self.found[sql] = missing

    def take(self) -> dict[str, tuple[str, ...]]:
        """What was found since the last time."""
        found, self.found = self.found, {}
        return found


def _from_application() -> bool:
    """Whether the house itself sends it, rather than a test that arranges or looks."""
    frame = sys._getframe()
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(HOUSE):
            return True
        if name.startswith(TESTS) and name != __file__:
            return False
        frame = frame.f_back
    return False
