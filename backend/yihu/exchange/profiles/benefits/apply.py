"""Carrying out a planned list of grants, and taking it back."""

from sqlalchemy.orm import Session

from yihu.benefits.models import Benefit
from yihu.exchange.models import CHANGE_COLUMNS
from yihu.exchange.profile import Batch
from yihu.exchange.profiles.benefits.plan import BENEFIT
from yihu.exchange.restoring import restored
from yihu.exchange.setwise import assignments, columns_of, counted, remake, run
from yihu.kernel.jobs import defer

LOCK = """
    select b.id from benefit b join row_plan p on p.benefit_id = b.id
    where b.county = :county and p.action = 'changed' order by b.id for update of b
"""
BEFORE = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select b.county, :import_id, b.region_code, 'benefit', b.id, b.version + 1, to_jsonb(b)
    from benefit b join row_plan p on p.benefit_id = b.id where b.county = :county and p.action = 'changed'
"""
CHANGE = f"""
    update benefit b set {assignments(columns_of(BENEFIT), "p", "b")}, version = b.version + 1, updated_at = now()
    from row_plan p where b.county = :county and b.id = p.benefit_id and p.action = 'changed'
"""
ADD = """
    insert into benefit (county, id, region_code, policy_id, household_id, member_id, granted_on, ends_on, amount, source)
    select :county, id, region_code, policy_id, household_id, member_id, granted_on, ends_on, amount, :source
    from row_plan where action = 'new'
"""
ADDED = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select :county, :import_id, region_code, 'benefit', id, 1, null from row_plan where action = 'new'
"""
AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, p.region_code, :actor_id, :actor_name, 'benefit.imported', 'benefit', p.id,
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text),
                              'new', p.action = 'new', 'changes', r.changes)
    from row_plan p join import_row r on r.county = :county and r.import_id = :import_id and r.row_no = p.row_no
    where p.action <> 'unchanged'
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name}
    for step in (LOCK, BEFORE, CHANGE, ADD, ADDED, AUDIT):
        run(session, step, binds)
    defer(session, "make_round", county=batch.county)
    return {}


UNDOING = """
    select c.row_id, c.before, 'benefit' as table_name
    from import_change c join benefit b on b.county = :county and b.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = 'benefit' and b.version = c.version_after
"""
UNDONE_AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, b.region_code, :actor_id, :actor_name, 'benefit.import_reversed', 'benefit', b.id,
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text))
    from undoing_row r join benefit b on b.county = :county and b.id = r.row_id
"""
DELETE = "delete from benefit b using undoing_row r where b.county = :county and b.id = r.row_id and r.before is null"
COUNTS = """
    select (select count(*) from undoing_row) as benefits_reversed,
           count(*) - (select count(*) from undoing_row) as benefits_kept
    from import_change where county = :county and import_id = :import_id and table_name = 'benefit'
"""


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    """Records that nobody has touched since get their state of before; new ones go."""
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name}
    remake(session, "undoing_row", UNDOING, binds, "row_id")
    for step in (UNDONE_AUDIT, DELETE):
        run(session, step, binds)
    restored(session, Benefit, binds)
    return counted(session, COUNTS, binds)
