"""Carrying out a planned member list, all of it in the caller's transaction."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from yihu.exchange.models import CHANGE_COLUMNS
from yihu.exchange.profile import Batch
from yihu.exchange.profiles.households.fields import AUDIT_ID, FACT_ID, HISTORY_ID, HOUSEHOLD, MEMBER
from yihu.exchange.profiles.households.places import move
from yihu.exchange.setwise import assignments, columns_of, made_id, remake, run
from yihu.households import derive, history, quality
from yihu.households.models import Household
from yihu.kernel import clock
from yihu.kernel.db import grown
from yihu.kernel.jobs import defer

HOUSEHOLD_COLUMNS, MEMBER_COLUMNS = columns_of(HOUSEHOLD), columns_of(MEMBER)

LOCK = """
    select h.id from household h join touched t on t.id = h.id
    where h.county = :county and not t.is_new order by h.id for update of h
"""
TOUCHED = """
    select p.id, p.household_no, p.lead_row, p.action = 'new' as is_new, p.action, p.moved, p.members_differ,
           case when p.moved or h.id is null then p.region_code else h.region_code end as region_code
    from household_plan p left join household h on h.county = :county and h.id = p.household_id
    where p.action <> 'unchanged' or p.members_differ
"""
BEFORE = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select h.county, :import_id, h.region_code, 'household', h.id, h.version + 1, to_jsonb(h)
    from household h join touched t on t.id = h.id where h.county = :county and not t.is_new
    union all
    select m.county, :import_id, m.region_code, 'member', m.id, m.version + 1, to_jsonb(m)
    from member m join row_plan p on p.member_id = m.id where m.county = :county and p.action = 'changed'
"""
NEW_MEMBERS = """
    select h.id as household_id, p.member_id as id, s.person_no, s.name, s.name_initials, s.name_sort, s.relation,
           s.special_groups
    from row_plan p join stage s using (row_no) join household_plan h on h.household_no = p.household_no
    where h.action = 'new'
"""
# 已脱贫 of the national system is 脱贫户 until somebody says more; every other status leaves the class to people.
BY_DEFAULT = {
    "other_causes": "coalesce(h.other_causes, '{}')",
    "household_class": "coalesce(h.household_class, case h.status when 'exited' then 'general_exited' else 'ordinary' end)",
}
# With what its members say of it, so that nothing has to be refreshed afterwards.
ADD_HOUSEHOLDS = f"""
    insert into household (county, id, region_code, household_no, member_count, head_name, head_sort, special_groups,
                           search_text, {", ".join(HOUSEHOLD_COLUMNS)})
    select :county, h.id, h.region_code, h.household_no, m.n, m.head_name, m.head_sort, m.special_groups,
           {derive.SEARCH_TEXT}, {", ".join(BY_DEFAULT.get(c, f"h.{c}") for c in HOUSEHOLD_COLUMNS)}
    from household_plan h join ({derive.told_by(NEW_MEMBERS)}) m on m.household_id = h.id
    where h.action = 'new' order by h.id
"""
CHANGE_HOUSEHOLDS = f"""
    update household h set {assignments(HOUSEHOLD_COLUMNS, "p", "h")}, version = h.version + 1, updated_at = now()
    from household_plan p join touched t on t.id = p.id
    where h.county = :county and h.id = p.id and not t.is_new
"""
CHANGE_MEMBERS = f"""
    update member m set {assignments(MEMBER_COLUMNS, "s", "m")}, version = m.version + 1, updated_at = now()
    from row_plan p join stage s using (row_no)
    where m.county = :county and m.id = p.member_id and p.action = 'changed'
      and (coalesce(s.relation, m.relation) = '02') = :heads
"""
ADD_MEMBERS = f"""
    insert into member (county, id, region_code, household_id, {", ".join(MEMBER_COLUMNS)})
    select :county, p.member_id, coalesce(o.region_code, h.region_code), h.id,
           {", ".join("coalesce(s.special_groups, '{}')" if c == "special_groups" else f"s.{c}" for c in MEMBER_COLUMNS)}
    from row_plan p join stage s using (row_no) join household_plan h on h.household_no = p.household_no
    left join household o on o.county = :county and o.id = h.household_id
    where p.action = 'new' order by s.row_no
"""
# A household that the list has made is known by its id and taken back whole: it needs no line, nor does what belongs to it.
ADDED = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select m.county, :import_id, m.region_code, 'member', m.id, m.version, null
    from member m join row_plan p on p.member_id = m.id
    where m.county = :county and p.action = 'new' and p.household_id is not null
