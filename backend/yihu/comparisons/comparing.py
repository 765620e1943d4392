"""Both sides of the lists, in sets: what each line stands for now, and whom a list should name and does not.

Looked at when a list arrives or is taken back, when a household or a check changes, and in every round. It writes only what it
finds out itself: what has been answered stays, and a line's version is its answer's.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import TableClause, column, insert, table, text
from sqlalchemy.orm import Session

from yihu.comparisons import subjects  # noqa: F401  every file of the folder registers itself
from yihu.comparisons.models import DepartmentEntry
from yihu.comparisons.subject import KINDS, SUBJECTS, Subject
from yihu.kernel import clock
from yihu.kernel.db import MANY, among
from yihu.kernel.facts import wrote

SIDE: TableClause = table("our_side", *(column(name, kind) for name, kind in KINDS.items()))
MAKE = """
    create temp table if not exists our_side (household_id uuid, member_id uuid, region_code text, name text, figures jsonb,
        told_on date, known boolean, expected boolean) on commit drop
"""
HELD = """
    select distinct e.item from unnest(cast(:items as text[])) as i (item) cross join lateral (
        select item from department_entry e where e.county = :county and e.item = i.item limit 1) e
"""
# A later list of the same place, or of one around it, is the one to go by.
SUPERSEDED = """
    with list as materialized (
        select area, listed_on from department_entry
        where county = :county and item = :item and standing <> 'only_ours' group by area, listed_on)
    update department_entry e set superseded = s.later, updated_at = now()
    from (select l.area, l.listed_on, exists (
              select from list n where n.listed_on > l.listed_on and starts_with(l.area, n.area)) as later from list l) s
    where e.county = :county and e.item = :item and e.area = s.area and e.listed_on = s.listed_on and e.superseded <> s.later
"""
# Whoever is registered later is found; whom the list did not seem to name is named after all.
FOUND = """
    update department_entry e set household_id = f.household_id, member_id = f.member_id, region_code = f.region_code
    from (select distinct on (x.listed_on, h.id, {member}) x.id, {member} as member_id, h.id as household_id, h.region_code
          from department_entry x
          join member m on m.county = :county and m.id_hash = x.id_hash and m.left_on is null
          join household h on h.county = :county and h.id = m.household_id and starts_with(h.region_code, x.area)
          where x.county = :county and x.item = :item and x.household_id is null and not x.superseded and {touched}
            and not exists (select from department_entry o where o.county = :county and o.item = :item
                            and o.listed_on = x.listed_on and o.household_id = h.id
                            and o.member_id is not distinct from {member})
          order by x.listed_on, h.id, {member}, x.id) f
    where e.county = :county and e.id = f.id
"""
FREED = """
    delete from department_entry o using department_entry x
    join member m on m.county = :county and m.id_hash = x.id_hash and m.left_on is null
    where x.county = :county and x.item = :item and x.household_id is null and not x.superseded and {touched}
      and o.county = :county and o.item = :item and o.listed_on = x.listed_on and o.household_id = m.household_id
      and o.member_id is not distinct from {member}
      and o.standing = 'only_ours' and o.settled_on is null
"""
COMPARED = """
    update department_entry e
    set standing = n.standing, ours = n.ours, ours_on = n.told_on, differing = n.differing, updated_at = now()
    from (
        select x.id, o.figures as ours, o.told_on, d.differing,
               case when o.household_id is null then 'only_theirs' when cardinality(d.differing) > 0 then 'differs'
                    else 'match' end as standing
        from department_entry x
        left join our_side o on o.known and {same}
        cross join lateral (
            select case when o.household_id is null then '{{}}'::text[] else array(
                select k.key from jsonb_each(x.figures) k
                where coalesce(k.value, 'null') is distinct from coalesce(o.figures -> k.key, 'null') order by 1) end as differing) d
        where x.county = :county and x.item = :item and not x.superseded and x.standing <> 'only_ours' and {which}
    ) n
    where e.county = :county and e.id = n.id
      and (e.standing, e.ours, e.ours_on, e.differing) is distinct from (n.standing, n.ours, n.told_on, n.differing)
