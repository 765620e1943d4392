"""Taking a member list back: households that nobody has touched since get their state of before; the others stay."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.exchange.profiles.households.places import move
from yihu.exchange.restoring import pointing_at, restored, take_along
from yihu.exchange.setwise import counted, made, remake, run
from yihu.households import derive
from yihu.households.models import Household, HouseholdHistory, HouseholdIssue, Member

OWN = (Household, Member, HouseholdHistory, HouseholdIssue)
"""Tables whose rows come and go with the import; anything else that points at an imported row keeps it."""

# What the list has made is known by its ids.
UNDOING = f"""
    select h.id, true as is_new, cast(null as text) as region_code, h.region_code as place
    from household h where h.county = :county and {made("h.id")} and h.version = 1
    union all
    select h.id, false, c.before ->> 'region_code', h.region_code
    from import_change c join household h on h.county = :county and h.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = 'household' and c.before is not null
      and h.version = c.version_after
"""
KEPT = """
    delete from undoing u using member m
    where m.county = :county and m.household_id = u.id and m.id in ({members})
      and (u.is_new or exists (select from import_change c where c.county = :county and c.import_id = :import_id
                               and c.table_name = 'member' and c.before is null and c.row_id = m.id))
"""
KEPT_HOUSEHOLDS = "delete from undoing u where u.is_new and u.id in ({households})"
GONE = "select id from undoing where is_new"
GONE_MEMBERS = f"""
    select row_id from undoing_row where table_name = 'member' and before is null
    union all select id from member where county = :county and household_id in ({GONE})
"""
ROWS = """
    select c.table_name, c.row_id, c.before
    from import_change c join {table} x on x.county = :county and x.id = c.row_id join undoing u on u.id = x.household_id
    where c.county = :county and c.import_id = :import_id and c.table_name = '{table}'
"""
DELETE = """
    delete from {table} x using undoing_row r
    where x.county = :county and x.id = r.row_id and r.table_name = '{table}' and r.before is null
"""
DELETE_WHOLE = """
    delete from {table} x using undoing u where x.county = :county and x.household_id = u.id and {which}
"""
DELETE_HOUSEHOLDS = "delete from household h using undoing u where h.county = :county and h.id = u.id and u.is_new"
BEFORE = """
    select 'household' as table_name, c.row_id, c.before from import_change c join undoing u on u.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = 'household' and c.before is not null
"""
FACTS = """
    insert into fact (county, region_code, name, subject_kind, subject_id, data)
    select :county, u.place, 'HouseholdChanged', 'household', u.id, '{"fields": ["import_reversed"]}'
    from undoing u
"""
AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, u.place, :actor_id, :actor_name, 'household.import_reversed', 'household', u.id,
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text))
    from undoing u
"""
COUNTS = f"""
    select (select count(*) from undoing) as households_reversed,
           (select count(*) from household h where h.county = :county and {made("h.id")})
           + (select count(*) from import_change where county = :county and import_id = :import_id
              and table_name = 'household' and before is not null)
           - (select count(*) from undoing where not is_new) as households_kept
"""


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name}
    remake(session, "undoing", UNDOING, binds, "id")
    run(session, KEPT.format(members=pointing_at(Member, OWN)), binds)
    run(session, KEPT_HOUSEHOLDS.format(households=pointing_at(Household, OWN)), binds)
    rows = " union all ".join(ROWS.format(table=t) for t in ("member", "household_history"))
    remake(session, "undoing_row", f"{rows} union all {BEFORE}", binds, "row_id")
    for step in (FACTS, AUDIT):
        run(session, step, binds)
    take_along(session, Household, GONE, binds)
    take_along(session, Member, GONE_MEMBERS, binds)
    run(session, DELETE_WHOLE.format(table="household_issue", which="true"), binds)
    for table in ("household_history", "member"):
        run(session, DELETE.format(table=table), binds)
        run(session, DELETE_WHOLE.format(table=table, which="u.is_new"), binds)
    run(session, DELETE_HOUSEHOLDS, binds)
    move(session, batch.county, "select id, region_code from undoing where not is_new and region_code <> place")
    restored(session, Member, binds, "r.before ->> 'relation' <> '02'")
    restored(session, Member, binds, "r.before ->> 'relation' = '02'")
    for kind in (HouseholdHistory, Household):
        restored(session, kind, binds)
    counts = counted(session, COUNTS, binds)
    derive.refresh(session, batch.county, session.scalars(text("select id from undoing where not is_new")).all())
    return counts
