"""Carrying out a planned grouping sheet, and taking it back. Pairs that hold already stay; nothing is ended by a list."""

from sqlalchemy.orm import Session

from yihu.exchange.models import CHANGE_COLUMNS
from yihu.exchange.profile import Batch
from yihu.exchange.setwise import counted, remake, run
from yihu.kernel.jobs import defer

ADD = """
    insert into pairing (county, id, region_code, helper_id, kind, household_id, member_id, helper_name, helper_unit,
                         helper_phone, helper_level, valid_from)
    select :county, p.id, p.region_code, p.helper_id, p.kind, p.household_id, p.member_id, w.name, u.name, w.phone, w.level,
           p.valid_from
    from row_plan p
    join helper w on w.county = :county and w.id = p.helper_id
    left join unit u on u.county = :county and u.id = w.unit_id
    where p.action = 'new'
"""
ADDED = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select :county, :import_id, region_code, 'pairing', id, 1, null from row_plan where action = 'new'
"""
FACTS = """
    insert into fact (county, region_code, name, subject_kind, subject_id, data)
    select :county, region_code, 'PairingMade', 'pairing', id, jsonb_build_object('household_id', household_id, 'kind', kind)
    from row_plan where action = 'new'
"""
AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, region_code, :actor_id, :actor_name, 'pairing.imported',
           case when household_id is null then 'pairing' else 'household' end, coalesce(household_id, id),
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text), 'kind', kind)
    from row_plan where action = 'new'
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name}
    for step in (ADD, ADDED, FACTS, AUDIT):
        run(session, step, binds)
    defer(session, "make_round", county=batch.county)
    return {}


# One that somebody has taken over has a successor: it stays.
UNDOING = """
    select g.id, g.region_code, g.household_id, g.kind
    from import_change c join pairing g on g.county = :county and g.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = 'pairing' and g.version = c.version_after
      and g.valid_to is null
"""
UNDONE_FACTS = """
    insert into fact (county, region_code, name, subject_kind, subject_id, data)
    select :county, region_code, 'PairingEnded', 'pairing', id, jsonb_build_object('household_id', household_id, 'kind', kind)
    from undoing
"""
UNDONE_AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, region_code, :actor_id, :actor_name, 'pairing.import_reversed',
           case when household_id is null then 'pairing' else 'household' end, coalesce(household_id, id),
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text), 'kind', kind)
    from undoing
"""
DELETE = "delete from pairing g using undoing x where g.county = :county and g.id = x.id"
COUNTS = """
    select (select count(*) from undoing) as pairings_reversed, count(*) - (select count(*) from undoing) as pairings_kept
    from import_change where county = :county and import_id = :import_id and table_name = 'pairing'
"""


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    """Pairings that nobody has touched since go; the others stay."""
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name}
    remake(session, "undoing", UNDOING, binds, "id")
    for step in (UNDONE_FACTS, UNDONE_AUDIT, DELETE):
        run(session, step, binds)
    defer(session, "make_round", county=batch.county)
    return counted(session, COUNTS, binds)