"""
# Of each list that counts: those it should name, of its place, and does not.
MISSED = """
    with list as materialized (
        select area, listed_on, max(source) as source, (array_agg(sent_by order by id desc))[1] as sent_by, max(unit) as unit
        from department_entry where county = :county and item = :item and not superseded and standing <> 'only_ours'
        group by area, listed_on)
    select distinct on (l.listed_on, o.household_id, o.member_id)
           l.*, o.household_id, o.member_id, o.region_code, o.name, o.figures, o.told_on
    from list l join our_side o on o.expected and starts_with(o.region_code, l.area)
    where not exists (select from department_entry x where x.county = :county and x.item = :item
                      and x.listed_on = l.listed_on and x.standing <> 'only_ours' and {same})
    order by l.listed_on, o.household_id, o.member_id, length(l.area) desc
"""
GONE = """
    delete from department_entry x where x.county = :county and x.item = :item and x.standing = 'only_ours'
      and x.settled_on is null and {which} and not exists (
        select from missed o where o.area = x.area and o.listed_on = x.listed_on and {same})
"""
ADDED = """
    insert into department_entry (county, region_code, item, listed_on, area, household_id, member_id, name, id_masked,
                                  source, sent_by, unit, standing, ours, ours_on)
    select :county, o.region_code, :item, o.listed_on, o.area, o.household_id, o.member_id, o.name, m.id_masked, o.source,
           o.sent_by, o.unit, 'only_ours', o.figures, o.told_on
    from missed o left join member m on m.county = :county and m.id = o.member_id
    on conflict (county, item, listed_on, household_id, member_id) where household_id is not null
    do update set ours = excluded.ours, ours_on = excluded.ours_on
    where department_entry.standing = 'only_ours' and department_entry.ours is distinct from excluded.ours
"""
SAME = {
    True: "o.member_id = x.member_id",
    False: "o.household_id = x.household_id and x.member_id is null",
}  # fmt: skip


def of_county(session: Session, county: str, items: Collection[str] | None = None) -> None:
    """All lists, or those of these items."""
    _compare(session, county, items)


def of_households(session: Session, county: str, ids: Sequence[UUID]) -> None:
    """After something of them has changed; of very many the county is as soon looked at."""
    _compare(session, county, None, None if len(ids) > MANY else ids)


def _compare(
    session: Session, county: str, items: Collection[str] | None, household_ids: Sequence[UUID] | None = None
) -> None:
    names = [name for name in SUBJECTS if items is None or name in items]
    held = session.scalars(text(HELD), {"county": county, "items": names}).all()
    for item in held:
        _one(session, SUBJECTS[item], {"county": county, "item": item, "today": clock.business_date()}, household_ids)
    if held:
        wrote(session, DepartmentEntry)


def _one(session: Session, one: Subject, binds: dict[str, Any], household_ids: Sequence[UUID] | None) -> None:
    same = SAME[one.per_member]
    which = "true" if household_ids is None else "x.household_id = any(:household_ids)"
    touched = "true" if household_ids is None else "m.household_id = any(:household_ids)"
    binds = binds if household_ids is None else {**binds, "household_ids": list(household_ids)}
    if household_ids is None:
        session.execute(text(SUPERSEDED), binds)
    member = "m.id" if one.per_member else "cast(null as uuid)"
    for step in (FREED, FOUND):
        session.execute(text(step.format(member=member, touched=touched)), binds)
    _our_side(session, one, binds)
    session.execute(text(COMPARED.format(same=same, which=which)), binds)
    session.execute(text("drop table if exists pg_temp.missed"))
    session.execute(text(f"create temp table missed on commit drop as {MISSED.format(same=same)}"), binds)
    session.execute(text(GONE.format(same=same, which=which)), binds)
    session.execute(text(ADDED), binds)


def _our_side(session: Session, one: Subject, binds: dict[str, Any]) -> None:
    session.execute(text(MAKE))
    session.execute(text("truncate our_side"))
    ours = one.ours()
    if "household_ids" in binds:
        ours = ours.where(among(ours.selected_columns.household_id, binds["household_ids"]))
    session.execute(insert(SIDE).from_select([*KINDS], ours), binds)
    session.execute(text("analyze our_side"))
