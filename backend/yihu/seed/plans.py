"""Invented plans: for every household to be helped one in force, in work, under review, or none.

The demo's township also has last year's, progress, a copied pair, a village plan, benefits and a few shocks.

All of it is SQL over sets. What looks like chance is a hash of the household's number, so that it is the same every time.
"""

import json
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.households.queries import ABLE
from yihu.plans import completeness
from yihu.plans.snapshot import ASSURANCES, CAUSES, KIND
from yihu.plans.suggestion_models import MeasureTemplate
from yihu.seed import afterwards, benefits, village_plans, villages
from yihu.seed.accounts import VILLAGE
from yihu.seed.load import SOURCE
from yihu.seed.measures import HOW, IDEAS, WISHES, WITH_WHOM, Idea

TOWNSHIP = VILLAGE[:9]

# Of forty households one has no plan, and one each is being written, was handed in, was sent back.
PLANS = text(
    f"""
    insert into plan (county, region_code, household_id, year, previous_id, kind, state, why, causes, income_base, income_base_year,
                      income_target, assurances, wish, consent_on, consent_kind, consent_name, consent_witness, author_id,
                      author_name, submitted_at, submitted_by, reviewed_at, reviewed_by, reviewed_by_name, review_note,
                      income_result, outcome, satisfaction, satisfaction_on)
    select h.county, h.region_code, h.id, cast(:year as int),
           (select p.id from plan p where p.county = :county and p.household_id = h.id and p.year = cast(:year as int) - 1 and p.edition = 1),
           {KIND}, case s.state when 'closed' then 'active' else s.state end, 'new', {CAUSES}, h.net_income_per_capita, h.income_year,
           case when s.state <> 'draft' then round(h.net_income_per_capita * (1.05 + n.n % 11 * 0.01), -1) end, {ASSURANCES},
           case when s.state <> 'draft' then (cast(:wishes as text[]))[1 + n.n / 7 % cardinality(cast(:wishes as text[]))] end,
           d.agreed, case when d.agreed is not null then 'witness' end, case when d.agreed is not null then h.head_name end,
           case when d.agreed is not null then '村民代表' end, a.id, coalesce(a.name, w.name, '村两委'),
           case when d.handed is not null then d.handed + time '16:20' end, case when d.handed is not null then a.id end,
           case when d.seen is not null then d.seen + time '10:05' end, case when d.seen is not null then t.id end,
           case when d.seen is not null then coalesce(t.name, '乡镇审核员') end,
           case when s.state = 'returned' then '措施和这一户的致贫原因对不上，请入户核实后重写。' end,
           case when s.state = 'closed' then round(h.net_income_per_capita * 0.98, 2) end,
           case when s.state = 'closed' then '措施大部分完成，家庭收入稳定，没有返贫风险。' end,
           case when s.state = 'closed' then 3 + n.n % 3 end, case when s.state = 'closed' then make_date(cast(:year as int), 12, 20) end
    from household h
    cross join lateral (select abs(hashtext(h.household_no || cast(:year as int))) as n) n
    cross join lateral (
        select case when :closed then 'closed' when n.n % 40 = 1 then 'draft' when n.n % 40 = 2 then 'submitted'
                    when n.n % 40 = 3 then 'returned' else 'active' end as state) s
    cross join lateral (select least(cast(:today as date), make_date(cast(:year as int), 2, 1)) as by) b
    cross join lateral (
        select case when s.state <> 'draft' then b.by - 10 - n.n % 20 end as agreed,
               case when s.state <> 'draft' then b.by - 8 - n.n % 8 end as handed,
               case when s.state not in ('draft', 'submitted') then b.by - n.n % 7 end as seen) d
    left join app_user a on a.username = 'cunganbu' and starts_with(h.region_code, a.region_code)
    left join app_user t on t.username = 'xiangzhen' and starts_with(h.region_code, t.region_code)
    left join lateral (
        select g.helper_name as name from pairing g
        where g.county = :county and g.household_id = h.id and g.kind = 'assistance_person' and g.valid_to is null limit 1
    ) w on true
    where h.county = :county and h.region_code >= :lo and h.region_code < :hi and h.household_class <> 'ordinary'
      and h.status is distinct from 'cancelled' and n.n % 40 <> 0
      and not exists (select from plan p where p.county = :county and p.household_id = h.id and p.year = cast(:year as int))
    returning id
    """
)
IDEA_ROWS = text(
    """
    create temp table idea on commit drop as
    select t.id as template_id, i.*, about, row_number() over (partition by about order by i.name) - 1 as n,
           count(*) over (partition by about) as many
    from jsonb_to_recordset(cast(:ideas as jsonb)) as i (name text, category text, batch text, text text, unit text, low int,
             high int, fund_source text, executor text, each int, abouts text[])
    join measure_template t on t.county = :county and t.name = i.name and t.valid_to is null
    cross join lateral unnest(i.abouts) as about
    """
)
# Each cause, each failed assurance, each member able to work: one measure of the catalogue, told in the household's own way.
MEASURES = text(
    """
    insert into measure (id, root_id, county, region_code, plan_id, household_id, member_id, sort, category, batch, text, cause,
                         assurance, quantity, unit, starts_on, due_on, helper_id, owner_name, executor, fund_source, amount,
                         template_id, state, progress, spent, result, done_on)
    with asked as (
        select p.id as plan_id, p.household_id, p.region_code, p.state as plan_state, null::uuid as member_id, cause, null as assurance,
               'cause:' || cause as about, place from plan p cross join lateral unnest(p.causes) with ordinality as c (cause, place)
        where p.county = :county and p.id = any(:ids)
        union all
        select p.id, p.household_id, p.region_code, p.state, null, null, item.key, 'assurance:' || item.key, 10
        from plan p cross join lateral jsonb_each_text(p.assurances) as item
        where p.county = :county and p.id = any(:ids) and item.value = 'failed'
        union all
        select p.id, p.household_id, p.region_code, p.state, m.id, null, null, 'able', 20 + row_number() over (partition by p.id order by m.id)
        from plan p join member m on m.county = :county and m.household_id = p.household_id and m.left_on is null
        where p.county = :county and p.id = any(:ids) and m.labour = any(:able)
          and coalesce(m.schooling, 'not_student') = 'not_student'
    ), made as (
        select uuidv7() as id, q.*, i.template_id, i.category, i.batch, i.unit, i.fund_source, i.executor, i.each, k.quantity,
               replace(i.text, '{数量}', k.quantity::text) || '，'
                   || (cast(:with_whom as text[]))[1 + s.seed / 13 % cardinality(cast(:with_whom as text[]))] || '，'
                   || (cast(:how as text[]))[1 + s.seed / 311 % cardinality(cast(:how as text[]))] as text, s.seed,
               make_date(cast(:year as int), 2, 10) + s.seed / 29 % 60 as starts_on, make_date(cast(:year as int), 6, 30) + s.seed / 31 % 184 as due_on,
               g.helper_id, coalesce(g.helper_name, '村两委') as owner_name
        from asked q
        join household h on h.county = :county and h.id = q.household_id
        cross join lateral (select abs(hashtext(h.household_no || q.about || q.place || cast(:year as int))) as seed) s
        join idea i on i.about = q.about and i.n = s.seed % i.many
        cross join lateral (select i.low + s.seed / 7 % (i.high - i.low + 1) as quantity) k
        left join lateral (
            select g.helper_id, g.helper_name from pairing g
            where g.county = :county and g.household_id = q.household_id and g.kind = 'assistance_person' and g.valid_to is null
            limit 1
        ) g on true
    ), stood as (
        select m.*, case when plan_state not in ('active', 'closed') then 'planned' when m.due_on < :today then
                              case when m.seed % 19 = 3 then 'going' else 'done' end
                         when m.starts_on < :today and m.seed % 5 > 1 then 'going' else 'planned' end as state
        from made m
    )
    select id, id, :county, region_code, plan_id, household_id, member_id, place, category, batch, text, cause, assurance,
           case when plan_state <> 'draft' or seed % 3 > 0 then quantity end, unit, starts_on,
           case when plan_state <> 'draft' or seed % 4 > 0 then due_on end, helper_id, owner_name, executor, fund_source,
           case when each > 0 then quantity * each end, template_id, state,
           case state when 'done' then 100 when 'going' then 20 + seed % 60 else 0 end,
           case when state = 'done' and each > 0 then quantity * each end,
           case when state = 'done' then '已完成，农户签字认可。' end, case when state = 'done' then due_on - seed % 20 end
    from stood
    """
)
PROGRESS = text(
    """
    insert into measure_progress (county, region_code, measure_id, told_on, state, progress, spent, note, told_by_name)
    select m.county, m.region_code, m.id, coalesce(m.done_on, least(cast(:today as date), m.starts_on + 30)), m.state, m.progress,
           m.spent, coalesce(m.result, '正在办，已上门看过。'), m.owner_name
    from measure m where m.county = :county and m.plan_id = any(:ids) and m.state in ('going', 'done')
    """
)
RETURNED = text(
    """
    update measure m set review_note = '数量从哪里来？请写清这一户自己的打算。' from plan p
    where m.county = :county and p.county = :county and p.id = m.plan_id and p.id = any(:ids) and p.state = 'returned'
      and m.sort = 1
    """
)
# Last year's were counted while in force, and are closed since.
CLOSED = text("update plan set state = 'closed' where county = :county and id = any(:ids)")
# One plan handed in was copied from a household with other causes; only the numbers were changed.
COPIED = text(
    """
    with mine as (
        select p.id, p.household_id, p.region_code, p.causes from plan p
        where p.county = :county and p.id = any(:ids) and p.state = 'submitted'
        order by starts_with(p.region_code, :village) desc, p.id limit 1
    ), other as (
        select p.id from plan p cross join mine
        where p.county = :county and p.id = any(:ids) and p.state = 'active' and p.causes <> mine.causes
          and left(p.region_code, 12) = left(mine.region_code, 12)
        order by (select count(*) from measure m where m.county = :county and m.plan_id = p.id) desc, p.id limit 1
    ), gone as (
        delete from measure m using mine where m.county = :county and m.plan_id = mine.id and exists (select from other)
    )
    insert into measure (id, root_id, county, region_code, plan_id, household_id, sort, category, batch, text, cause, quantity,
                         unit, starts_on, due_on, helper_id, owner_name, executor, fund_source, amount)
    select k.id, k.id, :county, mine.region_code, mine.id, mine.household_id, m.sort, m.category, m.batch,
           regexp_replace(m.text, '[0-9]+', (m.quantity::int + 1)::text), mine.causes[1], m.quantity + 1, m.unit, m.starts_on,
           m.due_on, m.helper_id, m.owner_name, m.executor, m.fund_source, m.amount
    from mine cross join other join measure m on m.county = :county and m.plan_id = other.id
    cross join lateral (select uuidv7() as id where m.id is not null) k
    """
)
SHOCKS = text(
    """
    insert into risk_signal (county, region_code, household_id, kind, happened_on, note, source)
    select p.county, p.region_code, p.household_id, v.kind, cast(:today as date) - v.ago, v.note, '演示数据'
    from (values (1, 'job_loss', 9, '儿子所在工地停工，提前返乡。'), (2, 'illness', 24, '户主住院手术，自付两万多元。'),
                 (3, 'disaster', 31, '连日暴雨，银耳棚垮了一半。')) as v (n, kind, ago, note)
    join (select p.*, row_number() over (order by starts_with(p.region_code, :village) desc, p.id) as n
          from plan p where p.county = :county and p.id = any(:ids) and p.state = 'active') p on p.n = v.n
    """
)


