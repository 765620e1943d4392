"""Somebody takes over what another answered for: one transaction, one statement over all pairings, history kept."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.helpers.models import Helper
from yihu.helpers.queries import within_reach
from yihu.households.models import Household
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish
from yihu.kernel.problems import ValidationFailed
from yihu.pairings.events import PairingHandedOver
from yihu.pairings.models import Campaign, CampaignTarget
from yihu.pairings.problems import NothingToHandOver
from yihu.pairings.schemas import HandedOver, HandOver, Unfinished
from yihu.pairings.service import on_duty, refused

UNFINISHED: list[Callable[[Session, Caller, list[UUID]], list[Unfinished]]] = []
"""Rooms above add `(session, user, household_ids) -> list[Unfinished]`: what they know to be waiting."""

# Whom the successor answers for already only leaves the predecessor: nobody answers twice in the same capacity.
MOVE = text(
    """
    with ended as (
        update pairing p
        set valid_to = greatest(cast(:day as date), p.valid_from), end_reason = 'handed_over', end_note = cast(:note as text),
            version = p.version + 1, updated_at = now()
        where p.county = :county and p.region_code >= :lo and p.region_code < :hi and p.helper_id = :giver
          and p.valid_to is null and (cast(:kind as text) is null or p.kind = :kind)
          and (cast(:ids as uuid[]) is null or p.id = any(:ids))
        returning p.*
    ), made as (
        insert into pairing (county, region_code, helper_id, kind, household_id, member_id, campaign_id, helper_name,
                             helper_unit, helper_phone, helper_level, valid_from, predecessor_id)
        select :county, e.region_code, :taker, e.kind, e.household_id, e.member_id, e.campaign_id, :name, :unit, :phone,
               :level, e.valid_to, e.id
        from ended e
        where not exists (
            select from pairing g where g.county = :county and g.helper_id = :taker and g.kind = e.kind
            and g.household_id is not distinct from e.household_id and g.member_id is not distinct from e.member_id
            and (e.household_id is not null or g.region_code = e.region_code) and g.valid_to is null)
        returning id, household_id, region_code, kind
    ), facts as (
        insert into fact (county, region_code, name, subject_kind, subject_id, data)
        select :county, region_code, name, 'pairing', id, jsonb_build_object('household_id', household_id, 'kind', kind)
        from (select 'PairingEnded' as name, id, household_id, region_code, kind from ended
              union all select 'PairingMade', id, household_id, region_code, kind from made) told
    ), going as (
        update campaign_target t set helper_id = :taker, updated_at = now()
        from ended e
        where t.county = :county and t.household_id = e.household_id and t.helper_id = :giver
          and t.campaign_id in (select c.id from campaign c where c.county = :county and c.ends_on >= :day)
    )
    select id, household_id from ended
    """
)


def hand_over(session: Session, user: Caller, form: HandOver) -> HandedOver:
    """Returns how many pairings moved and what the successor finds waiting."""
    if form.on > clock.business_date():
        raise ValidationFailed.at("/on", "in_future", "移交日期不能晚于今天")
    if form.from_helper_id == form.to_helper_id:
        raise ValidationFailed.at("/to_helper_id", "same", "移交人和接收人不能是同一人")
    giver = session.scalar(
        select(Helper).where(Helper.county == user.county, within_reach(Helper, user), Helper.id == form.from_helper_id)
    )
    if giver is None:
        raise ValidationFailed.at("/from_helper_id", "unknown", "没有这位帮扶人员")
    taker, unit_name = on_duty(session, user, form.to_helper_id, form.on, "/to_helper_id")
    binds = {
        **user.binds(form.region_code), "giver": giver.id, "taker": taker.id, "day": form.on, "note": form.note,
        "kind": form.kind, "ids": form.pairing_ids, "name": taker.name, "unit": unit_name, "phone": taker.phone,
        "level": taker.level,
    }  # fmt: skip
    try:
        moved = session.execute(MOVE, binds).all()
    except IntegrityError as error:
        raise refused(error) from error
    if not moved:
        raise NothingToHandOver
    _tell(session, giver, taker, form, len(moved))
    households = sorted({row.household_id for row in moved if row.household_id is not None})
    return HandedOver(moved=len(moved), unfinished=unfinished(session, user, households))


def unfinished(session: Session, user: Caller, household_ids: list[UUID]) -> list[Unfinished]:
    """What waits at these households, the most pressing first: campaigns that run, and what the rooms above know."""
    found = _campaigns(session, user, household_ids)
    for ask in UNFINISHED:
        found += ask(session, user, household_ids)
    return sorted(found, key=lambda each: (each.due_on is None, each.due_on, each.title, str(each.household_id)))


def _campaigns(session: Session, user: Caller, household_ids: list[UUID]) -> list[Unfinished]:
    t, c, h = CampaignTarget, Campaign, Household
    rows = session.execute(
        select(c.name, t.household_id, h.head_name, c.ends_on)
        .join(c, (c.county == user.county) & (c.id == t.campaign_id))
        .join(h, (h.county == user.county) & (h.id == t.household_id))
        .where(t.county == user.county, t.household_id == bindparam("ids", type_=ARRAY(Uuid)).any_())
        .where(c.ends_on >= clock.business_date()),
        {"ids": household_ids},
    )
    return [
        Unfinished(kind="campaign_target", title=name, household_id=home, head_name=head, due_on=ends_on)
        for name, home, head, ends_on in rows
    ]


def _tell(session: Session, giver: Helper, taker: Helper, form: HandOver, moved: int) -> None:
    told: dict[str, Any] = {
        "to": str(taker.id),
        "to_name": taker.name,
        "on": str(form.on),
        "kind": form.kind,
        "moved": moved,
    }
    audit.record(
        session, "pairing.handed_over", county=giver.county, region_code=giver.region_code, subject=("helper", giver.id),
        note=form.note, **told,
    )  # fmt: skip
    publish(session, PairingHandedOver(giver.county, giver.region_code, str(giver.id), str(taker.id), moved))