"""
OVER = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select y.county, :import_id, y.region_code, 'household_history', y.id, 0, to_jsonb(y)
    from household_history y join household h on h.county = :county and h.id = y.household_id join touched t on t.id = h.id
    where y.county = :county and y.valid_to is null and {history.OTHER}
"""
CLOSE = history.closing("touched t")
LINE_ID = made_id("t.lead_row", HISTORY_ID)
OPEN = history.opening("touched t", LINE_ID)
OPENED = f"""
    insert into import_change ({CHANGE_COLUMNS})
    select y.county, :import_id, y.region_code, 'household_history', y.id, 0, null
    from household_history y join touched t on t.id = y.household_id
    where y.county = :county and not t.is_new and y.id = {LINE_ID}
"""
FACTS = f"""
    insert into fact (county, id, region_code, name, subject_kind, subject_id, data)
    select :county, {made_id("t.lead_row", FACT_ID)}, t.region_code,
           case when t.is_new then 'HouseholdRegistered' else 'HouseholdChanged' end, 'household', t.id,
           case when t.is_new then jsonb_build_object('household_no', t.household_no)
                else jsonb_build_object('fields', jsonb_build_array('import')) end
    from touched t
"""
AUDIT = f"""
    insert into audit_entry (county, id, region_code, actor_id, actor_name, action, subject_kind, subject_id, details)
    select :county, {made_id("t.lead_row", AUDIT_ID)}, t.region_code, :actor_id, :actor_name, 'household.imported',
           'household', t.id,
           jsonb_build_object('import_id', cast(:import_id as text), 'source', cast(:source as text), 'new', t.is_new,
                              'changes', coalesce(c.changes, '[]'))
    from touched t
    left join (select p.household_no, jsonb_path_query_array(jsonb_agg(o.changes), '$[*][*]') as changes
               from import_row o join row_plan p using (row_no)
               where o.county = :county and o.import_id = :import_id and o.action = 'changed' group by 1) c on c.household_no = t.household_no
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    binds = batch.binds | {"today": clock.business_date(), "heads": False}
    actor = session.info["actor"]
    binds |= {"actor_id": actor.id, "actor_name": actor.name}
    remake(session, "touched", TOUCHED, binds, "id")
    if session.scalar(text("select exists (select from touched where not is_new)")):
        _change(session, batch, binds)
    grown(session, run(session, ADD_HOUSEHOLDS, binds), "household (county, id)")
    added = run(session, ADD_MEMBERS, binds)
    for step in (ADDED, OPEN, OPENED, FACTS, AUDIT):
        run(session, step, binds)
    grown(session, added, "member (county, household_id, left_on, relation)")
    derive.refresh(session, batch.county, _few(session, batch.county, "not is_new"))
    quality.refresh_issues(session, batch.county, _few(session, batch.county, "is_new"))
    defer(session, "match_department_records", county=batch.county)
    return {}


def _change(session: Session, batch: Batch, binds: dict[str, Any]) -> None:
    """Households on file, with their images of before."""
    run(session, LOCK, binds)
    run(session, BEFORE, binds)
    move(session, batch.county, "select id, region_code from touched where moved")
    for step in (CHANGE_HOUSEHOLDS, CHANGE_MEMBERS):
        run(session, step, binds)
    run(session, CHANGE_MEMBERS, binds | {"heads": True})
    for step in (OVER, CLOSE):
        run(session, step, binds)


def _few(session: Session, county: str, which: str) -> list[UUID] | None:
    """Of the touched households, or None when looking at all of the county costs less than naming them."""
    touched = list(session.scalars(text(f"select id from touched where {which}")))
    all_of_them = session.scalar(select(func.count()).select_from(Household).where(Household.county == county))
    return touched if len(touched) * 2 < (all_of_them or 0) else None
