"""Carrying out a planned bank list, and taking it back; notices follow at once."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.exchange.profiles.loans.plan import LOAN
from yihu.exchange.records import Records, acting
from yihu.exchange.restoring import REMOVED, restored
from yihu.exchange.setwise import assignments, columns_of, counted, remake, run
from yihu.loans import rounds
from yihu.loans.models import Loan

# A loan stays of which the household has been told, or on which something came back.
FREE = """
    (c.before is not null
     or not exists (select from loan_notice n where n.county = :county and n.loan_id = x.id and n.state = 'delivered')
        and not exists (select from loan_repayment r where r.county = :county and r.loan_id = x.id))
"""
RECORDS = Records("loan", "LoanChanged", free=FREE)
COLUMNS = (*columns_of(LOAN), "borrower_id")
NEW = ("household_id", "region_code", "bank_code", "contract_no", *COLUMNS)
FEW = 1000
"""Changed loans up to which naming them is cheaper than looking at all loans of the county."""

CHANGE = f"""
    update loan l set {assignments(COLUMNS, "p", "l")}, version = l.version + 1, updated_at = now()
    from row_plan p where l.county = :county and l.id = p.loan_id and p.action = 'changed'
"""
ADD = f"""
    insert into loan (county, id, {", ".join(NEW)})
    select :county, id, {", ".join(NEW)} from row_plan where action = 'new'
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    binds = acting(session, batch)
    for step in (*RECORDS.before, CHANGE, ADD, *RECORDS.after):
        run(session, step, binds)
    touched = session.scalars(text("select id from row_plan where action <> 'unchanged'")).all()
    told = rounds.after_change(session, batch.county, touched if len(touched) <= FEW else None)
    return {f"notices_{what}": count for what, count in told.items()}


NOTICES_GONE = "x.county = :county and x.loan_id in (select r.row_id from undoing_row r where r.before is null)"
TELL_NOTICES = REMOVED.format(subject="loan_notice", table="loan_notice", mine=NOTICES_GONE)
DELETE_NOTICES = f"delete from loan_notice x where {NOTICES_GONE}"


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    """Loans that nobody has touched since get their state of before; new ones go, with the notices nobody has delivered."""
    binds = acting(session, batch)
    remake(session, "undoing_row", RECORDS.undoing, binds, "row_id")
    for step in (*RECORDS.undone, TELL_NOTICES, DELETE_NOTICES, RECORDS.delete):
        run(session, step, binds)
    restored(session, Loan, binds)
    rounds.after_change(session, batch.county)
    return counted(session, RECORDS.counts, binds)