HERE = text(
    "select id from plan where county = :county and id = any(:ids) and region_code >= :lo and region_code < :hi"
)
TEMPLATE = ("name", "text", "category", "unit", "batch", "fund_source", "for_member")


def fill(session: Session, county: str, on: date) -> dict[str, int]:
    """Counts of what was made: plans, measures, benefits. A household with a plan of the year is left alone."""
    _catalogue(session, county, on)
    with afterwards.indexed(session, ["measure"]):
        last, _ = _written(session, county, on, on.year - 1, TOWNSHIP, closed=True)
        ids, measures = _written(session, county, on, on.year, county, closed=False)
    if not ids:
        return {"plans": 0, "measures": 0, "benefits": 0}
    told = {"county": county, "lo": TOWNSHIP, "hi": TOWNSHIP + ":", "ids": ids, "today": on, "village": VILLAGE}
    here = list(session.scalars(HERE, told))
    session.execute(PROGRESS, told | {"ids": [*last, *here]})
    for statement in (RETURNED, COPIED, SHOCKS):
        session.execute(statement, told | {"ids": here})
    village_plans.fill(session, county, VILLAGE, on)
    villages.fill(session, county, TOWNSHIP, on)
    recorded = benefits.fill(session, county, on)
    session.execute(text("analyze plan, measure"))
    completeness.refresh(session, county, on)
    session.execute(CLOSED, told | {"ids": last})
    return {"plans": len(ids), "measures": measures, "benefits": recorded}


