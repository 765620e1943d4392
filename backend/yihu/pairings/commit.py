"""A proposal becomes pairings: first is the ground still as it was, then everything in one statement."""

from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.pairings.models import PairingProposal

MOST_NAMED = 50

# A kept row asks only that its pairing still holds; a new one that helper and household are there and nobody was quicker.
CONFLICTS = text(
    """
    select * from (
        select r.household_id, h.head_name, coalesce(p.name, now_held.helper_name) as helper_name,
            case
                when h.id is null then '户已不在本辖区'
                when h.status = 'cancelled' then '户已注销'
                when h.region_code <> r.region_code then '户已迁到其他村组'
                when r.origin = 'kept' and now_held.id is null then '原结对已结束'
                when r.origin <> 'kept' and p.id is null then '帮扶人已不在岗'
                when later.id is not null then '已另行与' || later.helper_name || '结对'
            end as why,
            r.region_code, r.id
        from proposed_pairing r
        left join household h on h.county = :county and h.id = r.household_id
        left join helper p on p.county = :county and p.id = r.helper_id
            and p.valid_from <= :today and (p.valid_to is null or p.valid_to > :today)
        left join pairing now_held on now_held.county = :county and now_held.kind = :kind
            and now_held.household_id = r.household_id and now_held.helper_id = r.helper_id
            and now_held.member_id is null and now_held.valid_to is null
        left join lateral (
            select g.id, g.helper_name from pairing g
            where g.county = :county and g.kind = :kind and g.household_id = r.household_id and g.member_id is null
              and g.valid_to is null and g.created_at > r.created_at
              and not exists (
                  select from proposed_pairing o where o.county = :county and o.proposal_id = :proposal_id
                  and o.household_id = g.household_id and o.helper_id = g.helper_id)
            order by g.created_at limit 1
        ) later on true
        where r.county = :county and r.proposal_id = :proposal_id
    ) found where why is not null order by region_code, id limit :most
    """
)

CARRY_OUT = text(
    """
    with line as (
        select household_id, helper_id, region_code from proposed_pairing
        where county = :county and proposal_id = :proposal_id
    ), ended as (
        update pairing g
        set valid_to = greatest(cast(:day as date), g.valid_from), end_reason = 'handed_over',
            end_note = '按自动结对方案调整', version = g.version + 1, updated_at = now()
        where g.county = :county and g.kind = :kind and g.member_id is null and g.valid_to is null
          and exists (select from proposed_pairing o where o.county = :county and o.proposal_id = :proposal_id
                      and o.household_id = g.household_id)
          and not exists (select from proposed_pairing o where o.county = :county and o.proposal_id = :proposal_id
                          and o.household_id = g.household_id and o.helper_id = g.helper_id)
        returning g.id, g.household_id, g.region_code
    ), made as (
        insert into pairing (county, region_code, helper_id, kind, household_id, campaign_id, helper_name, helper_unit,
                             helper_phone, helper_level, valid_from, predecessor_id)
        select :county, line.region_code, line.helper_id, :kind, line.household_id, cast(:campaign_id as uuid), p.name,
               u.name, p.phone, p.level, :day,
               (select e.id from ended e where e.household_id = line.household_id order by e.id limit 1)
        from line
        join helper p on p.county = :county and p.id = line.helper_id
        left join unit u on u.county = :county and u.id = p.unit_id
        where not exists (
            select from pairing g where g.county = :county and g.kind = :kind and g.helper_id = line.helper_id
            and g.household_id = line.household_id and g.member_id is null and g.valid_to is null)
        returning id, household_id, region_code
    ), facts as (
        insert into fact (county, region_code, name, subject_kind, subject_id, data)
        select :county, region_code, name, 'pairing', id, jsonb_build_object('household_id', household_id, 'kind', :kind)
        from (select 'PairingMade' as name, m.* from made m union all select 'PairingEnded', e.* from (
            select id, household_id, region_code from ended) e) told
    )
    select (select count(*) from made), (select count(*) from ended)
    """
)


def conflicts(session: Session, proposal: PairingProposal, day: date) -> list[dict[str, Any]]:
    """Rows that can no longer be carried out, the first of them: household_id, head_name, helper_name, why."""
    rows = session.execute(CONFLICTS, {**_binds(proposal), "today": day, "most": MOST_NAMED}).mappings()
    names = ("head_name", "helper_name", "why")
    return [{"household_id": str(row["household_id"]), **{name: row[name] for name in names}} for row in rows]


def carry_out(session: Session, proposal: PairingProposal, day: date) -> tuple[int, int]:
    """Make the pairings from that day on and end those they replace; how many of each."""
    binds = {**_binds(proposal), "day": day, "campaign_id": proposal.campaign_id}
    session.execute(text("set local statement_timeout = '2min'"))  # a county's takes seconds, on a slow disk many
    made, ended = session.execute(CARRY_OUT, binds).one()
    return made, ended


def _binds(proposal: PairingProposal) -> dict[str, Any]:
    return {"county": proposal.county, "proposal_id": proposal.id, "kind": proposal.kind}
