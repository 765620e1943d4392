"""Lists of which each row is one row of a table: the steps that are the same whatever the table.

The plan (`row_plan`) has `row_no`, `id`, `region_code`, `action` and, of the row on file, `<table>_id`; `undoing_row` is what reversing takes back.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from yihu.exchange.models import CHANGE_COLUMNS
from yihu.exchange.profile import Batch, Verb
from yihu.exchange.restoring import restored
from yihu.exchange.setwise import counted, remake, run
from yihu.kernel.jobs import defer
from yihu.kernel.models import CountyRecord

LOCK = """
    select x.id from {table} x join {plan} p on p.{table}_id = x.id
    where x.county = :county and p.action = 'changed' order by x.id for update of x
"""
BEFORE = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select x.county, :import_id, x.region_code, '{{table}}', x.id, x.version + 1, to_jsonb(x)
    from {{table}} x join {{plan}} p on p.{{table}}_id = x.id where x.county = :county and p.action = 'changed'
"""
ADDED = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select :county, :import_id, region_code, '{{table}}', id, 1, null from {{plan}} where action = 'new'
"""
AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, p.region_code, :actor_id, :actor_name, '{table}.imported', '{table}', p.id,
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text),
                              'new', p.action = 'new', 'changes', r.changes)
    from {plan} p join import_row r on r.county = :county and r.import_id = :import_id and r.row_no = p.row_no
    where p.action <> 'unchanged'
"""
FACTS = """
    insert into fact (county, region_code, name, subject_kind, subject_id, data)
    select :county, p.region_code, case p.action when 'new' then '{made}' else '{event}' end, '{table}', p.id,
           {about} || case p.action when 'new' then {about_new} else {imported} end
    from {plan} p where p.action <> 'unchanged'
"""
UNDOING = """
    select c.row_id, c.before, '{table}' as table_name
    from import_change c join {table} x on x.county = :county and x.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = '{table}' and x.version = c.version_after
      and {free}
"""
UNDONE_AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, x.region_code, :actor_id, :actor_name, '{table}.import_reversed', '{table}', x.id,
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text))
    from undoing_row r join {table} x on x.county = :county and x.id = r.row_id
"""
UNDONE_FACTS = """
    insert into fact (county, region_code, name, subject_kind, subject_id, data)
    select :county, x.region_code, '{event}', '{table}', x.id,
           {undone} || jsonb_build_object('fields', jsonb_build_array('import_reversed'))
    from undoing_row r join {table} x on x.county = :county and x.id = r.row_id
"""
DELETE = "delete from {table} x using undoing_row r where x.county = :county and x.id = r.row_id and r.before is null"
COUNTS = """
    select (select count(*) from undoing_row) as {tables}_reversed,
           count(*) - (select count(*) from undoing_row) as {tables}_kept
    from import_change where county = :county and import_id = :import_id and table_name = '{table}'
"""


IMPORTED = "jsonb_build_object('fields', jsonb_build_array('import'))"


def _object(row: str, columns: tuple[str, ...]) -> str:
    return "jsonb_build_object({})".format(", ".join(f"'{name}', {row}.{name}" for name in columns))


@dataclass(frozen=True)
class Records:
    table: str
    event: str | None = None
    """The fact that tells of a change, where somebody listens."""
    made: str | None = None
    """The fact that tells of a new one, where it is another."""
    says: tuple[str, ...] = ()
    """Columns that the facts carry."""
    says_new: tuple[str, ...] = ()
    """Columns that only the fact of a new one carries; without it says that the list brought it."""
    free: str = "true"
    """SQL condition on `x`: nobody has built on it, so that it may be taken back."""
    plan: str = "row_plan"
    """The table of what each row would do."""

    @property
    def before(self) -> tuple[str, ...]:
        """What comes before the rows are written."""
        return self._of(LOCK, BEFORE)

    @property
    def added(self) -> str:
        return self._of(ADDED)[0]

    @property
    def after(self) -> tuple[str, ...]:
        return self._of(ADDED, *((FACTS,) if self.event else ()), AUDIT)

    @property
    def undoing(self) -> str:
        """Query of the rows that nobody has touched since: `undoing_row`."""
        return self._of(UNDOING)[0]

    @property
    def undone(self) -> tuple[str, ...]:
        """What comes before the rows of `undoing_row` go or get back their values."""
        return self._of(UNDONE_AUDIT, *((UNDONE_FACTS,) if self.event else ()))

    @property
    def delete(self) -> str:
        return self._of(DELETE)[0]

    @property
    def counts(self) -> str:
        return self._of(COUNTS)[0]

    def _of(self, *steps: str) -> tuple[str, ...]:
        tables = f"{self.table[:-1]}ies" if self.table.endswith("y") else f"{self.table}s"
        names = {
            "table": self.table, "tables": tables, "plan": self.plan, "event": self.event, "free": self.free,
            "imported": IMPORTED, "made": self.made or self.event, "about": _object("p", self.says), "undone": _object("x", self.says),
            "about_new": _object("p", self.says_new) if self.made else IMPORTED,
        }  # fmt: skip
        return tuple(step.format(**names) for step in steps)


def since(parent: str, column: str) -> str:
    """SQL for `free`: the record that `column` names, which the list has changed too, is still as the list left it."""
    return f"""
        not exists (select from import_change w join {parent} y on y.county = :county and y.id = w.row_id
                    where w.county = :county and w.import_id = :import_id and w.table_name = '{parent}'
                      and w.row_id = x.{column} and y.version <> w.version_after)
    """


def acting(session: Session, batch: Batch) -> dict[str, Any]:
    """The binds of these steps: the batch, and who carries it out."""
    actor = session.info["actor"]
    return batch.binds | {"actor_id": actor.id, "actor_name": actor.name}


def taken_back(records: Records, table: type[CountyRecord]) -> Verb:
    """Rows that nobody has touched since get their state of before, new ones go, and the county is judged again."""

    def reverse(session: Session, batch: Batch) -> dict[str, int]:
        binds = acting(session, batch)
        remake(session, "undoing_row", records.undoing, binds, "row_id")
        for step in (*records.undone, records.delete):
            run(session, step, binds)
        restored(session, table, binds)
        defer(session, "make_round", county=batch.county)
        return counted(session, records.counts, binds)

    return reverse
