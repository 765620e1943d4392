"""The report of a list: what each row would do, kept row by row for people to read."""

from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch, Profile
from yihu.exchange.setwise import counted, run

FORGET = "delete from import_row where county = :county and import_id = :import_id"
WRITE = """
    insert into import_row (county, import_id, row_no, region_code, label, action, target_id, data, changes, errors)
    select :county, :import_id, row_no, region_code, label, action, target_id, data, changes, errors from ({outcome}) o
"""
# Only what differs: on a list that nobody has interfered with that is nothing.
BRING_UP_TO_DATE = """
    update import_row r
    set label = o.label, action = o.action, target_id = o.target_id, data = o.data, changes = o.changes, errors = o.errors
    from ({outcome}) o
    where r.county = :county and r.import_id = :import_id and r.row_no = o.row_no
      and (r.action <> o.action or (o.action = 'changed' and r.changes <> o.changes)
           or (o.action = 'rejected' and r.errors <> o.errors))
"""
COUNTS = """
    select count(*) as rows, count(*) filter (where action = 'new') as new,
           count(*) filter (where action = 'changed') as changed,
           count(*) filter (where action = 'unchanged') as unchanged,
           count(*) filter (where action = 'rejected') as rejected
    from import_row where county = :county and import_id = :import_id
"""


def write(session: Session, batch: Batch, profile: Profile) -> dict[str, int]:
    run(session, FORGET, batch.binds)
    run(session, WRITE.format(outcome=profile.outcome), batch.binds)
    return counted(session, COUNTS, batch.binds)


def bring_up_to_date(session: Session, batch: Batch, profile: Profile) -> dict[str, int]:
    """The files may have changed since the list was checked."""
    run(session, BRING_UP_TO_DATE.format(outcome=profile.outcome), batch.binds)
    return counted(session, COUNTS, batch.binds)