def _catalogue(session: Session, county: str, on: date) -> None:
    """The county's templates, and the temporary table that says which of them answers what."""
    at = {"county": county, "region_code": county, "valid_from": date(on.year - 1, 1, 1), "source": SOURCE}
    rows = [
        {**at, **{name: getattr(idea, name) for name in TEMPLATE}, "causes": list(idea.causes),
         "assurances": list(idea.assurances)}
        for idea in IDEAS
    ]  # fmt: skip
    session.execute(insert(MeasureTemplate).on_conflict_do_nothing(), rows)
    ideas = [{**vars(idea), "abouts": _abouts(idea)} for idea in IDEAS]
    session.execute(text("drop table if exists pg_temp.idea"))
    session.execute(IDEA_ROWS, {"county": county, "ideas": json.dumps(ideas, ensure_ascii=False)})


def _abouts(idea: Idea) -> list[str]:
    if idea.for_member:
        return ["able"]
    return [*(f"cause:{code}" for code in idea.causes), *(f"assurance:{code}" for code in idea.assurances)]


def _written(session: Session, county: str, on: date, year: int, place: str, *, closed: bool) -> tuple[list[Any], int]:
    """The plans of a place and a year, and how many measures they have."""
    binds = {
        "county": county, "today": on, "year": year, "closed": closed, "lo": place, "hi": place + ":",
        "wishes": list(WISHES), "with_whom": list(WITH_WHOM), "how": list(HOW), "able": list(ABLE),
    }  # fmt: skip
    ids = list(session.scalars(PLANS, binds))
    made = session.execute(MEASURES, binds | {"ids": ids})
    return ids, int(getattr(made, "rowcount", 0))
