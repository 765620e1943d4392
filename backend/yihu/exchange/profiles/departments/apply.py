"""Carrying out a planned list of records, and taking it back."""

from sqlalchemy.orm import Session

from yihu.departments import matching, service
from yihu.departments.models import DepartmentRecord
from yihu.departments.taking import put
from yihu.exchange.profile import Batch
from yihu.exchange.records import Records
from yihu.exchange.restoring import restored
from yihu.exchange.setwise import counted, remake, run
from yihu.kernel.db import look_at

RECORDS = Records("department_record")
PUT = put("(select * from row_plan where action <> 'unchanged') k", "k.id")
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
    for step in (*RECORDS.before, PUT, RECORDS.added):
        run(session, step, binds)
    look_at(session, "department_record")
    matching.of_batch(session, batch.county, sent.id)
    service.received(session, sent, counted(session, TOLD, binds))
    return {}


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    """Records that nobody has touched since get their state of before; new ones go."""
    actor = session.info["actor"]
    sent = service.batch_of(session, batch.county, (actor.id, actor.name), batch.source, import_id=batch.import_id)
    binds = batch.binds
    remake(session, "undoing_row", RECORDS.undoing, binds, "row_id")
    run(session, RECORDS.delete, binds)
    restored(session, DepartmentRecord, binds)
    service.look_again(session, sent)
    return counted(session, RECORDS.counts, binds)
