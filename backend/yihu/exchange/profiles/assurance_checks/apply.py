"""Carrying out a planned list of checks, and taking it back.

A check that the list corrects is voided and stays on file. The importer answers for what the list says: he is not the one
who closes the defects it finds mended.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.assurances import settling
from yihu.assurances.models import AssuranceCheck
from yihu.exchange.models import CHANGE_COLUMNS
from yihu.exchange.profile import Batch
from yihu.exchange.records import Records, acting
from yihu.exchange.restoring import restored
from yihu.exchange.setwise import counted, remake, run
from yihu.kernel import clock
from yihu.kernel.db import look_at
from yihu.kernel.jobs import defer

# What a defect has led to since stands: one that was closed, or that somebody has planned for.
FREE = """
    not exists (
        select from assurance_defect d where d.county = :county
          and (x.id in (d.opened_check_id, d.last_check_id, d.mended_check_id) and d.state = 'closed'
               or x.id = d.opened_check_id and d.next_step is not null))
"""
RECORDS = Records("assurance_check", free=FREE)
VOID = """
    update assurance_check c
    set voided_on = :today, voided_why = '导入更正：' || :source, current = false, version = c.version + 1, updated_at = now()
    from row_plan p where c.county = :county and c.id = p.assurance_check_id and p.action = 'changed'
"""
ADD = """
    insert into assurance_check (county, id, region_code, household_id, member_id, item, rule_version, result, figures,
                                 reasons, note, checked_on, checker_id, checker_name, source, form_id)
    select :county, new_id, region_code, household_id, member_id, item, rule_version, result, figures, reasons, note,
           checked_on, :actor_id, coalesce(checker, :actor_name), :source, :import_id
    from row_plan where action <> 'unchanged'
"""
CORRECTED = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select :county, :import_id, region_code, 'assurance_check', new_id, 1, null from row_plan where action = 'changed'
"""
TOUCHED = "select distinct household_id from row_plan where action <> 'unchanged'"


def apply(session: Session, batch: Batch) -> dict[str, int]:
    binds = acting(session, batch) | {"today": clock.business_date()}
    for step in (*RECORDS.before, VOID, ADD, CORRECTED, *RECORDS.after):
        run(session, step, binds)
    look_at(session, "assurance_check")
    settling.settle(session, batch.county, session.scalars(text(TOUCHED)).all())
    defer(session, "make_round", county=batch.county)
    return {}


TOUCHED_BACK = """
    select distinct x.household_id from assurance_check x join undoing_row r on r.row_id = x.id where x.county = :county
"""
UNMEND = """
    update assurance_defect d set state = 'open', mended_on = null, mended_check_id = null, mended_by = null,
                                  version = d.version + 1, updated_at = now()
    from undoing_row r where d.county = :county and d.state = 'mended' and d.mended_check_id = r.row_id
"""
UNOPEN = "delete from assurance_defect d using undoing_row r where d.county = :county and d.opened_check_id = r.row_id"
# `settle` says again which failed check is the newest.
UNFAIL = """
    update assurance_defect d set last_check_id = d.opened_check_id
    from undoing_row r where d.county = :county and d.last_check_id = r.row_id
"""


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    """Checks of the list go, those it corrected hold again, and the ledger says what it would say without it."""
    binds = acting(session, batch)
    remake(session, "undoing_row", RECORDS.undoing, binds, "row_id")
    homes = session.scalars(text(TOUCHED_BACK), binds).all()
    for step in (*RECORDS.undone, UNMEND, UNOPEN, UNFAIL, RECORDS.delete):
        run(session, step, binds)
    restored(session, AssuranceCheck, binds)
    settling.settle(session, batch.county, homes)
    defer(session, "make_round", county=batch.county)
    return counted(session, RECORDS.counts, binds)
