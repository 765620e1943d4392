"""What the invented helpers have done: pairings and visits, and in the demo's township a campaign and the work of half a year.

All of it is SQL over sets. What looks like chance is a hash of the household's number, so that it is the same every time.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.seed import helpers
from yihu.seed.accounts import VILLAGE

# One household in 41 has nobody yet: the gap list is there to be worked on.
PAIR = text(
    """
    insert into pairing (county, region_code, helper_id, kind, household_id, helper_name, helper_unit, helper_phone,
                         helper_level, valid_from)
    select :county, h.region_code, p.id, 'assistance_person', h.id, p.name, p.unit, p.phone, p.level, :since
    from (select id, region_code, household_no,
                 row_number() over (partition by left(region_code, 12) order by household_no) - 1 as n
          from household where county = :county and left(region_code, 12) = any(:villages)
            and household_class <> 'ordinary' and status is distinct from 'cancelled') h
    join (select w.id, w.name, u.name as unit, w.phone, w.level, w.region_code,
                 row_number() over (partition by w.region_code order by w.roster_no) - 1 as n,
                 count(*) over (partition by w.region_code) as many
          from helper w left join unit u on u.county = :county and u.id = w.unit_id
          where w.county = :county and w.kinds = '{assistance_person}' and w.region_code = any(:villages)) p
      on p.region_code = left(h.region_code, 12) and p.n = h.n % p.many
    where h.n % 41 <> 17
    """
)
POST = text(
    """
    insert into pairing (county, region_code, helper_id, kind, helper_name, helper_unit, helper_phone, helper_level, valid_from)
    select :county, w.region_code, w.id, w.kinds[1], w.name, u.name, w.phone, w.level, :since
    from helper w left join unit u on u.county = :county and u.id = w.unit_id
    where w.county = :county and w.kinds[1] in ('first_secretary', 'resident_team') and w.region_code = any(:villages)
    """
)
CAMPAIGNS = text(
    """
    insert into campaign (county, region_code, kind, name, pairing_kind, starts_on, ends_on, activities, household_classes,
                          declared_helpers, declared_households, source)
    values (:county, :township, 'pairing', '党代表“三个一线”结对行动', 'party_delegate', :begin, :finish,
            '{一线走访,一线帮扶,一线引导}', '{unstable_exited,verge,sudden_hardship}', 135, null, '演示数据'),
           (:county, :township, 'full_coverage', '冬季大走访', 'assistance_person', :begin, :finish,
            '{走访到户,问题到单,解决到人}', '{registered_poor,general_exited,unstable_exited,verge,sudden_hardship}', null,
            null, '演示数据')
    on conflict do nothing
    """
)
PARTICIPANTS = text(
    """
    insert into campaign_participant (county, region_code, campaign_id, helper_id)
    select :county, w.region_code, c.id, w.id
    from campaign c join helper w on w.county = :county and c.pairing_kind = any(w.kinds)
    where c.county = :county and c.region_code = :township and w.region_code >= :township and w.region_code < :township || ':'
    on conflict do nothing
    """
)
TARGETS = text(
    """
    insert into campaign_target (county, region_code, campaign_id, household_id, kind, helper_id)
    select :county, p.region_code, c.id, p.household_id, 'household', p.helper_id
    from campaign c join pairing p on p.county = :county and p.kind = c.pairing_kind and p.household_id is not null
    where c.county = :county and c.region_code = :township and p.region_code >= :township and p.region_code < :township || ':'
    on conflict do nothing
    """
)
# Nobody has been to every ninth household; phones make one contact in seven. The demo's own township has older visits too.
VISITS = text(
    """
    insert into visit (county, region_code, household_id, visited_on, contact, purposes, visitor_id, helper_id, visitor_name,
                       visitor_level, person_met, causes_seen, topics, situation, needs)
    select :county, p.region_code, p.household_id, cast(:today as date) - cast(c.ago as int),
           case when c.chance % 7 = 3 then 'phone' else 'home' end,
           case c.chance % 3 when 0 then '{routine}' when 1 then '{policy,routine}' else '{income}' end::text[],
           w.user_id, p.helper_id, p.helper_name, p.helper_level, h.head_name,
           case when h.main_cause is null then '{}' else array[h.main_cause] end,
           case when c.chance % 3 = 1 then '{industry}' else '{}' end::text[],
           (array['家里老小身体都好，住房饮水没有问题。', '儿子在外务工，每月寄钱回来。', '养了两头牛，长势不错。',
                  '今年玉米收成一般，准备种羊肚菌。', '老人常年吃药，家里开支大。'])[1 + c.chance % 5],
           (array[null, null, '想找一份就近的活。', '想了解产业奖补怎么申请。', '慢病报销手续请帮着问一下。'])[1 + c.chance / 5 % 5]
    from pairing p
    join household h on h.county = :county and h.id = p.household_id
    join helper w on w.county = :county and w.id = p.helper_id
    cross join generate_series(1, case when starts_with(p.region_code, :township) then 3 else 1 end) as turn
    cross join lateral (select abs(hashtext(h.household_no || turn)) as seed) s
    cross join lateral (select s.seed % 1000 as chance, 2 + (turn - 1) * 55 + s.seed % 50 as ago) c
    where p.county = :county and p.kind = 'assistance_person' and left(p.region_code, 12) = any(:villages) and abs(hashtext(h.household_no)) % 9 <> 4
      and not exists (select from visit x where x.county = :county and x.household_id = p.household_id)
    """
)
FINDINGS = text(
    """
    insert into finding (county, region_code, visit_id, household_id, category, severity, text, owner_id, owner_name, found_on,
                         due_on, state, action, acted_on)
    select :county, v.region_code, v.id, v.household_id,
           (array['illness', 'employment', 'policy', 'industry'])[1 + k.n % 4],
           (array['notice', 'warning', 'remark', 'notice'])[1 + k.n % 4],
           (array['老人住院，自付费用较高。', '劳动力在家待业。', '低保申请还没有回音。', '牛圈漏雨，过冬要修。'])[1 + k.n % 4],
           u.id, coalesce(u.name, v.visitor_name), v.visited_on, v.visited_on + 30,
           case when v.visited_on < cast(:today as date) - 40 then 'acted' else 'open' end,
           case when v.visited_on < cast(:today as date) - 40 then '已联系有关单位办理。' end,
           case when v.visited_on < cast(:today as date) - 40 then v.visited_on + 20 end
    from visit v
    join household h on h.county = :county and h.id = v.household_id
    cross join lateral (select abs(hashtext(h.household_no || v.visited_on::text)) as n) k
    left join app_user u on u.username = 'cunganbu' and starts_with(v.region_code, u.region_code)
    where v.county = :county and v.region_code >= :township and v.region_code < :township || ':' and k.n % 19 = 5
      and not exists (select from finding f where f.county = :county and f.visit_id = v.id)
    """
)

# What two phones last said: one has sent everything, one has been out of reach for days.
PHONES = text(
    """
    insert into field_device (county, region_code, user_id, user_name, label, pending, failed, oldest_pending_at,
                              storage_kept, last_synced_at)
    select :county, u.region_code, u.id, u.name, d.label, d.pending, d.failed,
           cast(:today as date) - d.oldest + time '18:20', d.kept, cast(:today as date) - d.synced + time '07:40'
    from (values ('cunganbu', 'Linux; Android 13; V2284A', 0, 0, cast(null as int), true, 0),
                 ('bangfu', 'Linux; Android 9; JKM-AL00', 4, 1, 9, false, 6))
         d (username, label, pending, failed, oldest, kept, synced)
    join app_user u on u.username = d.username
    where not exists (select from field_device f where f.county = :county and f.user_id = u.id)
    """
)


def fill(session: Session, county: str, seed: int, on: date) -> dict[str, int]:
    """Counts of what was made: helper villages, pairings, visits, findings."""
    villages = helpers.fill(session, county, seed, on)
    session.flush()
    session.execute(text("analyze helper, unit"))
    binds: dict[str, Any] = {
        "county": county, "villages": villages, "since": date(on.year - 1, 3, 1), "township": VILLAGE[:9],
        "begin": on - timedelta(days=84), "finish": on + timedelta(days=60), "today": on,
    }  # fmt: skip
    pairs = sum(_made(session, statement, binds) for statement in (PAIR, POST))
    session.execute(text("analyze helper, pairing"))
    session.execute(text("analyze pairing"))  # the visits are planned over all of them
    if any(code.startswith(VILLAGE[:9]) for code in villages):
        for statement in (CAMPAIGNS, PARTICIPANTS, TARGETS, PHONES):
            session.execute(statement, binds)
    visits, findings = (_made(session, statement, binds) for statement in (VISITS, FINDINGS))
    session.execute(text("analyze unit_assignment, village_standing, campaign_target, visit, finding"))
    return {"villages": len(villages), "pairings": pairs, "visits": visits, "findings": findings}


def _made(session: Session, statement: Any, binds: dict[str, Any]) -> int:
    return int(getattr(session.execute(statement, binds), "rowcount", 0))
