"""The report of a list: what each row would do, kept for people to read."""

from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch, Profile
from yihu.exchange.setwise import counted, run

FORGET = "delete from import_row where county = :county and import_id = :import_id"
WRITE = """
    insert into import_row (county, import_id, row_no, rows, region_code, label, action, target_id, data, changes, errors)
    select :county, :import_id, row_no, {rows}, region_code, label, action, target_id, data, changes, errors
    from ({outcome}) o
"""
# Of a line that could not be read at all the checks find everything missing: its one reason is enough.
BROKEN = """
    delete from fault f using stage s where s.row_no = f.row_no and s.errors @> '[{"column": null}]'
"""
COUNTS = """
    select coalesce(sum(rows), 0) as rows,
           coalesce(sum(rows) filter (where action = 'new'), 0) as new,
           coalesce(sum(rows) filter (where action = 'changed'), 0) as changed,
           coalesce(sum(rows) filter (where action = 'unchanged'), 0) as unchanged,
           coalesce(sum(rows) filter (where action = 'rejected'), 0) as rejected
    from import_row where county = :county and import_id = :import_id
"""


def write(session: Session, batch: Batch, profile: Profile) -> dict[str, int]:
    run(session, FORGET, batch.binds)
    run(session, BROKEN, batch.binds)
    run(session, WRITE.format(outcome=profile.outcome, rows=profile.rows), batch.binds)
    return counted(session, COUNTS, batch.binds)
