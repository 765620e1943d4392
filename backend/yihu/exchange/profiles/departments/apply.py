"""Carrying out a planned list of records, and taking it back."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.departments import matching, service
from yihu.departments.models import DepartmentRecord
from yihu.departments.taking import put
from yihu.exchange.models import CHANGE_COLUMNS
from yihu.exchange.profile import Batch
from yihu.exchange.restoring import restored
from yihu.exchange.setwise import counted, remake, run

LOCK = """
    select d.id from department_record d join row_plan p on p.record_id = d.id
    where d.county = :county and p.action = 'changed' order by d.id for update of d
"""
BEFORE = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select d.county, :import_id, d.region_code, 'department_record', d.id, d.version + 1, to_jsonb(d)
    from department_record d join row_plan p on p.record_id = d.id where d.county = :county and p.action = 'changed'
"""
PUT = put("(select * from row_plan where action <> 'unchanged') k", "k.id")
ADDED = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select :county, :import_id, region_code, 'department_record', id, 1, null from row_plan where action = 'new'
"""
TOLD = """
    select (select count(*) from stage) as rows, count(*) filter (where action = 'new') as new,
           count(*) filter (where action = 'changed') as changed, count(*) filter (where why is not null) as unmatched,
           (select count(*) from import_row where county = :county and import_id = :import_id and action = 'rejected') as refused
    from row_plan
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    actor = session.info["actor"]
    sent = service.batch_of(session, batch.county, (actor.id, actor.name), batch.source, import_id=batch.import_id)
    binds = batch.binds | {"batch": sent.id, "region": batch.county}
    for step in (LOCK, BEFORE, PUT, ADDED):
        run(session, step, binds)
    session.execute(text("analyze department_record"))
    matching.of_batch(session, batch.county, sent.id)
    service.received(session, sent, counted(session, TOLD, binds))
    return {}


UNDOING = """
    select c.row_id, c.before, 'department_record' as table_name
    from import_change c join department_record d on d.county = :county and d.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = 'department_record' and d.version = c.version_after
"""
DELETE = """
    delete from department_record d using undoing_row r where d.county = :county and d.id = r.row_id and r.before is null
"""
COUNTS = """
    select (select count(*) from undoing_row) as records_reversed,
           count(*) - (select count(*) from undoing_row) as records_kept
    from import_change where county = :county and import_id = :import_id and table_name = 'department_record'
"""


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    """Records that nobody has touched since get their state of before; new ones go."""
    actor = session.info["actor"]
    sent = service.batch_of(session, batch.county, (actor.id, actor.name), batch.source, import_id=batch.import_id)
    remake(session, "undoing_row", UNDOING, batch.binds, "row_id")
    run(session, DELETE, batch.binds)
    restored(session, DepartmentRecord, batch.binds)
    service.look_again(session, sent)
    return counted(session, COUNTS, batch.binds)
