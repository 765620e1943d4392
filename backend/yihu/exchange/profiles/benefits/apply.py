"""Carrying out a planned list of grants, and taking it back."""

from sqlalchemy.orm import Session

from yihu.benefits.models import Benefit
from yihu.exchange.profile import Batch
from yihu.exchange.profiles.benefits.plan import BENEFIT
from yihu.exchange.records import Records
from yihu.exchange.restoring import restored
from yihu.exchange.setwise import assignments, columns_of, counted, remake, run
from yihu.kernel.jobs import defer

RECORDS = Records("benefit")
CHANGE = f"""
    update benefit b set {assignments(columns_of(BENEFIT), "p", "b")}, version = b.version + 1, updated_at = now()
    from row_plan p where b.county = :county and b.id = p.benefit_id and p.action = 'changed'
"""
ADD = """
    insert into benefit (county, id, region_code, policy_id, household_id, member_id, granted_on, ends_on, amount, source)
    select :county, id, region_code, policy_id, household_id, member_id, granted_on, ends_on, amount, :source
    from row_plan where action = 'new'
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name}
    for step in (*RECORDS.before, CHANGE, ADD, *RECORDS.after):
        run(session, step, binds)
    defer(session, "make_round", county=batch.county)
    return {}


UNDOING = """
    select c.row_id, c.before, 'benefit' as table_name
    from import_change c join benefit b on b.county = :county and b.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = 'benefit' and b.version = c.version_after
"""


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    """Records that nobody has touched since get their state of before; new ones go."""
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name}
    remake(session, "undoing_row", UNDOING, binds, "row_id")
    for step in (*RECORDS.undone, RECORDS.delete):
        run(session, step, binds)
    restored(session, Benefit, binds)
    return counted(session, RECORDS.counts, binds)
