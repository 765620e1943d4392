"""What follows from checks: which is the newest of each kind, and the ledger of defects. Sets of households at once.

A failed newest check opens a defect or keeps it open; a newest one that does not fail makes it wait for reconciling.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.assurances.models import AssuranceDefect
from yihu.kernel.facts import wrote

HERE = "c.county = :county and (cast(:ids as uuid[]) is null or c.household_id = any(:ids))"
# "Nobody of this household is concerned" holds only until somebody of it is checked.
RANKED = f"""
    with ranked as (
        select c.id, c.current,
               row_number() over (partition by c.household_id, c.item, c.member_id order by c.checked_on desc, c.id desc) = 1
               and not (c.member_id is null and bool_or(c.member_id is not null) over later) as newest
        from assurance_check c
        where {HERE} and c.voided_on is null
        window later as (partition by c.household_id, c.item order by c.checked_on desc, c.id desc
                         rows between unbounded preceding and current row)
    )
"""
OLD = text(
    f"""{RANKED}
    update assurance_check c set current = false from ranked r
    where {HERE} and c.id = r.id and c.current and not r.newest
    """
)
NEW = text(
    f"""{RANKED}
    update assurance_check c set current = true from ranked r
    where {HERE} and c.id = r.id and r.newest and not c.current
    """
)
OPEN = text(
    f"""
    insert into assurance_defect as d (county, region_code, household_id, member_id, item, reasons, opened_on,
                                       opened_check_id, last_check_id)
    select :county, c.region_code, c.household_id, c.member_id, c.item, c.reasons, c.checked_on, c.id, c.id
    from assurance_check c where {HERE} and c.current and c.result = 'defect'
    on conflict (county, household_id, item, member_id) where state <> 'closed' do update
    set state = 'open', reasons = excluded.reasons, last_check_id = excluded.last_check_id, mended_on = null,
        mended_check_id = null, mended_by = null, version = d.version + 1, updated_at = now()
    where d.county = :county and (d.last_check_id <> excluded.last_check_id or d.state <> 'open')
    """
)
MEND = text(
    f"""
    update assurance_defect d
    set state = 'mended', mended_on = c.checked_on, mended_check_id = c.id, mended_by = c.checker_id,
        version = d.version + 1, updated_at = now()
    from assurance_check c
    where d.county = :county and d.state <> 'closed' and {HERE} and c.current and c.result <> 'defect'
      and d.household_id = c.household_id and d.item = c.item and d.member_id is not distinct from c.member_id
      and d.mended_check_id is distinct from c.id
      and (d.state = 'open' or exists (select from assurance_check v where v.county = :county and v.id = d.mended_check_id
                                       and v.voided_on is not null))
    """
)


def settle(session: Session, county: str, household_ids: Sequence[UUID] | None) -> None:
    """Of these households, or of all the county's."""
    session.flush()
    binds = {"county": county, "ids": list(household_ids) if household_ids is not None else None}
    for step in (OLD, NEW, OPEN, MEND):
        session.execute(step, binds)
    wrote(session, AssuranceDefect)
