"""Carrying out a planned list of a department, and taking it back."""

from sqlalchemy.orm import Session

from yihu.assurances.sector_models import DepartmentEntry
from yihu.exchange.models import CHANGE_COLUMNS
from yihu.exchange.profile import Batch
from yihu.exchange.restoring import restored
from yihu.exchange.setwise import counted, remake, run
from yihu.kernel.jobs import defer

LOCK = """
    select e.id from department_entry e join row_plan p on p.entry_id = e.id
    where e.county = :county and p.action = 'changed' order by e.id for update of e
"""
BEFORE = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select e.county, :import_id, e.region_code, 'department_entry', e.id, e.version + 1, to_jsonb(e)
    from department_entry e join row_plan p on p.entry_id = e.id where e.county = :county and p.action = 'changed'
"""
# What has changed is open again: it was settled on what the list said before.
CHANGE = """
    update department_entry e
    set figures = p.figures, result = p.result, source = :source, settled_on = null, settled_by_name = null,
        settlement = null, version = e.version + 1, updated_at = now()
    from row_plan p where e.county = :county and e.id = p.entry_id and p.action = 'changed'
"""
ADD = """
    insert into department_entry (county, id, region_code, item, listed_on, household_id, member_id, name, place, id_hash,
                                  id_masked, result, figures, source)
    select :county, id, region_code, item, listed_on, household_id, member_id, name, place, id_hash, id_masked, result,
           figures, :source
    from row_plan where action = 'new'
"""
ADDED = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select :county, :import_id, region_code, 'department_entry', id, 1, null from row_plan where action = 'new'
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    for step in (LOCK, BEFORE, CHANGE, ADD, ADDED):
        run(session, step, batch.binds)
    defer(session, "make_round", county=batch.county)
    return {}


UNDOING = """
    select c.row_id, c.before, 'department_entry' as table_name
    from import_change c join department_entry e on e.county = :county and e.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = 'department_entry'
      and e.version = c.version_after
"""
DELETE = """
    delete from department_entry e using undoing_row r where e.county = :county and e.id = r.row_id and r.before is null
"""
COUNTS = """
    select (select count(*) from undoing_row) as entries_reversed,
           count(*) - (select count(*) from undoing_row) as entries_kept
    from import_change where county = :county and import_id = :import_id and table_name = 'department_entry'
"""


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    """Lines that nobody has settled since get their state of before; new ones go."""
    remake(session, "undoing_row", UNDOING, batch.binds, "row_id")
    run(session, DELETE, batch.binds)
    restored(session, DepartmentEntry, batch.binds)
    return counted(session, COUNTS, batch.binds)
