"""What the dry run read and found, kept in the database: start uses it again if nothing that was looked at has changed since.

Every version of a row carries the number of the transaction that wrote it, and no transaction's rows appear before it has
committed. So the county's tables are as they were if and only if these numbers are the same ones, counted.

The tables stand in a schema of their own and are not logged: after a crash of PostgreSQL they are empty, the mark too, and the
list is read in and planned again. The plan's SQL sees them under their short names, as views of the transaction.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

import yihu
from yihu.exchange import reading
from yihu.exchange.profile import Batch, Profile
from yihu.exchange.setwise import indexed, load_stage, roomy

STAGE, MARK = "stage", "mark"
VERSIONS = """
    select count(*) || ' ' || coalesce(sum(hashint8extended(cast(cast(xmin as text) as bigint), 0)), 0)
    from {table} where county = :county
"""
TABLES = """
    select string_agg(cast(cast(oid as regclass) as text), ', ') from pg_class
    where relnamespace = 'lists'::regnamespace and relkind = 'r' and right(relname, 32) = :hex
"""


def files_now(session: Session, batch: Batch, profile: Profile) -> str:
    """What is compared: ask before planning, so that a change in between is noticed."""
    found = [session.scalar(text(VERSIONS.format(table=t)), {"county": batch.county}) for t in profile.looks_at]
    return " ".join((_program(), *map(str, found)))


@cache
def _program() -> str:
    """The whole of it: a plan takes its SQL from many rooms, and another version is to plan anew."""
    whole = sha256()
    for path in sorted(Path(yihu.__file__).parent.rglob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def load(session: Session, batch: Batch, profile: Profile) -> None:
    """Make `stage` of what the reading processes wrote."""
    forget(session, batch.import_id)
    load_stage(session, _table(batch.import_id, STAGE), profile.form.stage, reading.rows(batch.import_id))
    _show(session, batch.import_id, STAGE)


def keep(session: Session, batch: Batch, profile: Profile, files: str) -> None:
    """Let the plan's tables stay beside `stage`; `files` is what `files_now` said before planning."""
    for name, index in profile.plan_tables.items():
        table = _table(batch.import_id, name)
        session.execute(text(f"create unlogged table {table} as table pg_temp.{name}"))
        indexed(session, table, index)
    session.execute(
        text(f"create unlogged table {_table(batch.import_id, MARK)} as select :files as files"), {"files": files}
    )
    session.execute(text(f"drop view pg_temp.{STAGE}"))


def taken_up(session: Session, batch: Batch, profile: Profile) -> bool:
    """Make the plan's tables as the dry run left them, unless they might say something else today."""
    mark = _table(batch.import_id, MARK)
    if session.scalar(text("select to_regclass(:mark)"), {"mark": mark}) is None:
        return False
    if session.scalar(text(f"select files from {mark}")) != files_now(session, batch, profile):
        return False
    roomy(session)
    for name in (STAGE, *profile.plan_tables):
        _show(session, batch.import_id, name)
    return True


def forget(session: Session, import_id: UUID) -> None:
    if tables := session.scalar(text(TABLES), {"hex": import_id.hex}):
        session.execute(text(f"drop table {tables} cascade"))


def _table(import_id: UUID, name: str) -> str:
    return f"lists.{name}_{import_id.hex}"


def _show(session: Session, import_id: UUID, name: str) -> None:
    """A view that goes with its table, or before the transaction ends."""
    session.execute(text(f"drop table if exists pg_temp.{name}"))
    session.execute(text(f"create temp view {name} as table {_table(import_id, name)}"))
