from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow
from yihu.accounts.permissions import Permission
from yihu.households.problems import OutsideArea
from yihu.kernel import clock
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.schemas import Count
from yihu.kernel.versions import Version, tag
from yihu.pairings import campaign_queries as queries
from yihu.pairings import campaigns
from yihu.pairings.campaign_problems import CampaignNameTaken, CampaignNotFound, HelperNotOnDuty, TargetNotFound
from yihu.pairings.campaign_schemas import (
    CampaignCreate,
    CampaignRead,
    CampaignUpdate,
    ParticipantRead,
    ParticipantsAdd,
    TargetKind,
    TargetRead,
    TargetsAdd,
)
from yihu.pairings.coverage_routes import Reader, Words
from yihu.pairings.models import CampaignKind

router = APIRouter(prefix="/campaigns", tags=["campaigns"])

Writer = Annotated[Caller, Depends(allow(Permission.PAIRINGS_WRITE))]
LISTED = problems(*PAGE_REFUSALS)
ONCE = (CampaignNotFound, IdempotencyKeyReused, StillInProgress)


@router.get("", response_model=Page[CampaignRead], responses=LISTED)
def list_campaigns(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    kind: Annotated[list[CampaignKind] | None, Query()] = None,
    pairing_kind: Annotated[list[str] | None, Query(max_length=20)] = None,
    running: Annotated[bool | None, Query(description="今天在行动期内")] = None,
    q: Words = None,
) -> Response:
    """Campaigns of the area, and those from above that reach it."""
    given = {"kind": kind, "pairing_kind": pairing_kind, "running": running, "q": q.strip() if q else None}
    area = {**user.binds(region_code), "today": clock.business_date()}
    return page(reads, queries.CAMPAIGNS, area, given, paging)


@router.post(
    "",
    status_code=201,
    response_model=CampaignRead,
    responses=problems(CampaignNameTaken, OutsideArea, IdempotencyKeyReused, StillInProgress),
)
def create_campaign(form: CampaignCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, CampaignRead, lambda: campaigns.create(session, user, form), 201)


@router.get("/{campaign_id}", responses=problems(CampaignNotFound))
def read_campaign(campaign_id: UUID, user: Reader, session: Db, response: Response) -> CampaignRead:
    found = campaigns.read(session, user, campaign_id)
    tag(response, found.version)
    return found


@router.patch(
    "/{campaign_id}", responses=problems(CampaignNotFound, CampaignNameTaken, VersionConflict, VersionRequired)
)
def change_campaign(
    campaign_id: UUID, form: CampaignUpdate, user: Writer, session: Db, version: Version, response: Response
) -> CampaignRead:
    found = campaigns.change(session, user, campaign_id, form, version)
    tag(response, found.version)
    return found


@router.get("/{campaign_id}/participants", response_model=Page[ParticipantRead], responses=LISTED)
def list_participants(
    campaign_id: UUID, user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None, q: Words = None
) -> Response:
    """Who takes part, of the caller's area."""
    area = {**user.binds(region_code), "today": clock.business_date(), "campaign_id": campaign_id}
    return page(reads, queries.PARTICIPANTS, area, {"q": words(q)}, paging)


@router.post("/{campaign_id}/participants", response_model=Count, responses=problems(*ONCE, HelperNotOnDuty))
def add_participants(campaign_id: UUID, form: ParticipantsAdd, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, Count, lambda: campaigns.add_participants(session, user, campaign_id, form))


@router.delete(
    "/{campaign_id}/participants/{helper_id}", status_code=204, responses=problems(CampaignNotFound, HelperNotOnDuty)
)
def remove_participant(campaign_id: UUID, helper_id: UUID, user: Writer, session: Db) -> None:
    campaigns.remove_participant(session, user, campaign_id, helper_id)


@router.get("/{campaign_id}/targets", response_model=Page[TargetRead], responses=LISTED)
def list_targets(
    campaign_id: UUID,
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    kind: Annotated[list[TargetKind] | None, Query()] = None,
    helper_id: UUID | None = None,
) -> Response:
    """Who is to be visited, of the caller's area."""
    given = {"kind": kind, "helper_id": helper_id}
    return page(reads, queries.TARGETS, {**user.binds(region_code), "campaign_id": campaign_id}, given, paging)


@router.post("/{campaign_id}/targets", response_model=Count, responses=problems(*ONCE, HelperNotOnDuty))
def add_targets(campaign_id: UUID, form: TargetsAdd, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, Count, lambda: campaigns.add_targets(session, user, campaign_id, form))


@router.post("/{campaign_id}:draw-targets", response_model=Count, responses=problems(*ONCE))
def draw_targets(campaign_id: UUID, user: Writer, session: Db, once: OnceKey) -> Response:
    """Take every household that the campaign is for; each one's helper is to go."""
    return once.run(session, Count, lambda: campaigns.draw_targets(session, user, campaign_id))


@router.delete(
    "/{campaign_id}/targets/{target_id}", status_code=204, responses=problems(CampaignNotFound, TargetNotFound)
)
def remove_target(campaign_id: UUID, target_id: UUID, user: Writer, session: Db) -> None:
    campaigns.remove_target(session, user, campaign_id, target_id)
