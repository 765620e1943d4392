from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow, area
from yihu.accounts.permissions import Permission
from yihu.households.problems import HouseholdNotFound, OutsideArea, VillageUnknown
from yihu.kernel import clock
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag
from yihu.pairings.campaign_problems import CampaignNotFound
from yihu.visits import cadence, compliance, findings, progress, publicity_log, queries, service
from yihu.visits.compliance import MISSING
from yihu.visits.compliance_schemas import CampaignProgress, Compliance, MissingVisit, PairCount, Publicity
from yihu.visits.models import Contact, FindingState
from yihu.visits.pair_counts import PAIR_COUNTS
from yihu.visits.parameters import Level
from yihu.visits.problems import (
    ClosedByActor,
    FindingIsClosed,
    FindingNotActed,
    FindingNotFound,
    FindingNotOpen,
    FindingStillOpen,
    NotYourVisit,
    VisitIdTaken,
    VisitIsVoid,
    VisitNotFound,
)
from yihu.visits.schemas import (
    FindingAct,
    FindingRead,
    FindingReopen,
    FindingUpdate,
    PassOn,
    VisitCreate,
    VisitRead,
    VisitUpdate,
    VisitVoid,
)

router = APIRouter(tags=["visits"])

Reader = Annotated[Caller, Depends(allow(Permission.VISITS_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.VISITS_WRITE))]
Words = Annotated[str | None, Query(max_length=40, description="姓名、拼音首字母或户编号的一部分")]
OnDay = Annotated[date | None, Query(le=date(2999, 12, 31), description="所看时段中的一天，缺省今天")]
ONCE = (IdempotencyKeyReused, StillInProgress)
STALE = (VersionConflict, VersionRequired)


@router.get("/visits", response_model=Page[VisitRead], responses=problems(*PAGE_REFUSALS))
def list_visits(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    household_id: UUID | None = None,
    visitor_id: UUID | None = None,
    helper_id: UUID | None = None,
    campaign_id: UUID | None = None,
    level: Annotated[list[Level] | None, Query()] = None,
    contact: Annotated[list[Contact] | None, Query()] = None,
    purpose: Codes = None,
    visited_on_gte: date | None = None,
    visited_on_lt: date | None = None,
    voided: Annotated[bool, Query(description="只列作废的")] = False,
    publicity: Annotated[bool | None, Query(description="宣讲或发放了政策资料")] = None,
    has_finding: bool | None = None,
    q: Words = None,
) -> Response:
    given = {
        "household_id": household_id, "visitor_id": visitor_id, "helper_id": helper_id, "campaign_id": campaign_id,
        "level": level, "contact": contact, "purpose": purpose, "visited_on_gte": visited_on_gte,
        "visited_on_lt": visited_on_lt, "voided": voided, "publicity": publicity, "has_finding": has_finding,
        "q": words(q),
    }  # fmt: skip
    return page(reads, queries.VISITS, area(user, region_code), given, paging)


