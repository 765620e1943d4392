from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow, area
from yihu.accounts.permissions import Permission
from yihu.assurances import checks, judging, ledger, queries
from yihu.assurances.models import DefectState, Result
from yihu.assurances.problems import (
    CheckIdTaken,
    CheckIsVoid,
    CheckNotFound,
    DefectIsClosed,
    DefectNotFound,
    DefectNotMended,
    NotYourCheck,
    ReconciledByChecker,
)
from yihu.assurances.schemas import (
    CheckCorrect,
    CheckRead,
    ChecksCreate,
    ChecksWritten,
    DefectDay,
    DefectPlan,
    DefectRead,
    ItemRead,
    Reconcile,
    VillageDefects,
)
from yihu.households.problems import HouseholdNotFound
from yihu.kernel import clock
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag

router = APIRouter(tags=["assurances"])

Reader = Annotated[Caller, Depends(allow(Permission.ASSURANCES_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.ASSURANCES_WRITE))]
Manager = Annotated[Caller, Depends(allow(Permission.ASSURANCES_MANAGE))]
Words = Annotated[str | None, Query(max_length=40)]
States = Annotated[list[DefectState] | None, Query()]
ONCE = (IdempotencyKeyReused, StillInProgress)
STALE = (VersionConflict, VersionRequired)


@router.get("/assurance-items")
def list_items(user: Reader, session: Db) -> list[ItemRead]:
    """The items and what may be written down of each: forms are made from this."""
    return judging.described(session, user.region_code, clock.business_date())


@router.get("/assurance-checks", response_model=Page[CheckRead], responses=problems(*PAGE_REFUSALS))
def list_checks(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    household_id: UUID | None = None,
    member_id: UUID | None = None,
    item: Codes = None,
    result: Annotated[list[Result] | None, Query()] = None,
    current: Annotated[bool | None, Query(description="只列每项最新的一次")] = None,
    round_id: UUID | None = None,
    checked_on_gte: date | None = None,
    checked_on_lt: date | None = None,
    q: Words = None,
) -> Response:
    given = {
        "household_id": household_id, "member_id": member_id, "item": item, "result": result, "current": current,
        "round_id": round_id, "checked_on_gte": checked_on_gte, "checked_on_lt": checked_on_lt, "q": words(q),
    }  # fmt: skip
    return page(reads, queries.CHECKS, area(user, region_code), given, paging)


@router.post(
    "/assurance-checks", status_code=201, response_model=ChecksWritten,
    responses=problems(HouseholdNotFound, CheckIdTaken, *ONCE),
)  # fmt: skip
def record_checks(form: ChecksCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    """What was looked at in one home; the same id and content again is the same form."""
    return once.run(session, ChecksWritten, lambda: checks.record(session, user, form), 201)


@router.post(
    "/assurance-checks/{check_id}:correct", response_model=CheckRead,
    responses=problems(CheckNotFound, CheckIsVoid, NotYourCheck, *STALE, *ONCE),
)  # fmt: skip
def correct_check(
    check_id: UUID, form: CheckCorrect, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    """For him who made it and the office: the wrong one stays on file, voided."""
    return once.run(session, CheckRead, lambda: checks.correct(session, user, check_id, form, version))


@router.get("/assurance-defects", response_model=Page[DefectRead], responses=problems(*PAGE_REFUSALS))
def list_defects(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    household_id: UUID | None = None,
    item: Codes = None,
    state: States = None,
    reason: Annotated[str | None, Query(max_length=40)] = None,
    stalled: Annotated[bool | None, Query(description="未解决且没有下一步措施")] = None,
    opened_on_gte: date | None = None,
    opened_on_lt: date | None = None,
    closed_on_gte: date | None = None,
    closed_on_lt: date | None = None,
    q: Words = None,
) -> Response:
    given = {
        "household_id": household_id, "item": item, "state": state, "reason": reason, "stalled": stalled,
        "opened_on_gte": opened_on_gte, "opened_on_lt": opened_on_lt, "closed_on_gte": closed_on_gte,
        "closed_on_lt": closed_on_lt, "q": words(q),
    }  # fmt: skip
    return page(reads, queries.DEFECTS, area(user, region_code), given, paging)


@router.get("/assurance-defects/by-village")
def count_defects(user: Reader, session: Db, region_code: Place = None) -> list[VillageDefects]:
    """What stands open or waits to be reconciled, village by village."""
    return ledger.counted(session, user, region_code)


@router.get("/assurance-defects/history")
def read_history(
    user: Reader,
    session: Db,
    region_code: Place = None,
    since: Annotated[date | None, Query(alias="from", description="缺省三十天前")] = None,
    until: Annotated[date | None, Query(alias="to", description="缺省今天")] = None,
) -> list[DefectDay]:
    """Open counts as they were on each day, written that day by the round."""
    last = until or clock.business_date()
    month_before = date.fromordinal(max(1, last.toordinal() - 30))
    return ledger.history(session, user, region_code, since or month_before, last)


@router.patch("/assurance-defects/{defect_id}", responses=problems(DefectNotFound, DefectIsClosed, *STALE))
def plan_defect(
    defect_id: UUID, form: DefectPlan, version: Version, user: Writer, session: Db, response: Response
) -> DefectRead:
    """What is going to be done about it, by whom and until when."""
    found = ledger.plan(session, user, defect_id, form, version)
    tag(response, found.version)
    return found


@router.post(
    "/assurance-defects/{defect_id}:reconcile", response_model=DefectRead,
    responses=problems(DefectNotFound, DefectIsClosed, DefectNotMended, ReconciledByChecker, *STALE, *ONCE),
)  # fmt: skip
def reconcile_defect(
    defect_id: UUID, form: Reconcile, version: Version, user: Manager, session: Db, once: OnceKey
) -> Response:
    """For somebody else than he who found it in order."""
    return once.run(session, DefectRead, lambda: ledger.reconcile(session, user, defect_id, form, version))
