"""Lists of which each row is one row of a table: the steps that are the same whatever the table.

`row_plan` has `id`, `region_code`, `action` and, of the row on file, `<table>_id`; `undoing_row` is what reversing takes back.
"""

from dataclasses import dataclass

from yihu.exchange.models import CHANGE_COLUMNS

LOCK = """
    select x.id from {table} x join row_plan p on p.{table}_id = x.id
    where x.county = :county and p.action = 'changed' order by x.id for update of x
"""
BEFORE = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select x.county, :import_id, x.region_code, '{{table}}', x.id, x.version + 1, to_jsonb(x)
    from {{table}} x join row_plan p on p.{{table}}_id = x.id where x.county = :county and p.action = 'changed'
"""
ADDED = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select :county, :import_id, region_code, '{{table}}', id, 1, null from row_plan where action = 'new'
"""
AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, p.region_code, :actor_id, :actor_name, '{table}.imported', '{table}', p.id,
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text),
                              'new', p.action = 'new', 'changes', r.changes)
    from row_plan p join import_row r on r.county = :county and r.import_id = :import_id and r.row_no = p.row_no
    where p.action <> 'unchanged'
"""
FACTS = """
    insert into fact (county, region_code, name, subject_kind, subject_id, data)
    select :county, region_code, '{event}', '{table}', id, jsonb_build_object('fields', jsonb_build_array('import'))
    from row_plan where action <> 'unchanged'
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
           jsonb_build_object('fields', jsonb_build_array('import_reversed'))
    from undoing_row r join {table} x on x.county = :county and x.id = r.row_id
"""
DELETE = "delete from {table} x using undoing_row r where x.county = :county and x.id = r.row_id and r.before is null"
COUNTS = """
    select (select count(*) from undoing_row) as {table}s_reversed,
           count(*) - (select count(*) from undoing_row) as {table}s_kept
    from import_change where county = :county and import_id = :import_id and table_name = '{table}'
"""


@dataclass(frozen=True)
class Records:
    table: str
    event: str | None = None
    """The fact that tells of a change, where somebody listens."""

    @property
    def before(self) -> tuple[str, ...]:
        """What comes before the rows are written."""
        return self._of(LOCK, BEFORE)

    @property
    def after(self) -> tuple[str, ...]:
        return self._of(ADDED, *((FACTS,) if self.event else ()), AUDIT)

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
        return tuple(step.format(table=self.table, event=self.event) for step in steps)
