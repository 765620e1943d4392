"""Carrying out a planned bank list, and taking it back; notices follow at once."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.exchange.models import CHANGE_COLUMNS
from yihu.exchange.profile import Batch
from yihu.exchange.profiles.loans.plan import LOAN
from yihu.exchange.restoring import restored
from yihu.exchange.setwise import assignments, columns_of, counted, remake, run
from yihu.loans import rounds
from yihu.loans.models import Loan

COLUMNS = (*columns_of(LOAN), "borrower_id")
NEW = ("household_id", "region_code", "bank_code", "contract_no", *COLUMNS)
FEW = 1000
"""Changed loans up to which naming them is cheaper than looking at all loans of the county."""

LOCK = """
    select l.id from loan l join row_plan p on p.loan_id = l.id
    where l.county = :county and p.action = 'changed' order by l.id for update of l
"""
BEFORE = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select l.county, :import_id, l.region_code, 'loan', l.id, l.version + 1, to_jsonb(l)
    from loan l join row_plan p on p.loan_id = l.id where l.county = :county and p.action = 'changed'
"""
CHANGE = f"""
    update loan l set {assignments(COLUMNS, "p", "l")}, version = l.version + 1, updated_at = now()
    from row_plan p where l.county = :county and l.id = p.loan_id and p.action = 'changed'
"""
ADD = f"""
    insert into loan (county, id, {", ".join(NEW)})
    select :county, id, {", ".join(NEW)} from row_plan where action = 'new'
"""
ADDED = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select :county, :import_id, region_code, 'loan', id, 1, null from row_plan where action = 'new'
"""
FACTS = """
    insert into fact (county, region_code, name, subject_kind, subject_id, data)
    select :county, region_code, 'LoanChanged', 'loan', id, '{"fields": ["import"]}' from row_plan where action <> 'unchanged'
"""
AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, p.region_code, :actor_id, :actor_name, 'loan.imported', 'loan', p.id,
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text),
                              'new', p.action = 'new', 'changes', r.changes)
    from row_plan p join import_row r on r.county = :county and r.import_id = :import_id and r.row_no = p.row_no
    where p.action <> 'unchanged'
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name}
    for step in (LOCK, BEFORE, CHANGE, ADD, ADDED, FACTS, AUDIT):
        run(session, step, binds)
    touched = session.scalars(text("select id from row_plan where action <> 'unchanged'")).all()
    told = rounds.after_change(session, batch.county, touched if len(touched) <= FEW else None)
    return {f"notices_{what}": count for what, count in told.items()}


# A loan of which a notice has been delivered stays: the household has been told of it.
UNDOING = """
    select c.row_id, c.before, 'loan' as table_name
    from import_change c join loan l on l.county = :county and l.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = 'loan' and l.version = c.version_after
      and (c.before is not null or not exists (
           select from loan_notice n where n.county = :county and n.loan_id = l.id and n.state = 'delivered'))
"""
UNDONE_AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, l.region_code, :actor_id, :actor_name, 'loan.import_reversed', 'loan', l.id,
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text))
    from undoing_row r join loan l on l.county = :county and l.id = r.row_id
"""
UNDONE_FACTS = """
    insert into fact (county, region_code, name, subject_kind, subject_id, data)
    select :county, l.region_code, 'LoanChanged', 'loan', l.id, '{"fields": ["import_reversed"]}'
    from undoing_row r join loan l on l.county = :county and l.id = r.row_id
"""
DELETE_NOTICES = """
    delete from loan_notice n using undoing_row r where n.county = :county and n.loan_id = r.row_id and r.before is null
"""
DELETE = "delete from loan l using undoing_row r where l.county = :county and l.id = r.row_id and r.before is null"
COUNTS = """
    select (select count(*) from undoing_row) as loans_reversed, count(*) - (select count(*) from undoing_row) as loans_kept
    from import_change where county = :county and import_id = :import_id and table_name = 'loan'
"""


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    """Loans that nobody has touched since get their state of before; new ones go, with the notices nobody has delivered."""
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name}
    remake(session, "undoing_row", UNDOING, binds, "row_id")
    for step in (UNDONE_AUDIT, UNDONE_FACTS, DELETE_NOTICES, DELETE):
        run(session, step, binds)
    restored(session, Loan, binds)
    rounds.after_change(session, batch.county)
    return counted(session, COUNTS, binds)
