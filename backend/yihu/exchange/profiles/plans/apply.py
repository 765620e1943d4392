"""Carrying out a planned list of measures: drafts begun, edited, or made as a new edition of a plan in force."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.exchange.models import CHANGE_COLUMNS
from yihu.exchange.profile import Batch
from yihu.exchange.profiles.plans.plan import MEASURE, PLAN
from yihu.exchange.setwise import assignments, columns_of, run
from yihu.kernel import clock
from yihu.kernel.db import grown
from yihu.kernel.jobs import defer
from yihu.plans import completeness, likeness
from yihu.plans.editions import KEPT
from yihu.plans.snapshot import ASSURANCES, CAUSES, KIND

COLUMNS = (*columns_of(MEASURE), "member_id")
NEW = ", ".join(("household_id", "region_code", *COLUMNS))

LOCK = """
    select p.id from plan p join draft d on d.base_id = p.id where p.county = :county order by p.id for update of p
"""
BEFORE = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select p.county, :import_id, p.region_code, 'plan', p.id, p.version + 1, to_jsonb(p)
    from plan p join draft d on d.id = p.id where p.county = :county and d.mode = 'edited'
    union all
    select m.county, :import_id, m.region_code, 'measure', m.id, m.version + 1, to_jsonb(m)
    from measure m join row_plan r on r.measure_id = m.id
    where m.county = :county and r.mode = 'edited' and r.does = 'changed'
"""
EDIT = f"""
    update plan p
    set {assignments(columns_of(PLAN), "d", "p")}, consent_stale = p.consent_on is not null, version = p.version + 1,
        updated_at = now()
    from draft d where p.county = :county and p.id = d.id and d.mode = 'edited'
"""
BEGIN = f"""
    insert into plan (county, region_code, id, household_id, year, edition, previous_id, kind, why, causes, income_base,
                      income_base_year, income_target, assurances, wish, author_id, author_name)
    select h.county, h.region_code, d.id, h.id, d.year, coalesce(b.edition, 0) + 1, coalesce(d.base_id, earlier.id),
           coalesce(d.kind, {KIND}), 'imported', {CAUSES}, h.net_income_per_capita, h.income_year,
           coalesce(d.income_target, b.income_target), {ASSURANCES}, coalesce(d.wish, b.wish), :actor_id, :actor_name
    from draft d
    join household h on h.county = :county and h.id = d.household_id
    left join plan b on b.county = :county and b.id = d.base_id
    left join lateral (
        select p.id from plan p
        where p.county = :county and p.household_id = d.household_id and p.year < d.year
          and p.state in ('active', 'closed', 'replaced')
        order by p.year desc, p.edition desc limit 1
    ) earlier on d.base_id is null
    where d.mode <> 'edited'
"""
COPY = f"""
    insert into measure (plan_id, {", ".join(KEPT)})
    select d.id, {", ".join(f"m.{name}" for name in KEPT)}
    from draft d join measure m on m.county = :county and m.plan_id = d.base_id
    where d.mode = 'edition' and m.state <> 'cancelled'
"""
# A responsible person given by name is no longer the account or the helper of before.
CHANGE = f"""
    update measure m
    set {assignments(COLUMNS, "r", "m")}, review_note = null, updated_at = now(),
        owner_id = case when r.owner_name <> m.owner_name then null else m.owner_id end,
        helper_id = case when r.owner_name <> m.owner_name then null else m.helper_id end,
        version = m.version + case when r.mode = 'edited' then 1 else 0 end
    from row_plan r
    where m.county = :county and m.plan_id = r.plan_id and m.root_id = r.root_id and r.does = 'changed'
"""
ADD = f"""
    insert into measure (county, id, root_id, plan_id, sort, {NEW})
    select :county, r.id, r.id, r.plan_id,
           coalesce((select max(m.sort) from measure m where m.county = :county and m.plan_id = r.plan_id), 0)
               + row_number() over (partition by r.plan_id order by r.row_no), {NEW}
    from row_plan r where r.does = 'new'
"""
ADDED = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select :county, :import_id, region_code, 'plan', id, 1, null::jsonb from draft where mode <> 'edited'
    union all
    select :county, :import_id, m.region_code, 'measure', m.id, 1, null::jsonb
    from draft d join measure m on m.county = :county and m.plan_id = d.id where d.mode <> 'edited'
    union all
    select :county, :import_id, region_code, 'measure', id, 1, null::jsonb from row_plan where mode = 'edited' and does = 'new'
"""
FACTS = """
    insert into fact (county, region_code, name, subject_kind, subject_id, data)
    select :county, p.region_code, 'PlanChanged', 'plan', p.id,
           jsonb_build_object('household_id', p.household_id, 'year', p.year, 'edition', p.edition)
    from plan p join draft d on d.id = p.id where p.county = :county
"""
AUDIT = """
    insert into audit_entry (county, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, d.region_code, :actor_id, :actor_name, 'plan.imported', 'plan', d.id,
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text), 'mode', d.mode,
                              'new_measures', t.added, 'changes', t.changes)
    from draft d
    join (select r.plan_id, count(*) filter (where r.does = 'new') as added,
                 jsonb_agg(i.changes) filter (where i.changes <> '[]') as changes
          from row_plan r join import_row i on i.county = :county and i.import_id = :import_id and i.row_no = r.row_no
          group by r.plan_id) t on t.plan_id = d.id
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name, "today": clock.business_date()}
    for step in (LOCK, BEFORE, EDIT):
        run(session, step, binds)
    grown(session, run(session, BEGIN, binds), "plan (county, id)")
    for step in (COPY, CHANGE, ADD, ADDED, FACTS, AUDIT):
        run(session, step, binds)
    touched = session.scalars(text("select id from draft")).all()
    if touched:
        completeness.refresh(session, batch.county, clock.business_date(), touched)
        likeness.refresh(session, batch.county, touched)
        defer(session, "make_round", county=batch.county)
    return {}
