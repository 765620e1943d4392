from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, bindparam, exists, func, or_, select, text
from sqlalchemy.orm import aliased

from yihu.accounts.access import Caller, within, within_binds
from yihu.helpers.models import Helper, Unit, UnitAssignment
from yihu.households.models import Household
from yihu.households.queries import COUNTY, of_household, village_name
from yihu.jobs.models import Job
from yihu.jobs.queries import of_job
from yihu.kernel.models import valid_on
from yihu.kernel.paging import Listing, any_of
from yihu.pairings.coverage import TODAY, engaged
from yihu.pairings.models import Campaign, PairingProposal, ProposedPairing
from yihu.regions.models import Region


def candidate() -> ColumnElement[bool]:
    """Helpers to be paired in an area: its own, and those from above whose unit supports a place in it.

    Binds: those of `coverage`.
    """
    a, lo = UnitAssignment, bindparam("lo", type_=Text)
    inside = or_(
        (a.region_code >= lo) & (a.region_code < bindparam("hi", type_=Text)), func.starts_with(lo, a.region_code)
    )
    supports = exists().where(
        a.county == COUNTY, a.unit_id == Helper.unit_id, a.target_unit_id.is_(None), inside, valid_on(a, TODAY)
    )
    above = func.starts_with(lo, Helper.region_code) & supports
    return (Helper.county == COUNTY) & or_(within_binds(Helper), above) & engaged()


def visible(user: Caller, proposal_id: UUID) -> Select[PairingProposal]:
    return select(PairingProposal).where(within(PairingProposal, user), PairingProposal.id == proposal_id)


CAMPAIGN_NAME = (
    select(Campaign.name)
    .where(Campaign.county == COUNTY, Campaign.id == PairingProposal.campaign_id)
    .scalar_subquery()
    .label("campaign_name")
)
REGION_NAME = select(Region.short_name).where(Region.code == PairingProposal.region_code).scalar_subquery()
NAMES = (
    "id", "kind", "campaign_id", "region_code", "state", "options", "job_id", "made_by_name",
    "created_at", "version",
)  # fmt: skip

PROPOSALS = Listing(
    base=select(
        *(getattr(PairingProposal, name) for name in NAMES),
        func.nullif(PairingProposal.summary, text("'{}'::jsonb")).label("summary"),
        of_job(PairingProposal, Job.done),
        of_job(PairingProposal, Job.total),
        of_job(PairingProposal, Job.problem).label("failure"),
        CAMPAIGN_NAME,
        REGION_NAME.label("region_name"),
    ),
    area=within_binds(PairingProposal),
    filters={
        "id": PairingProposal.id == bindparam("id"),
        "kind": any_of(PairingProposal.kind, "kind"),
        "state": any_of(PairingProposal.state, "state"),
        "campaign_id": PairingProposal.campaign_id == bindparam("campaign_id"),
    },
    sorts={"created_at": (PairingProposal.created_at, PairingProposal.id)},
    default_sort="-created_at",
)

OTHER = aliased(ProposedPairing, name="other")
LOAD = (
    select(func.count())
    .where(OTHER.county == COUNTY, OTHER.proposal_id == ProposedPairing.proposal_id)
    .where(OTHER.helper_id == ProposedPairing.helper_id)
    .scalar_subquery()
)


def _of_helper(column: Any) -> ColumnElement[Any]:
    found = select(column).where(Helper.county == COUNTY, Helper.id == ProposedPairing.helper_id)
    return found.scalar_subquery()


def _unit() -> ColumnElement[Any]:
    here = (Helper.county == COUNTY, Helper.id == ProposedPairing.helper_id, Unit.county == COUNTY)
    return select(Unit.name).join(Helper, Helper.unit_id == Unit.id).where(*here).scalar_subquery()


def _about_helper() -> ColumnElement[bool]:
    q = bindparam("q", type_=Text)
    named = (Helper.county == COUNTY, Helper.id == ProposedPairing.helper_id, func.strpos(Helper.search_text, q) > 0)
    return exists().where(*named)


def _about_household() -> ColumnElement[bool]:
    q, h = bindparam("q", type_=Text), Household
    return exists().where(h.county == COUNTY, h.id == ProposedPairing.household_id, func.strpos(h.search_text, q) > 0)


ROWS = Listing(
    base=select(
        ProposedPairing.household_id, *of_household(ProposedPairing, Household.household_no, Household.head_name),
        ProposedPairing.region_code,
        village_name(ProposedPairing).label("region_name"), ProposedPairing.helper_id,
        _of_helper(Helper.name).label("helper_name"), _of_helper(village_name(Helper)).label("helper_region_name"),
        _unit().label("helper_unit"), LOAD.label("load"), ProposedPairing.origin, ProposedPairing.reason,
    ),
    area=within_binds(ProposedPairing) & (ProposedPairing.proposal_id == bindparam("proposal_id")),
    filters={
        "origin": any_of(ProposedPairing.origin, "origin"),
        "helper_id": ProposedPairing.helper_id == bindparam("helper_id"),
        "q": _about_household() | _about_helper(),
    },
    sorts={"region": (ProposedPairing.region_code, ProposedPairing.household_id, ProposedPairing.id)},
    default_sort="region",
)  # fmt: skip
