"""Carrying out a planned list of a department, and taking it back."""

from sqlalchemy.orm import Session

from yihu.assurances.sector_models import DepartmentEntry
from yihu.exchange.profile import Batch
from yihu.exchange.records import Records, acting, taken_back
from yihu.exchange.setwise import run
from yihu.kernel.jobs import defer

RECORDS = Records("department_entry")
# What has changed is open again: it was settled on what the list said before.
CHANGE = """
    update department_entry e
    set figures = p.figures, result = p.result, source = :source, settled_on = null, settled_by_name = null,
        settlement = null, version = e.version + 1, updated_at = now()
    from row_plan p where e.county = :county and e.id = p.department_entry_id and p.action = 'changed'
"""
ADD = """
    insert into department_entry (county, id, region_code, item, listed_on, household_id, member_id, name, place, id_hash,
                                  id_masked, result, figures, source)
    select :county, id, region_code, item, listed_on, household_id, member_id, name, place, id_hash, id_masked, result,
           figures, :source
    from row_plan where action = 'new'
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    binds = acting(session, batch)
    for step in (*RECORDS.before, CHANGE, ADD, *RECORDS.after):
        run(session, step, binds)
    defer(session, "make_round", county=batch.county)
    return {}


reverse = taken_back(RECORDS, DepartmentEntry)
