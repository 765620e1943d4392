"""What can be done with a campaign: plan it, say who takes part and who is to be visited."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Delete, Insert, Select, delete, func, literal, null, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.helpers.models import Helper, Unit
from yihu.households.models import Household
from yihu.households.problems import OutsideArea
from yihu.kernel import audit, clock
from yihu.kernel.models import valid_on
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.schemas import Count
from yihu.kernel.versions import check_version
from yihu.pairings import campaign_queries as queries
from yihu.pairings import coverage
from yihu.pairings.campaign_problems import CampaignNameTaken, CampaignNotFound, HelperNotOnDuty, TargetNotFound
from yihu.pairings.campaign_schemas import (
    CampaignCreate,
    CampaignRead,
    CampaignUpdate,
    ParticipantsAdd,
    TargetItem,
    TargetsAdd,
)
from yihu.pairings.models import Campaign, CampaignParticipant, CampaignTarget, Pairing
from yihu.policy import service as policy

LISTS = {"pairing_kind": "pairing_kind", "household_classes": "household_class", "statuses": "household_status"}


def read(session: Session, user: Caller, campaign_id: UUID) -> CampaignRead:
    return queries.CAMPAIGNS.one(
        session, CampaignRead, {**user.binds(), "today": clock.business_date(), "id": campaign_id}, CampaignNotFound
    )


def create(session: Session, user: Caller, form: CampaignCreate) -> CampaignRead:
    code = form.region_code or user.region_code
    if not code.startswith(user.region_code):
        raise OutsideArea
    row = Campaign(county=user.county, region_code=code, **form.model_dump(exclude={"region_code"}))
    _check(session, user, row)
    session.add(row)
    return _written(session, user, row, "campaign.created")


def change(session: Session, user: Caller, campaign_id: UUID, form: CampaignUpdate, version: int) -> CampaignRead:
    row = _own(session, user, campaign_id)
    check_version(row, version)
    for name, value in form.model_dump(exclude_unset=True).items():
        setattr(row, name, value)
    _check(session, user, row)
    return _written(session, user, row, "campaign.changed")


def _check(session: Session, user: Caller, row: Campaign) -> None:
    """Before the row is flushed: what has changed is told afterwards."""
    if row.ends_on < row.starts_on:
        raise ValidationFailed.at("/ends_on", "before_start", "结束日期不能早于开始日期")
    known = select(Unit.id).where(Unit.county == user.county, queries.reaching(Unit, user), Unit.id == row.unit_id)
    with session.no_autoflush:
        policy.check_codes(session, LISTS, {name: getattr(row, name) for name in LISTS})
        if row.unit_id is not None and session.scalar(known) is None:
            raise ValidationFailed.at("/unit_id", "unknown", "没有这个单位")


def _written(session: Session, user: Caller, row: Campaign, action: str) -> CampaignRead:
    told = audit.changes(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise CampaignNameTaken from error
    if told:
        _audit(session, row, action, changes=told)
    return read(session, user, row.id)


def _own(session: Session, user: Caller, campaign_id: UUID) -> Campaign:
    row = session.scalar(queries.own(user, campaign_id).with_for_update())
    if row is None:
        raise CampaignNotFound
    return row


def find(session: Session, user: Caller, campaign_id: UUID) -> Campaign:
    """One that the caller may read, and whose people and households of his own area he may name."""
    row = session.scalar(queries.visible(user, campaign_id))
    if row is None:
        raise CampaignNotFound
    return row


def _audit(session: Session, row: Campaign, action: str, **details: Any) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("campaign", row.id), **details
    )


def add_participants(session: Session, user: Caller, campaign_id: UUID, form: ParticipantsAdd) -> Count:
    """Those who take part already are left alone; a helper who is named and not to be found is refused."""
    campaign = find(session, user, campaign_id)
    chosen = _chosen(user, campaign, form)
    if form.helper_ids is not None:
        found = set(session.scalars(chosen.with_only_columns(Helper.id)))
        if found != set(form.helper_ids):
            raise HelperNotOnDuty
    p = CampaignParticipant
    rows = insert(p).from_select(["county", "region_code", "campaign_id", "helper_id"], chosen)
    count = _done(session, rows.on_conflict_do_nothing(index_elements=[p.county, p.campaign_id, p.helper_id]))
    _audit(session, campaign, "campaign.participants_added", count=count)
    return Count(count=count)


def _chosen(user: Caller, campaign: Campaign, form: ParticipantsAdd) -> Select[*tuple[Any, ...]]:
    query = select(Helper.county, Helper.region_code, literal(campaign.id), Helper.id).where(
        within(Helper, user), valid_on(Helper, clock.business_date())
    )
    if form.helper_ids is not None:
        return query.where(Helper.id.in_(form.helper_ids))
    kind = form.kind or campaign.pairing_kind
    if kind is None:
        raise ValidationFailed.at("/kind", "missing", "请选择参加人员的类别")
    place = form.region_code or campaign.region_code
    return query.where(
        func.array_position(Helper.kinds, kind).is_not(None), func.starts_with(Helper.region_code, place)
    )


def remove_participant(session: Session, user: Caller, campaign_id: UUID, helper_id: UUID) -> None:
    campaign = find(session, user, campaign_id)
    p = CampaignParticipant
    gone = delete(p).where(within(p, user), p.campaign_id == campaign.id, p.helper_id == helper_id)
    if not _done(session, gone):
        raise HelperNotOnDuty("这位帮扶人没有参加本次行动")
    _audit(session, campaign, "campaign.participant_removed", helper_id=str(helper_id))


def add_targets(session: Session, user: Caller, campaign_id: UUID, form: TargetsAdd) -> Count:
    """Households and persons to be visited; who is on the list already is left alone."""
    campaign = find(session, user, campaign_id)
    places = _places(session, user, form.items)
    helpers = {item.helper_id for item in form.items} - {None}
    known = select(func.count()).where(
        Helper.county == user.county, queries.reaching(Helper, user), Helper.id.in_(helpers)
    )
    if helpers and session.scalar(known) != len(helpers):
        raise HelperNotOnDuty
    rows = [_target(user, campaign, item, index, places) for index, item in enumerate(form.items)]
    count = _done(session, insert(CampaignTarget).values(rows).on_conflict_do_nothing())
    _audit(session, campaign, "campaign.targets_added", count=count)
    return Count(count=count)


def _places(session: Session, user: Caller, items: list[TargetItem]) -> dict[UUID, str]:
    ids = [item.household_id for item in items if item.household_id is not None]
    h = Household
    found = {row.id: row.region_code for row in session.execute(
        select(h.id, h.region_code).where(within(h, user), h.id.in_(ids))
    )}  # fmt: skip
    for index, item in enumerate(items):
        if item.household_id is not None and item.household_id not in found:
            raise ValidationFailed.at(f"/items/{index}/household_id", "unknown", "本辖区没有这一户")
    return found


def _target(user: Caller, campaign: Campaign, item: TargetItem, index: int, places: dict[UUID, str]) -> dict[str, Any]:
    if item.household_id is not None:
        code = places[item.household_id]
    else:
        code = item.region_code or max(campaign.region_code, user.region_code, key=len)
    if not code.startswith(user.region_code):
        raise ValidationFailed.at(f"/items/{index}/region_code", "outside_area", "不在您的辖区内")
    values = item.model_dump(exclude={"region_code"})
    return {"county": user.county, "region_code": code, "campaign_id": campaign.id, **values}


def draw_targets(session: Session, user: Caller, campaign_id: UUID) -> Count:
    """Every household of the caller's area that the campaign is for; its helper of the campaign's kind is to go."""
    campaign = find(session, user, campaign_id)
    day, h, t = clock.business_date(), Household, CampaignTarget
    rows = select(
        h.county,
        h.region_code,
        literal(campaign.id),
        h.id,
        null(),
        literal("household"),
        _who_goes(campaign, user.county),
    ).where(within(h, user), coverage.target())
    names = ["county", "region_code", "campaign_id", "household_id", "name", "kind", "helper_id"]
    binds = {"county": user.county, "campaign_id": campaign.id, "kind": campaign.pairing_kind, "today": day}
    count = _done(session, insert(t).from_select(names, rows.params(binds)).on_conflict_do_nothing())
    _audit(session, campaign, "campaign.targets_drawn", count=count)
    return Count(count=count)


def _who_goes(campaign: Campaign, county: str) -> ColumnElement[Any]:
    """The household's helper of the campaign's kind, else any that it has."""
    p = Pairing
    here = (p.county == county, p.household_id == Household.id, p.member_id.is_(None))
    mine = select(p.helper_id).where(*here, valid_on(p, clock.business_date())).correlate(Household)
    if campaign.pairing_kind is not None:
        mine = mine.where(p.kind == campaign.pairing_kind)
    return mine.order_by(p.valid_from, p.id).limit(1).scalar_subquery()


def remove_target(session: Session, user: Caller, campaign_id: UUID, target_id: UUID) -> None:
    campaign = find(session, user, campaign_id)
    t = CampaignTarget
    if not _done(session, delete(t).where(within(t, user), t.campaign_id == campaign.id, t.id == target_id)):
        raise TargetNotFound
    _audit(session, campaign, "campaign.target_removed", target_id=str(target_id))


def _done(session: Session, statement: Insert | Delete) -> int:
    """Carry out and count."""
    key = statement.table.c.id
    return len(session.execute(statement.returning(key)).all())
