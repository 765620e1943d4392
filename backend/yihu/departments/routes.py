from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow
from yihu.accounts.permissions import Permission
from yihu.departments import queries, service
from yihu.departments.models import RecordState
from yihu.departments.problems import AlreadyMatched, BatchOfAnother, PushedFromBelow, RecordNotFound
from yihu.departments.schemas import BatchRead, Push, Pushed, RecordRead, SettleRecord, SettleRecords
from yihu.households.problems import HouseholdNotFound, MemberNotFound
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.schemas import Count
from yihu.kernel.versions import Version

router = APIRouter(tags=["departments"])

Reader = Annotated[Caller, Depends(allow(Permission.DEPARTMENTS_READ))]
Pusher = Annotated[Caller, Depends(allow(Permission.DEPARTMENTS_PUSH))]
Settler = Annotated[Caller, Depends(allow(Permission.DEPARTMENTS_SETTLE))]
Words = Annotated[str | None, Query(max_length=40)]
TWICE = (IdempotencyKeyReused, StillInProgress)


@router.post("/department-pushes", response_model=Pushed, responses=problems(*TWICE, PushedFromBelow, BatchOfAnother))
def push(form: Push, user: Pusher, session: Db, once: OnceKey) -> Response:
    """Records of a department, 2,000 a request; each is taken once, however often it is sent.

    A row that cannot be read is told and does not keep the others out; whoever is not found waits among the unmatched.
    """
    return once.run(session, Pushed, lambda: service.push(session, user, form))


@router.get("/push-batches", response_model=Page[BatchRead], responses=problems(*PAGE_REFUSALS))
def list_batches(
    user: Reader, reads: Reads, paging: PagingParams, department: Codes = None, q: Words = None
) -> Response:
    given = {"department": department, "q": words(q)}
    return page(reads, queries.BATCHES, queries.asking(user), given, paging)


@router.get("/department-records", response_model=Page[RecordRead], responses=problems(*PAGE_REFUSALS))
def list_records(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    batch_id: UUID | None = None,
    household_id: UUID | None = None,
    department: Codes = None,
    kind: Codes = None,
    state: Annotated[list[RecordState] | None, Query()] = None,
    why: Codes = None,
    happened_on_gte: date | None = None,
    happened_on_lt: date | None = None,
    q: Words = None,
) -> Response:
    given = {
        "batch_id": batch_id, "household_id": household_id, "department": department, "kind": kind, "state": state,
        "why": why, "happened_on_gte": happened_on_gte, "happened_on_lt": happened_on_lt, "q": words(q),
    }  # fmt: skip
    return page(reads, queries.RECORDS, queries.asking(user, region_code), given, paging)


@router.post(
    "/department-records/{record_id}:settle", response_model=RecordRead,
    responses=problems(
        RecordNotFound, HouseholdNotFound, MemberNotFound, AlreadyMatched, VersionConflict, VersionRequired, *TWICE
    ),
)  # fmt: skip
def settle_record(
    record_id: UUID, form: SettleRecord, version: Version, user: Settler, session: Db, once: OnceKey
) -> Response:
    return once.run(session, RecordRead, lambda: service.settle(session, user, record_id, form, version))


@router.post("/department-records:settle", response_model=Count, responses=problems(*TWICE))
def settle_records(form: SettleRecords, user: Settler, session: Db, once: OnceKey) -> Response:
    """Put unmatched records aside, up to 500 at once."""
    return once.run(session, Count, lambda: service.settle_many(session, user, form))
