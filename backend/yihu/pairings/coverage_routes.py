from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow
from yihu.accounts.permissions import Permission
from yihu.kernel.paging import PAGE_REFUSALS, Page, PagingParams, page, words
from yihu.kernel.problems import problems
from yihu.pairings import coverage
from yihu.pairings.campaign_problems import CampaignNotFound
from yihu.pairings.coverage_schemas import Coverage, IdleHelper, UncoveredHousehold

router = APIRouter(prefix="/pairings", tags=["pairings"])

Reader = Annotated[Caller, Depends(allow(Permission.PAIRINGS_READ))]
Kind = Annotated[str | None, Query(max_length=40, description="结对类别；缺省为行动的类别，否则为帮扶责任人")]
Words = Annotated[str | None, Query(max_length=40, description="姓名或拼音首字母的一部分")]


@router.get("/coverage", responses=problems(CampaignNotFound))
def read_coverage(
    user: Reader, session: Db, kind: Kind = None, campaign_id: UUID | None = None, region_code: Place = None
) -> Coverage:
    """Both ways, village by village: households without a helper, helpers without a household."""
    return coverage.coverage(session, coverage.area(user, region_code, kind, campaign_id))


@router.get("/uncovered-households", response_model=Page[UncoveredHousehold], responses=problems(*PAGE_REFUSALS))
def list_uncovered(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    kind: Kind = None,
    campaign_id: UUID | None = None,
    region_code: Place = None,
    q: Words = None,
) -> Response:
    given = {"q": words(q)}
    return page(reads, coverage.UNCOVERED, coverage.area(user, region_code, kind, campaign_id), given, paging)


@router.get("/idle-helpers", response_model=Page[IdleHelper], responses=problems(*PAGE_REFUSALS))
def list_idle(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    kind: Kind = None,
    campaign_id: UUID | None = None,
    region_code: Place = None,
    q: Words = None,
) -> Response:
    given = {"q": words(q)}
    return page(reads, coverage.IDLE, coverage.area(user, region_code, kind, campaign_id), given, paging)
