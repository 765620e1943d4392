from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from yihu.accounts.access import Db, Place, Reads
from yihu.households.problems import HouseholdNotFound, OutsideArea
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag
from yihu.pairings import proposal_queries as queries
from yihu.pairings import proposals
from yihu.pairings.campaign_problems import (
    CampaignNotFound,
    GroundHasMoved,
    HelperNotOnDuty,
    ProposalNotFound,
    ProposalNotReady,
)
from yihu.pairings.campaign_routes import LISTED, Writer
from yihu.pairings.coverage_routes import Reader, Words
from yihu.pairings.models import ProposalState
from yihu.pairings.proposal_schemas import (
    Origin,
    ProposalCreate,
    ProposalRead,
    ProposedRow,
    RowEdit,
)

router = APIRouter(prefix="/pairing-proposals", tags=["pairing-proposals"])
STALE = (ProposalNotFound, ProposalNotReady, VersionConflict, VersionRequired)


@router.get("", response_model=Page[ProposalRead], responses=LISTED)
def list_proposals(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    kind: Annotated[list[str] | None, Query(max_length=20)] = None,
    state: Annotated[list[ProposalState] | None, Query()] = None,
    campaign_id: UUID | None = None,
) -> Response:
    given = {"kind": kind, "state": state, "campaign_id": campaign_id}
    return page(reads, queries.PROPOSALS, user.binds(region_code), given, paging)


@router.post(
    "",
    status_code=202,
    response_model=ProposalRead,
    responses=problems(CampaignNotFound, OutsideArea, IdempotencyKeyReused, StillInProgress),
)
def ask_for_proposal(form: ProposalCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    """Have pairings computed; ask again for the proposal until its state is no longer `computing`."""
    return once.run(session, ProposalRead, lambda: proposals.ask(session, user, form), 202)


@router.get("/{proposal_id}", responses=problems(ProposalNotFound))
def read_proposal(proposal_id: UUID, user: Reader, session: Db, response: Response) -> ProposalRead:
    found = proposals.read(session, user, proposal_id)
    tag(response, found.version)
    return found


@router.get("/{proposal_id}/rows", response_model=Page[ProposedRow], responses=problems(*PAGE_REFUSALS))
def list_rows(
    proposal_id: UUID,
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    origin: Annotated[list[Origin] | None, Query()] = None,
    helper_id: UUID | None = None,
    q: Words = None,
) -> Response:
    given = {"origin": origin, "helper_id": helper_id, "q": words(q)}
    return page(reads, queries.ROWS, {**user.binds(region_code), "proposal_id": proposal_id}, given, paging)


@router.put("/{proposal_id}/rows/{household_id}", responses=problems(*STALE, HouseholdNotFound, HelperNotOnDuty))
def edit_row(
    proposal_id: UUID,
    household_id: UUID,
    form: RowEdit,
    user: Writer,
    session: Db,
    version: Version,
    response: Response,
) -> ProposalRead:
    """Another helper for a household, or nobody. Answers with the proposal and its figures as they are now."""
    found = proposals.edit(session, user, proposal_id, household_id, form, version)
    tag(response, found.version)
    return found


@router.post(
    "/{proposal_id}:commit",
    response_model=ProposalRead,
    responses=problems(*STALE, GroundHasMoved, IdempotencyKeyReused, StillInProgress),
)
def commit_proposal(proposal_id: UUID, user: Writer, session: Db, version: Version, once: OnceKey) -> Response:
    """Make it true: new pairings hold from today, those they replace are handed over."""
    return once.run(session, ProposalRead, lambda: proposals.carry_out(session, user, proposal_id, version))


@router.post(
    "/{proposal_id}:discard",
    response_model=ProposalRead,
    responses=problems(ProposalNotFound, ProposalNotReady, IdempotencyKeyReused, StillInProgress),
)
def discard_proposal(proposal_id: UUID, user: Writer, session: Db, once: OnceKey) -> Response:
    """Throw it away; a computation in progress stops."""
    return once.run(session, ProposalRead, lambda: proposals.discard(session, user, proposal_id))
