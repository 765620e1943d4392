"""Whose record it is: by ID number, else by household number and, inside the household, by name. In sets.

Looked at when a batch arrives, when a household's members change, after a list of households and before every round, so that
whoever is registered later is found. What somebody has settled by hand stays as it is.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, text
from sqlalchemy.orm import Session

from yihu.kernel.db import MANY

WHY = {
    "not_looked": "尚未比对",
    "person_unknown": "没有登记此人",
    "person_left": "此人已迁出或去世",
    "household_unknown": "没有这一户",
    "disagrees": "证件号码和户编号不是同一户",
    "id_number_wrong": "证件号码有误",
    "not_named": "没有证件号码和户编号",
    "reopened": "已退回重新核对",
}


def found(rows: str, key: str, among: str) -> str:
    """Query of (key, member_id, household_id, region_code, matched_by, why) for `rows`, which carry what names a person.

    `among`: a condition on the row `r`. Bind: county.
    """
    return f"""
        select r.{key} as key, w.why, case when w.why is null then coalesce(m.id, b.id) end as member_id,
               case when w.why is null then h.id end as household_id,
               case when w.why is null then h.region_code end as region_code,
               case when w.why is null then case when m.id is null then 'household_no' else 'id' end end as matched_by
        from {rows} r
        left join member m on m.county = :county and m.id_hash = r.id_hash and m.left_on is null
        left join household n on n.county = :county and n.household_no = r.household_no
        left join household h on h.county = :county and h.id = coalesce(m.household_id, n.id)
        left join lateral (
            select min(x.id::text)::uuid as id from member x
            where x.county = :county and x.household_id = n.id and x.name = r.person_name and x.left_on is null
            having count(*) = 1
        ) b on m.id is null and r.person_name is not null
        cross join lateral (select case
            when m.household_id <> n.id then 'disagrees'
            when h.id is not null then null
            when r.id_hash is not null and exists (
                select from member x where x.county = :county and x.id_hash = r.id_hash) then 'person_left'
            when r.id_hash is not null then 'person_unknown'
            when r.id_fault is not null then 'id_number_wrong'
            when r.household_no is not null then 'household_unknown'
            else 'not_named' end as why) w
        where {among}
    """


LOOKED_FOR = "r.county = :county and (r.state = 'unmatched' or (r.state = 'matched' and r.matched_by <> 'hand'))"
UPDATE = """
    update department_record d
    set state = case when f.why is null then 'matched' else 'unmatched' end, why = f.why, member_id = f.member_id,
        household_id = f.household_id, matched_by = f.matched_by, updated_at = now(),
        region_code = coalesce(f.region_code, case when d.state = 'matched' then left(d.region_code, 6) else d.region_code end)
    from ({found}) f
    where d.county = :county and d.id = f.key
      and (d.why, d.member_id, d.household_id) is distinct from (f.why, f.member_id, f.household_id)
"""
WHICH = {
    "batch": "r.batch_id = :batch",
    "open": "r.state = 'unmatched'",
    "homes": """(r.state = 'unmatched' and (
        r.id_hash in (select id_hash from member where county = :county and household_id = any(:ids) and id_hash is not null)
        or r.household_no in (select household_no from household where county = :county and id = any(:ids))))""",
    "ids": "r.id = any(:ids)",
}


def _run(session: Session, which: str, binds: dict[str, Any]) -> int:
    found_rows = found("department_record", "id", f"{LOOKED_FOR} and {WHICH[which]}")
    done = session.execute(text(UPDATE.format(found=found_rows)), binds)
    assert isinstance(done, CursorResult)
    return done.rowcount


def of_batch(session: Session, county: str, batch_id: UUID) -> int:
    """What a batch has just brought; how many records changed."""
    return _run(session, "batch", {"county": county, "batch": batch_id})


def of_records(session: Session, county: str, ids: Sequence[UUID]) -> int:
    return _run(session, "ids", {"county": county, "ids": list(ids)})


def of_households(session: Session, county: str, ids: Sequence[UUID]) -> set[UUID]:
    """After a change of their members: who was looked for may be among them; which of them were found."""
    which = "open" if len(ids) > MANY else "homes"
    rows = found("department_record", "id", f"{LOOKED_FOR} and {WHICH[which]}")
    done = session.scalars(
        text(f"{UPDATE.format(found=rows)} returning d.household_id"), {"county": county, "ids": list(ids)}
    )
    return {one for one in done if one is not None}


def of_county(session: Session, county: str) -> int:
    """Everything still looked for."""
    return _run(session, "open", {"county": county})
