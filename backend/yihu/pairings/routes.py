from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow, area
from yihu.accounts.permissions import Permission
from yihu.kernel import clock, documents
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version
from yihu.pairings import handover, queries, service, sheet
from yihu.pairings.campaign_problems import CampaignNotFound
from yihu.pairings.coverage_routes import Reader
from yihu.pairings.problems import (
    FirstSecretaryThere,
    NothingToHandOver,
    PairingEndedAlready,
    PairingNotFound,
    PairingOverlaps,
    TooManyForPaper,
)
from yihu.pairings.schemas import HandedOver, HandOver, PairingCreate, PairingEnd, PairingRead, SheetRow
from yihu.regions import zones

router = APIRouter(prefix="/pairings", tags=["pairings"])

Writer = Annotated[Caller, Depends(allow(Permission.PAIRINGS_WRITE))]
Words = Annotated[str | None, Query(max_length=40, description="帮扶人姓名，或户主、户编号、拼音首字母的一部分")]
ONCE = (IdempotencyKeyReused, StillInProgress)


@router.get("", response_model=Page[PairingRead], responses=problems(*PAGE_REFUSALS))
def list_pairings(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    helper_id: UUID | None = None,
    household_id: UUID | None = None,
    kind: Codes = None,
    level: Codes = None,
    unit_id: UUID | None = None,
    system: Annotated[str | None, Query(max_length=40, description="派出系统，如 文旅系统")] = None,
    campaign_id: UUID | None = None,
    current: Annotated[bool | None, Query(description="今天有效；缺省为全部，含历史")] = None,
    misfit: Annotated[bool | None, Query(description="与村的类型不符")] = None,
    q: Words = None,
) -> Response:
    given = {
        "helper_id": helper_id, "household_id": household_id, "kind": kind, "level": level, "unit_id": unit_id,
        "system": system, "campaign_id": campaign_id, "current": current, "misfit": misfit, "q": words(q),
    }  # fmt: skip
    return page(reads, queries.PAIRINGS, {**user.binds(region_code), "today": clock.business_date()}, given, paging)


@router.post(
    "",
    status_code=201,
    response_model=PairingRead,
    responses=problems(PairingOverlaps, FirstSecretaryThere, CampaignNotFound, *ONCE),
)
def make_pairing(form: PairingCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, PairingRead, lambda: service.make(session, user, form), 201)


@router.post(
    ":hand-over",
    response_model=HandedOver,
    responses=problems(NothingToHandOver, PairingOverlaps, FirstSecretaryThere, *ONCE),
)
def hand_over_pairings(form: HandOver, user: Writer, session: Db, once: OnceKey) -> Response:
    """What one person answers for in the caller's area goes to another; tells what is unfinished there."""
    return once.run(session, HandedOver, lambda: handover.hand_over(session, user, form))


@router.get("/grouping-sheet", response_model=Page[SheetRow], responses=problems(*PAGE_REFUSALS))
def list_grouping_sheet(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    kind: Codes = None,
    campaign_id: UUID | None = None,
) -> Response:
    """Current pairings; exported as a workbook it can be imported again."""
    return page(reads, sheet.SHEET, area(user, region_code), {"kind": kind, "campaign_id": campaign_id}, paging)


@router.get("/grouping-sheet.pdf", response_class=Response, responses=problems(TooManyForPaper) | documents.PDF)
def print_grouping_paper(
    user: Reader,
    session: Db,
    region_code: Place = None,
    kind: Codes = None,
    campaign_id: UUID | None = None,
) -> Response:
    """Current pairings as a paper to hang out."""
    data = sheet.paper(session, user, region_code, kind, campaign_id)
    return documents.shown(data, f"{sheet.TITLE}-{zones.title(session, region_code, user.region_code)}")


@router.post(
    "/{pairing_id}:end",
    response_model=PairingRead,
    responses=problems(PairingNotFound, PairingEndedAlready, VersionConflict, VersionRequired, *ONCE),
)
def end_pairing(
    pairing_id: UUID, form: PairingEnd, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    """Ended on purpose, with a reason."""
    return once.run(session, PairingRead, lambda: service.end(session, user, pairing_id, form, version))
