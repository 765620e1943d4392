"""How far a campaign is: targets visited by village, participants with and without contact."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Exists, Select, Uuid, bindparam, exists, func, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within_binds
from yihu.helpers.models import Helper, Unit
from yihu.households.queries import COUNTY
from yihu.kernel import clock
from yihu.pairings.campaign_problems import CampaignNotFound
from yihu.pairings.campaign_queries import visible
from yihu.pairings.models import CampaignParticipant, CampaignTarget
from yihu.regions.models import Region
from yihu.visits.compliance_schemas import CampaignProgress, SilentParticipant, VillageProgress
from yihu.visits.models import Visit

CAMPAIGN = bindparam("campaign_id", type_=Uuid)
STARTS, ENDS = bindparam("starts_on", type_=Date), bindparam("ends_on", type_=Date)


def reached(county: Any) -> Exists:
    """A visit of the campaign met the target.

    A household: by the leader named for it, if one is. A person without a household: by a visit in that place which
    names him as the person met.
    """
    v, t = Visit, CampaignTarget
    home = (v.household_id == t.household_id) & (t.helper_id.is_(None) | (v.helper_id == t.helper_id))
    person = t.household_id.is_(None) & (v.person_met == t.name) & func.starts_with(v.region_code, t.region_code)
    of_campaign = (v.county == county, v.campaign_id == t.campaign_id, v.voided_on.is_(None))
    return exists().where(*of_campaign, home | person)


def elapsed_percent(starts_on: date, ends_on: date, day: date) -> int:
    """Of the campaign's days, whole percent; 100 from its last day on."""
    days = (ends_on - starts_on).days + 1
    return max(0, min(100, ((day - starts_on).days + 1) * 100 // days))


def read(session: Session, user: Caller, campaign_id: UUID, region_code: str | None) -> CampaignProgress:
    campaign = session.scalar(visible(user, campaign_id))
    if campaign is None:
        raise CampaignNotFound
    binds = {
        **user.binds(region_code), "campaign_id": campaign.id, "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
    }  # fmt: skip
    villages = [VillageProgress.model_validate(row) for row in session.execute(_by_village(), binds)]
    everyone = session.execute(_participants(), binds).all()
    silent = [SilentParticipant.model_validate(row) for row in everyone if not row.met]
    return CampaignProgress(
        campaign_id=campaign.id, name=campaign.name, kind=campaign.kind, starts_on=campaign.starts_on,
        ends_on=campaign.ends_on, targets=sum(v.targets for v in villages), visited=sum(v.visited for v in villages),
        elapsed_percent=elapsed_percent(campaign.starts_on, campaign.ends_on, clock.business_date()),
        villages=villages, participants=len(everyone), participants_with_contact=len(everyone) - len(silent),
        silent=silent,
    )  # fmt: skip


def _by_village() -> Select[*tuple[Any, ...]]:
    """A place that is no village (a target of the township itself) stands under its own code."""
    t = CampaignTarget
    place = func.left(t.region_code, 12)
    done = func.count().filter(reached(COUNTY))
    counted = (
        select(place.label("region_code"), func.count().label("targets"), done.label("visited"))
        .where(within_binds(t), t.campaign_id == CAMPAIGN)
        .group_by(place)
        .subquery("counted")
    )
    c = counted.c
    return (
        select(c.region_code, Region.short_name.label("region_name"), c.targets, c.visited)
        .outerjoin(Region, Region.code == c.region_code)
        .order_by(c.region_code)
    )


def contacted(helper_id: Any, county: Any, starts_on: Any, ends_on: Any) -> Exists:
    """The helper met or called anybody on these days."""
    v = Visit
    days = v.visited_on.between(starts_on, ends_on)
    return exists().where(v.county == county, v.helper_id == helper_id, days, v.voided_on.is_(None))


def _participants() -> Select[*tuple[Any, ...]]:
    """By place and name: no ranking."""
    p, h = CampaignParticipant, Helper
    unit = select(Unit.name).where(Unit.county == COUNTY, Unit.id == h.unit_id).scalar_subquery()
    place = select(Region.short_name).where(Region.code == func.left(h.region_code, 12)).scalar_subquery()
    return (
        select(
            h.id.label("helper_id"), h.name.label("helper_name"), unit.label("unit_name"), h.region_code,
            place.label("region_name"), contacted(h.id, COUNTY, STARTS, ENDS).label("met"),
        )
        .join(p, (p.county == COUNTY) & (p.helper_id == h.id))
        .where(h.county == COUNTY, within_binds(p), p.campaign_id == CAMPAIGN)
        .order_by(h.region_code, h.name_sort, h.id)
    )  # fmt: skip
