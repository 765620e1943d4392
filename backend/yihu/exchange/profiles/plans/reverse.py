"""Taking a list of measures back: plans that nobody has touched since, each with all its measures; the others stay."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.exchange.restoring import restored
from yihu.exchange.setwise import counted, remake, run
from yihu.kernel import clock
from yihu.kernel.jobs import defer
from yihu.plans import completeness, likeness
from yihu.plans.models import Measure, Plan

# Touched: another state or version, or a measure that was changed, added (to a new plan) or reported on meanwhile.
UNDOING = """
    select p.id, c.before is null as is_new, p.region_code, p.household_id, p.year, p.edition
    from import_change c join plan p on p.county = :county and p.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = 'plan' and p.version = c.version_after
      and p.state in ('draft', 'returned')
      and not exists (
          select from measure m
          left join import_change x on x.county = :county and x.import_id = :import_id and x.table_name = 'measure'
                                    and x.row_id = m.id
          where m.county = :county and m.plan_id = p.id
            and (x.version_after <> m.version or (x.row_id is null and c.before is null)
                 or exists (select from measure_progress g where g.county = :county and g.measure_id = m.id)))
"""
ROWS = """
    select c.table_name, c.row_id, c.before
    from import_change c join undoing u on u.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = 'plan'
    union all
    select c.table_name, c.row_id, c.before
    from undoing u
    join measure m on m.county = :county and m.plan_id = u.id
    join import_change c on c.county = :county and c.import_id = :import_id and c.table_name = 'measure' and c.row_id = m.id
"""
FACTS = """
    insert into fact (county, region_code, name, subject_kind, subject_id, data)
    select :county, region_code, 'PlanChanged', 'plan', id,
           jsonb_build_object('household_id', household_id, 'year', year, 'edition', edition)
    from undoing
"""
AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, region_code, :actor_id, :actor_name, 'plan.import_reversed', 'plan', id,
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text))
    from undoing
"""
DELETE_MEASURES = """
    delete from measure m using undoing_row r
    where m.county = :county and m.id = r.row_id and r.table_name = 'measure' and r.before is null
"""
DELETE_PLANS = "delete from plan p using undoing u where p.county = :county and p.id = u.id and u.is_new"
COUNTS = """
    select (select count(*) from undoing) as plans_reversed, count(*) - (select count(*) from undoing) as plans_kept
    from import_change where county = :county and import_id = :import_id and table_name = 'plan'
"""


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name}
    remake(session, "undoing", UNDOING, binds, "id")
    remake(session, "undoing_row", ROWS, binds, "row_id")
    for step in (FACTS, AUDIT, DELETE_MEASURES):
        run(session, step, binds)
    likeness.forget(session, batch.county, session.scalars(text("select id from undoing where is_new")).all())
    run(session, DELETE_PLANS, binds)
    restored(session, Measure, binds)
    restored(session, Plan, binds)
    edited = session.scalars(text("select id from undoing where not is_new")).all()
    completeness.refresh(session, batch.county, clock.business_date(), edited)
    likeness.refresh(session, batch.county, edited)
    defer(session, "make_round", county=batch.county)
    return counted(session, COUNTS, binds)