@router.post(
    "/visits", response_model=VisitRead, status_code=201,
    responses=problems(HouseholdNotFound, OutsideArea, VillageUnknown, VisitIdTaken, *ONCE),
)  # fmt: skip
def record_visit(form: VisitCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    """Record a visit, also one made days ago; the same id and content again is the same visit."""
    return once.run(session, VisitRead, lambda: service.record(session, user, form), 201)


@router.get("/visits/compliance")
def read_compliance(
    user: Reader, session: Db, level: Level = Level.VILLAGE, on: OnDay = None, region_code: Place = None
) -> Compliance:
    """Of the period that holds the day, village by village; classes without a cadence are not asked for."""
    return compliance.read(session, user, level, on or clock.business_date(), region_code)


@router.get(
    "/visits/missing", response_model=Page[MissingVisit], responses=problems(*PAGE_REFUSALS)
)  # fmt: skip
def list_missing(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    level: Level = Level.VILLAGE,
    on: OnDay = None,
    region_code: Place = None,
    household_class: Codes = None,
    q: Words = None,
) -> Response:
    given = {"household_class": household_class, "q": words(q)}
    asked = {**area(user, region_code), **cadence.binds(on or clock.business_date())}
    return page(reads, MISSING[level], asked, given, paging)


@router.get(
    "/visits/pair-counts", response_model=Page[PairCount], responses=problems(*PAGE_REFUSALS)
)  # fmt: skip
def list_pair_counts(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    since: Annotated[date | None, Query(alias="from", description="第一天，缺省本月一日")] = None,
    until: Annotated[date | None, Query(alias="to", description="最后一天，缺省今天")] = None,
    region_code: Place = None,
    kind: Codes = None,
    helper_id: UUID | None = None,
    silent: Annotated[bool | None, Query(description="期间内没有走访")] = None,
) -> Response:
    """Each pair of the period with its visits at home or at a reception point; in order of place, not of persons."""
    today = clock.business_date()
    asked = {**user.binds(region_code), "since": since or today.replace(day=1), "until": until or today}
    return page(reads, PAIR_COUNTS, asked, {"kind": kind, "helper_id": helper_id, "silent": silent}, paging)


@router.get("/visits/publicity")
def read_publicity(
    user: Reader,
    session: Db,
    since: Annotated[date | None, Query(alias="from", description="第一天，缺省今年一月一日")] = None,
    until: Annotated[date | None, Query(alias="to", description="最后一天，缺省今天")] = None,
    region_code: Place = None,
    campaign_id: UUID | None = None,
) -> Publicity:
    """What was handed out and explained, by material and by village."""
    today = clock.business_date()
    period = (since or today.replace(month=1, day=1), until or today)
    return publicity_log.read(session, user, period, region_code, campaign_id)


@router.get("/visits/campaign-progress", responses=problems(CampaignNotFound))
def read_campaign_progress(user: Reader, session: Db, campaign_id: UUID, region_code: Place = None) -> CampaignProgress:
    return progress.read(session, user, campaign_id, region_code)


@router.get("/visits/{visit_id}", responses=problems(VisitNotFound))
def read_visit(visit_id: UUID, user: Reader, session: Db, response: Response) -> VisitRead:
    found = service.read(session, user, visit_id)
    tag(response, found.version)
    return found


@router.patch("/visits/{visit_id}", responses=problems(VisitNotFound, NotYourVisit, VisitIsVoid, *STALE))
def correct_visit(
    visit_id: UUID, form: VisitUpdate, version: Version, user: Writer, session: Db, response: Response
) -> VisitRead:
    """For the visitor himself and the office."""
    found = service.correct(session, user, visit_id, form, version)
    tag(response, found.version)
    return found


@router.post(
    "/visits/{visit_id}:void", response_model=VisitRead,
    responses=problems(VisitNotFound, NotYourVisit, VisitIsVoid, *STALE, *ONCE),
)  # fmt: skip
def void_visit(visit_id: UUID, form: VisitVoid, version: Version, user: Writer, session: Db, once: OnceKey) -> Response:
    """For the visitor himself and the office; its findings are closed with it."""
    return once.run(session, VisitRead, lambda: service.void(session, user, visit_id, form, version))


@router.get("/findings", response_model=Page[FindingRead], responses=problems(*PAGE_REFUSALS))
def list_findings(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    state: Annotated[list[FindingState] | None, Query()] = None,
    category: Codes = None,
    severity: Codes = None,
    owner_id: UUID | None = None,
    mine: Annotated[bool, Query(description="只列我负责的")] = False,
    overdue: Annotated[bool | None, Query(description="过了期限仍未处理")] = None,
    passed_on_as: Annotated[list[PassOn] | None, Query()] = None,
    household_id: UUID | None = None,
    q: Words = None,
) -> Response:
    given = {
        "state": state, "category": category, "severity": severity, "owner_id": user.id if mine else owner_id,
        "overdue": overdue, "passed_on_as": passed_on_as, "household_id": household_id,
        "q": words(q),
    }  # fmt: skip
    return page(reads, queries.FINDINGS, area(user, region_code), given, paging)


@router.get("/findings/{finding_id}", responses=problems(FindingNotFound))
def read_finding(finding_id: UUID, user: Reader, session: Db, response: Response) -> FindingRead:
    found = findings.read(session, user, finding_id)
    tag(response, found.version)
    return found


@router.patch("/findings/{finding_id}", responses=problems(FindingNotFound, FindingIsClosed, *STALE))
def change_finding(
    finding_id: UUID, form: FindingUpdate, version: Version, user: Writer, session: Db, response: Response
) -> FindingRead:
    found = findings.change(session, user, finding_id, form, version)
    tag(response, found.version)
    return found


@router.post(
    "/findings/{finding_id}:act", response_model=FindingRead,
    responses=problems(FindingNotFound, FindingNotOpen, *STALE, *ONCE),
)  # fmt: skip
def act_on_finding(
    finding_id: UUID, form: FindingAct, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    return once.run(session, FindingRead, lambda: findings.act(session, user, finding_id, form, version))


@router.post(
    "/findings/{finding_id}:close", response_model=FindingRead,
    responses=problems(FindingNotFound, FindingNotActed, FindingIsClosed, ClosedByActor, *STALE, *ONCE),
)  # fmt: skip
def close_finding(finding_id: UUID, version: Version, user: Writer, session: Db, once: OnceKey) -> Response:
    """For somebody else than he who acted."""
    return once.run(session, FindingRead, lambda: findings.close(session, user, finding_id, version))


@router.post(
    "/findings/{finding_id}:reopen", response_model=FindingRead,
    responses=problems(FindingNotFound, FindingStillOpen, *STALE, *ONCE),
)  # fmt: skip
def reopen_finding(
    finding_id: UUID, form: FindingReopen, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    return once.run(session, FindingRead, lambda: findings.reopen(session, user, finding_id, form, version))
