"""Invented checks in the demo's own township: a re-check under way, this month's screening, a ledger, lists, water and houses.

All of it is SQL over sets; what looks like chance is a hash of the household's number.
"""

from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.assurances import rounds, settling
from yihu.comparisons import comparing
from yihu.seed.accounts import VILLAGE

RECHECK = text(
    """
    insert into assurance_round (county, region_code, kind, name, items, exited_since, starts_on, due_on, source, made_by_name)
    values (:county, :township, 'recheck', '2014年以来脱贫户全面核查', '{food,clothing,education,health,housing,water}', 2014,
            cast(:today as date) - 40, cast(:today as date) + 20, '演示数据', '演示')
    on conflict do nothing
    """
)
# Of every five households three have been looked at; two in a hundred fail in their house, their water or their insurance.
CHECKS = text(
    """
    insert into assurance_check (county, region_code, household_id, member_id, item, rule_version, result, reasons, figures,
                                 note, checked_on, checker_id, checker_name, form_id)
    select :county, h.region_code, h.id, m.id, i.item, '1',
           case when m.id is null and i.item in ('education', 'health') then 'not_applicable'
                when k.n % 53 = i.n then 'defect' else 'ok' end,
           case when k.n % 53 = i.n and (m.id is not null or i.item not in ('education', 'health')) then array[i.reason]
                else '{}' end,
           case when k.n % 53 = i.n and i.item = 'housing' then '{"grade": "C"}'
                when k.n % 53 = i.n and i.item = 'education' then '{"state": "dropped_out"}'
                when k.n % 53 = i.n and i.item = 'water' then '{"source": "haul", "supply_normal": false}'
                else '{}' end::jsonb,
           case when k.n % 53 = i.n then i.note end, cast(:today as date) - cast(k.n % 35 as int), u.id, u.name, h.id
    from household h
    cross join lateral (select abs(hashtext(h.household_no)) as n) k
    cross join app_user u
    cross join (values ('food', 1, 'no_protein', '老人独居，饮食单一'), ('clothing', 2, 'no_clothing', '缺过冬棉被'),
                       ('education', 3, 'dropped_out', '随父母外出，开学没有返校'), ('health', 4, 'uninsured', '今年没有缴费'),
                       ('housing', 5, 'grade_c', '后墙开裂，屋顶漏雨'), ('water', 6, 'water_unreliable', '枯水期断水，靠拉水吃')
               ) as i (item, n, reason, note)
    left join lateral (select m.id from member m
                       where m.county = :county and m.household_id = h.id and m.left_on is null and (
                           i.item = 'health' or i.item = 'education'
                           and date_part('year', age(cast(:today as date), m.born_on)) between 6 and 15)
                       order by m.person_no limit 1) m on true
    where h.county = :county and h.region_code >= :township and h.region_code < :township || ':'
      and h.household_class <> 'ordinary' and k.n % 5 < 3 and u.username = 'cunganbu'
      and not exists (select from assurance_check c where c.county = :county and c.household_id = h.id)
    """
)
# A third of the defects has been looked at again and found mended, by the township; half of these the county has closed.
MENDED = text(
    """
    insert into assurance_check (county, region_code, household_id, member_id, item, rule_version, result, note, checked_on,
                                 checker_id, checker_name, form_id)
    select :county, d.region_code, d.household_id, d.member_id, d.item, '1', 'ok', '已解决，现场看过',
           cast(:today as date) - n.n % 6, u.id, u.name, d.household_id
    from assurance_defect d
    cross join lateral (select abs(hashtext(d.household_id::text || d.item)) as n) n
    join app_user u on u.username = 'xiangzhen'
    where d.county = :county and d.state = 'open' and n.n % 3 = 0 and d.opened_on < cast(:today as date) - 8
    """
)
CLOSED = text(
    """
    update assurance_defect d set state = 'closed', closed_on = least(d.mended_on + 1, cast(:today as date)),
                                  closed_by = u.id, closed_by_name = u.name, close_note = '材料齐全，已到户核对'
    from app_user u
    where d.county = :county and d.state = 'mended' and u.username = 'xianji' and abs(hashtext(d.id::text)) % 2 = 0
    """
)
# What the rounds of the last days would have counted, had there been any.
DAYS = text(
    """
    insert into assurance_day (county, region_code, item, day, open_count, mended_count, opened_count, closed_count)
    select :county, v.code, i.item, cast(t.day as date),
           count(d.id) filter (where d.opened_on <= t.day and coalesce(d.mended_on, 'infinity') > t.day),
           count(d.id) filter (where d.mended_on <= t.day and coalesce(d.closed_on, 'infinity') > t.day),
           count(d.id) filter (where d.opened_on = t.day - interval '1 day'),
           count(d.id) filter (where d.closed_on = t.day - interval '1 day')
    from (select distinct left(h.region_code, 12) as code from household h where h.county = :county) v
    cross join (select code as item from code where list = 'assurance_item') i
    cross join generate_series(cast(:today as date) - 9, cast(:today as date) - 1, interval '1 day') as t (day)
    left join assurance_defect d on d.county = :county and left(d.region_code, 12) = v.code and d.item = i.item
    group by v.code, i.item, t.day
    on conflict do nothing
    """
)
NEXT_STEP = text(
    """
    update assurance_defect set next_step = '已上报有关部门，安排解决', owner_name = '何春林',
                                next_step_on = cast(:today as date) + 15
    where county = :county and state = 'open' and abs(hashtext(id::text)) % 3 = 0
    """
)
# The bureau knows most of our unsafe houses, one under another grade, and some that we do not know.
LISTED = text(
    """
    insert into department_entry (county, region_code, area, item, listed_on, household_id, name, result, figures, source)
    select :county, h.region_code, :county, 'housing', cast(:today as date) - 12, h.id, h.head_name, 'defect',
           jsonb_build_object('grade', case when k.n % 3 = 0 then 'D' else 'C' end), '演示数据'
    from household h
    cross join lateral (select abs(hashtext(h.household_no)) as n) k
    left join assurance_check c on c.county = :county and c.household_id = h.id and c.item = 'housing' and c.current
                                and c.result = 'defect'
    where h.county = :county and h.region_code >= :township and h.region_code < :township || ':'
      and (c.id is not null and k.n % 7 <> 1 or k.n % 211 = 7)
    on conflict do nothing
    """
)
# Civil affairs' list of an allowance: of every six of ours one is missing, one is written otherwise, and one is not on our file.
DIBAO = text(
    """
    insert into department_entry (county, region_code, area, item, listed_on, household_id, member_id, name, id_hash, id_masked,
                                  figures, source)
    select :county, m.region_code, :county, 'dibao', cast(:today as date) - 6, m.household_id, m.id, s.name, m.id_hash,
           m.id_masked, jsonb_build_object('name', s.name), '演示数据'
    from member m
    cross join lateral (select abs(hashtext(m.id::text)) as n) k
    cross join lateral (select case when k.n % 6 = 1 then left(m.name, 1) || '某' else m.name end as name) s
    where m.county = :county and m.region_code >= :township and m.region_code < :township || ':' and m.left_on is null
      and m.id_hash is not null and (case when 'dibao' = any(m.special_groups) then k.n % 6 <> 0 else k.n % 97 = 5 end)
    on conflict do nothing
    """
)
ANSWERED = text(
    """
    update department_entry set answer = 'ours_right', settlement = '入户看过，以我们的核查为准', settled_by_name = '何春林',
                                settled_on = cast(:today as date) - 2
    where county = :county and standing = 'differs' and not superseded and abs(hashtext(id::text)) % 4 = 0
    """
)
CASES = text(
    """
    insert into housing_case (county, region_code, household_id, kind, target, grade, method, subsidy, approved_on, due_on,
                              handed_over_on, old_house, contact_name, source)
    select :county, e.region_code, e.household_id, 'renovation', 'exited', e.figures ->> 'grade', 'repair', 12000,
           cast(:today as date) - 200, cast(:today as date) - 10,
           case when abs(hashtext(e.id::text)) % 2 = 0 then cast(:today as date) - 90 end, 'none', '何春林', '演示数据'
    from department_entry e
    where e.county = :county and e.item = 'housing' and e.household_id is not null and abs(hashtext(e.id::text)) % 3 = 0
    on conflict do nothing
    """
)
WATER = text(
    """
    insert into water_source (county, region_code, name, kind, households, keeper_name, begun_on)
    select :county, r.code, r.short_name || '供水站', case when n % 3 = 2 then 'spring' else 'tap' end, 60 + n * 7, '管水员',
           cast(:today as date) - 900
    from (select code, short_name, cast(row_number() over (order by code) as int) as n from region
          where parent_code = :township and level = 'village') r
    on conflict do nothing
    """
)
TESTS = text(
    """
    insert into water_test (county, region_code, source_id, tested_on, passed, failing, lab, source)
    select :county, s.region_code, s.id, cast(:today as date) - 30 * turn, not (turn = 1 and s.households % 5 = 2),
           case when turn = 1 and s.households % 5 = 2 then '总大肠菌群' end, '县疾控中心', '演示数据'
    from water_source s cross join generate_series(1, 3) as turn where s.county = :county
    on conflict do nothing
    """
)


def fill(session: Session, county: str, on: date) -> dict[str, int]:
    """Counts of what was made: checks and defects."""
    binds: dict[str, Any] = {"county": county, "township": VILLAGE[:9], "today": on}
    rounds.open_monthly(session, county, on)
    session.execute(RECHECK, binds)
    checks = int(getattr(session.execute(CHECKS, binds), "rowcount", 0))
    session.execute(text("analyze assurance_check"))
    settling.settle(session, county, None)
    session.execute(MENDED, binds)
    settling.settle(session, county, None)
    for step in (CLOSED, NEXT_STEP, DAYS, LISTED, DIBAO, CASES, WATER, TESTS):
        session.execute(step, binds)
    comparing.of_county(session, county)
    session.execute(ANSWERED, binds)
    count = text("select count(*) from assurance_defect where county = :county")
    return {"checks": checks, "defects": session.scalar(count, binds) or 0}
