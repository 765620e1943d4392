"""Keys and indexes after the rows, as when a copy is restored: checked and sorted in sets, they cost a third of row by row.

Both lock their tables until the transaction ends; a row that does not fit takes the whole of it back.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

FOREIGN_KEYS = text(
    """
    select format('alter table %s drop constraint %I', conrelid::regclass, conname),
           format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    from pg_constraint where contype = 'f' and conrelid = any(cast(:tables as regclass[]))
    """
)
INDEXES = text(
    """
    select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    from pg_index i where indrelid = any(cast(:tables as regclass[]))
      and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
    """
)


@contextmanager
def checked(session: Session, tables: Sequence[str]) -> Iterator[None]:
    """What these tables say of others is checked when the block ends."""
    yield from _without(session, FOREIGN_KEYS, tables)


@contextmanager
def indexed(session: Session, tables: Sequence[str]) -> Iterator[None]:
    """What these tables have indexes for, keys apart, is indexed when the block ends."""
    yield from _without(session, INDEXES, tables)


def _without(session: Session, things: TextClause, tables: Sequence[str]) -> Iterator[None]:
    found = session.execute(things, {"tables": list(tables)}).all()
    for drop, _ in found:
        session.connection().exec_driver_sql(drop)
    yield
    for _, create in found:
        session.connection().exec_driver_sql(create)
