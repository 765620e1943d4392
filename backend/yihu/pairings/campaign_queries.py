"""Campaigns of the caller's area, and those of the places above that reach it."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, Text, Uuid, bindparam, func, or_, select

from yihu.accounts.access import Caller, within, within_binds
from yihu.helpers.models import Helper, Unit
from yihu.households.models import Household
from yihu.households.queries import COUNTY, of_household, village_name
from yihu.kernel.models import valid_on
from yihu.kernel.paging import Listing, any_of
from yihu.pairings.models import Campaign, CampaignParticipant, CampaignTarget, Pairing
from yihu.regions.models import Region

TODAY = bindparam("today", type_=Date)
CAMPAIGN = bindparam("campaign_id", type_=Uuid)


def reaching(row: Any, user: Caller) -> ColumnElement[bool]:
    """Rows of the caller's area or of a place that it lies in. `row`: campaign, helper or unit."""
    above = (row.county == user.county) & func.starts_with(user.region_code, row.region_code)
    return or_(within(row, user), above)


def visible(user: Caller, campaign_id: UUID) -> Select[Campaign]:
    return select(Campaign).where(Campaign.county == user.county, reaching(Campaign, user), Campaign.id == campaign_id)


def own(user: Caller, campaign_id: UUID) -> Select[Campaign]:
    """To be changed by the caller: of his own area only."""
    return select(Campaign).where(within(Campaign, user), Campaign.id == campaign_id)


def _unit_name(row: Any) -> ColumnElement[Any]:
    return select(Unit.name).where(Unit.county == COUNTY, Unit.id == row.unit_id).scalar_subquery().label("unit_name")


def _count(row: Any) -> ColumnElement[int]:
    """What of the campaign the caller may see."""
    return select(func.count()).where(row.county == COUNTY, row.campaign_id == Campaign.id).scalar_subquery()


RUNNING = (Campaign.starts_on <= TODAY) & (Campaign.ends_on >= TODAY)
REGION_NAME = select(Region.short_name).where(Region.code == Campaign.region_code).scalar_subquery()

CAMPAIGNS = Listing(
    base=select(
        Campaign.id, Campaign.kind, Campaign.name, Campaign.pairing_kind, Campaign.unit_id, _unit_name(Campaign),
        Campaign.region_code, REGION_NAME.label("region_name"), Campaign.starts_on, Campaign.ends_on,
        RUNNING.label("running"), Campaign.activities, Campaign.household_classes, Campaign.statuses,
        Campaign.declared_helpers, Campaign.declared_households, _count(CampaignParticipant).label("participants"),
        _count(CampaignTarget).label("targets"), Campaign.source, Campaign.version,
    ),
    area=(Campaign.county == COUNTY)
    & or_(within_binds(Campaign), func.starts_with(bindparam("lo", type_=Text), Campaign.region_code)),
    filters={
        "id": Campaign.id == bindparam("id"),
        "kind": any_of(Campaign.kind, "kind"),
        "pairing_kind": any_of(Campaign.pairing_kind, "pairing_kind"),
        "running": bindparam("running") == RUNNING,
        "q": func.strpos(Campaign.name, bindparam("q", type_=Text)) > 0,
    },
    sorts={"starts_on": (Campaign.starts_on, Campaign.id), "name": (Campaign.name, Campaign.id)},
    default_sort="-starts_on",
)  # fmt: skip

PARTICIPANTS = Listing(
    base=select(
        Helper.id.label("helper_id"), Helper.name.label("helper_name"), _unit_name(Helper), Helper.position,
        Helper.level, Helper.phone, Helper.roster_no, Helper.region_code, village_name(Helper).label("region_name"),
        valid_on(Helper, TODAY).label("on_duty"),
        select(func.count())
        .where(Pairing.county == COUNTY, Pairing.helper_id == Helper.id, valid_on(Pairing, TODAY))
        .where(
            Pairing.kind
            == func.coalesce(
                select(Campaign.pairing_kind)
                .where(Campaign.county == COUNTY, Campaign.id == CAMPAIGN)
                .scalar_subquery(),
                Pairing.kind,
            )
        )
        .scalar_subquery()
        .label("pairing_count"),
    ).join(
        CampaignParticipant,
        (CampaignParticipant.county == COUNTY) & (CampaignParticipant.helper_id == Helper.id),
    ),
    area=within_binds(Helper) & (CampaignParticipant.campaign_id == CAMPAIGN),
    filters={"q": func.strpos(Helper.search_text, bindparam("q", type_=Text)) > 0},
    sorts={"region": (Helper.region_code, Helper.name_sort, Helper.id), "name": (Helper.name_sort, Helper.id)},
    default_sort="region",
)  # fmt: skip


def _helper_name() -> ColumnElement[Any]:
    found = select(Helper.name).where(Helper.county == COUNTY, Helper.id == CampaignTarget.helper_id)
    return found.scalar_subquery().label("helper_name")


TARGETS = Listing(
    base=select(
        CampaignTarget.id, CampaignTarget.household_id, *of_household(CampaignTarget, Household.household_no, Household.head_name), CampaignTarget.name, CampaignTarget.kind, CampaignTarget.helper_id,
        _helper_name(), CampaignTarget.region_code, village_name(CampaignTarget).label("region_name"),
    ),
    area=within_binds(CampaignTarget) & (CampaignTarget.campaign_id == CAMPAIGN),
    filters={
        "kind": any_of(CampaignTarget.kind, "kind"),
        "helper_id": CampaignTarget.helper_id == bindparam("helper_id"),
    },
    sorts={"region": (CampaignTarget.region_code, CampaignTarget.id)},
    default_sort="region",
)  # fmt: skip
