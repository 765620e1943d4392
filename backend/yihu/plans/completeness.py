"""How complete a plan is and what it lacks by name (R076 R082), computed by PostgreSQL for a set of plans.

Every point that a plan must answer is one check: each cause, each failed assurance, each member able to work, of each
measure its quantity, owner, date and wording, and for the plan its target, its wish and the household's consent. The
score is the share of checks passed, 0 to 100.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.households.queries import ABLE

REFRESH = text(
    """
    with p as (
        select id, household_id, why, causes, assurances, income_target, wish, consent_on, consent_stale from plan
        where county = :county and state in ('draft', 'submitted', 'returned', 'active')
          and (cast(:ids as uuid[]) is null or id = any(:ids))
    ), m as (
        select measure.id, root_id, plan_id, member_id, cause, assurance, quantity, unit, owner_name, due_on, text, state
        from measure join p on p.id = measure.plan_id
        where measure.county = :county and measure.state <> 'cancelled'
    ), able as (
        select p.id as plan_id, member.id, member.name from member join p on p.household_id = member.household_id
        where member.county = :county and member.left_on is null and member.labour = any(:able)
          and coalesce(member.schooling, 'not_student') = 'not_student'
    ), vague as (
        select m.id, m.plan_id, found.word from m cross join lateral (
            select word from vague_word v
            where v.county = :county and v.valid_from <= :today and (v.valid_to is null or v.valid_to > :today)
              and strpos(m.text, v.word) > 0
            order by length(word) desc limit 1
        ) found
    ), found (plan_id, sort, code, message, measure_id, member_id, cause) as (
        select p.id, 1, 'no_measure', '还没有一条措施', null::uuid, null::uuid, null
        from p where not exists (select from m where m.plan_id = p.id)
      union all
        select p.id, 2, 'no_cause', '没有写明致贫原因', null, null, null from p where p.causes = '{}'
      union all
        select p.id, 2, 'cause_unanswered',
               concat('致贫原因“', coalesce(code.label, cause), '”没有对应的措施'), null, null, cause
        from p cross join lateral unnest(p.causes) as cause
        left join code on code.list = 'poverty_cause' and code.code = cause
        where not exists (select from m where m.plan_id = p.id and m.cause = cause.cause)
      union all
        select p.id, 3, 'assurance_unanswered',
               concat('“', coalesce(code.label, item.key), '”未达标，没有对应的措施'), null, null, item.key
        from p cross join lateral jsonb_each_text(p.assurances) as item
        left join code on code.list = 'assurance_item' and code.code = item.key
        where item.value = 'failed'
          and not exists (select from m where m.plan_id = p.id and m.assurance = item.key)
      union all
        select able.plan_id, 4, 'able_member_without_measure', concat(able.name, '有劳动能力，没有他的措施'), null,
               able.id, null
        from able where not exists (select from m where m.plan_id = able.plan_id and m.member_id = able.id)
      union all
        select m.plan_id, 5, 'measure_without_quantity', concat('“', left(m.text, 20), '”没有数量和单位'), m.id, null,
               null
        from m where m.quantity is null or m.unit is null
      union all
        select m.plan_id, 6, 'measure_without_owner', concat('“', left(m.text, 20), '”没有责任人'), m.id, null, null
        from m where m.owner_name is null
      union all
        select m.plan_id, 7, 'measure_without_date',
               concat('“', left(m.text, 20), '”没有完成时间',
                      case when p.why = 'carried_over' and m.root_id <> m.id then '，上年没有办完，请重新定' end),
               m.id, null, null
        from m join p on p.id = m.plan_id where m.due_on is null
      union all
        select vague.plan_id, 8, 'measure_vague', concat('“', left(m.text, 20), '”说得含糊：', vague.word), m.id, null,
               null
        from vague join m on m.id = vague.id
      union all
        select p.id, 9, 'no_income_target', '没有收入目标', null, null, null from p where p.income_target is null
      union all
        select p.id, 10, 'no_wish', '没有写农户自己的意愿', null, null, null from p where coalesce(p.wish, '') = ''
      union all
        select p.id, 11, 'no_consent', '农户还没有确认', null, null, null from p where p.consent_on is null
      union all
        select p.id, 11, 'consent_stale', '农户确认之后计划又有改动，请重新确认', null, null, null
        from p where p.consent_stale
    ), told as (
        select plan_id, count(*) as n,
               jsonb_agg(jsonb_build_object('code', code, 'message', message, 'measure_id', measure_id,
                                            'member_id', member_id, 'cause', cause)
                         order by sort, message) as gaps
        from found group by plan_id
    ), counted as (
        select plan_id, count(*) as n, count(*) filter (where state = 'done') as done from m group by plan_id
    ), hands as (
        select plan_id, count(*) as n from able group by plan_id
    ), score as (
        select p.id, coalesce(told.gaps, '[]') as gaps, coalesce(counted.n, 0) as measures, coalesce(counted.done, 0) as done,
               greatest(1, cardinality(p.causes))
                   + (select count(*) from jsonb_each_text(p.assurances) as item where item.value = 'failed')
                   + coalesce(hands.n, 0) + greatest(1, 4 * coalesce(counted.n, 0)) + 3 as asked,
               coalesce(told.n, 0) as missing
        from p
        left join told on told.plan_id = p.id
        left join counted on counted.plan_id = p.id
        left join hands on hands.plan_id = p.id
    )
    update plan
    set completeness = greatest(0, round(100.0 * (asked - missing) / asked))::int, gaps = score.gaps,
        measure_count = measures, done_count = done
    from score
    where plan.county = :county and plan.id = score.id
    """
)


def refresh(session: Session, county: str, day: object, ids: Sequence[UUID] | None = None) -> None:
    """Bring score, gaps and counts of these plans, or of all that are in work or in force, up to date."""
    session.flush()
    given = {"county": county, "today": day, "able": list(ABLE), "ids": list(ids) if ids is not None else None}
    session.execute(REFRESH, given)
