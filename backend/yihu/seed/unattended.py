"""What the demo's township has left undone about visits and pairings, so that each rule about them has something to show."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.seed.accounts import VILLAGE
from yihu.visits.festivals import festivals

LAST_DAYS = 6
"""Days that the festival's campaign still has."""

# Belated where the festival is over: the teams catch up. Nobody of theirs has been anywhere yet.
FESTIVAL = text(
    """
    insert into campaign (county, region_code, kind, name, pairing_kind, starts_on, ends_on, activities, household_classes, source)
    values (:county, :township, 'festival', :name, 'resident_team', :begin, :finish, '{走访慰问}', '{}', '演示数据')
    on conflict do nothing
    """
)
PARTICIPANTS = text(
    """
    insert into campaign_participant (county, region_code, campaign_id, helper_id)
    select :county, w.region_code, c.id, w.id
    from campaign c join helper w on w.county = :county and w.kinds = '{resident_team}'
    where c.county = :county and c.name = :name and w.region_code >= :township and w.region_code < :township || ':'
    on conflict do nothing
    """
)
TARGETS = text(
    """
    insert into campaign_target (county, region_code, campaign_id, household_id, kind)
    select :county, h.region_code, c.id, h.id, 'household'
    from campaign c join household h on h.county = :county and starts_with(h.region_code, :village)
    where c.county = :county and c.name = :name and h.special_groups && '{destitute,disabled,seriously_ill}'
    on conflict do nothing
    """
)
# Of three left-behind children two have a teacher.
CHILDREN = text(
    """
    insert into pairing (county, region_code, helper_id, kind, household_id, member_id, helper_name, helper_unit, helper_phone,
                         helper_level, valid_from)
    select :county, m.region_code, w.id, 'teacher', m.household_id, m.id, w.name, w.unit, w.phone, w.level, :since
    from (select id, region_code, household_id, row_number() over (order by person_no) - 1 as n from member
          where county = :county and region_code >= :township and region_code < :township || ':'
            and 'left_behind_child' = any(special_groups)) m
    join (select p.*, u.name as unit, row_number() over (order by p.roster_no) - 1 as n, count(*) over () as many
          from helper p left join unit u on u.county = :county and u.id = p.unit_id
          where p.county = :county and p.kinds = '{teacher}' and p.region_code >= :township and p.region_code < :township || ':') w
      on w.n = m.n % w.many
    where m.n % 3 <> 1 and not exists (select from pairing x where x.county = :county and x.member_id = m.id)
    """
)
# Their helper left the post a month ago and handed nothing over.
DROPPED = text(
    """
    insert into pairing (county, region_code, helper_id, kind, household_id, helper_name, helper_unit, helper_phone,
                         helper_level, valid_from, valid_to, end_reason)
    select :county, h.region_code, w.id, 'assistance_person', h.id, w.name, u.name, w.phone, w.level, :since,
           cast(:today as date) - 30, 'left_post'
    from household h
    cross join lateral (select * from helper p where p.county = :county and p.kinds = '{assistance_person}'
                          and p.region_code = left(h.region_code, 12) order by p.roster_no desc limit 1) w
    left join unit u on u.county = :county and u.id = w.unit_id
    where h.county = :county and h.region_code >= :township and h.region_code < :township || ':' and h.status = 'exited'
      and not exists (select from pairing x where x.county = :county and x.household_id = h.id and x.member_id is null)
    """
)
# Who wants to work and cannot go away; the first of them have nobody.
WILLING = text(
    """
    insert into department_record (county, region_code, batch_id, department, kind, own_key, id_hash, id_masked, person_name,
        happened_on, details, state, matched_by, member_id, household_id)
    select :county, m.region_code, b.id, b.department, 'work_willingness', 'n willing' || m.person_no, m.id_hash, m.id_masked, m.name,
           cast(:today as date) - 20, '{"willingness": "willing_cannot_leave"}', 'matched', 'id', m.id, m.household_id
    from push_batch b
    cross join lateral (
        select m.*, exists (select from pairing p where p.county = :county and p.household_id = m.household_id
                              and p.valid_to is null and p.kind = 'assistance_person') as helped
        from member m
        where m.county = :county and m.region_code >= :township and m.region_code < :township || ':' and m.left_on is null
          and m.labour = 'weak' and m.person_no is not null and m.work_status = 'none'
        order by helped, m.person_no limit 6) m
    where b.county = :county and b.department = 'human_resources' and b.name = '就业信息（演示）'
    on conflict do nothing
    """
)


def fill(session: Session, county: str, on: date) -> None:
    """Needs the helpers, pairings and departments' records of the demo's township; nothing without them."""
    festival, name = _festival(on)
    binds: dict[str, Any] = {
        "county": county, "township": VILLAGE[:9], "village": VILLAGE, "today": on, "since": date(on.year - 1, 9, 1),
        "name": f"“{name}”走访慰问", "begin": min(festival, on) - timedelta(days=10), "finish": on + timedelta(days=LAST_DAYS),
    }  # fmt: skip
    for statement in (FESTIVAL, PARTICIPANTS, TARGETS, CHILDREN, DROPPED, WILLING):
        session.execute(statement, binds)


def _festival(on: date) -> tuple[date, str]:
    """The next one if it falls into the campaign's last days, else the one before."""
    known = [day for day in festivals(on) if day <= on + timedelta(days=LAST_DAYS)]
    return max(known), festivals(on)[max(known)]
