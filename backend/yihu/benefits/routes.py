from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow, area
from yihu.accounts.permissions import Permission
from yihu.benefits import queries, safety_net, service, training_queries
from yihu.benefits.problems import BenefitNotFound, BenefitTaken, PolicyNotFound, PolicyOverlaps
from yihu.benefits.schemas import (
    BenefitCreate,
    BenefitRead,
    MatrixRow,
    NetRow,
    PolicyCreate,
    PolicyEnd,
    PolicyRead,
    TrainingRead,
    Unserved,
)
from yihu.households.problems import HouseholdNotFound
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version

router = APIRouter(tags=["benefits"])

Reader = Annotated[Caller, Depends(allow(Permission.BENEFITS_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.BENEFITS_WRITE))]
Words = Annotated[str | None, Query(max_length=40)]
Codes = Annotated[list[str] | None, Query(max_length=40)]
TWICE = (IdempotencyKeyReused, StillInProgress)


@router.get("/benefit-policies", response_model=Page[PolicyRead], responses=problems(*PAGE_REFUSALS))
def list_policies(
    user: Reader, reads: Reads, paging: PagingParams, kind: Codes = None, current: bool | None = None,
    reaches_nobody: Annotated[bool | None, Query(description="没有一户享受的政策")] = None, q: Words = None,
) -> Response:  # fmt: skip
    given = {"kind": kind, "current": current, "reaches_nobody": reaches_nobody, "q": words(q)}
    return page(reads, queries.POLICIES, area(user), given, paging)


@router.post(
    "/benefit-policies", status_code=201, response_model=PolicyRead, responses=problems(PolicyOverlaps, *TWICE)
)
def add_policy(form: PolicyCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, PolicyRead, lambda: service.add_policy(session, user, form), 201)


@router.post(
    "/benefit-policies/{policy_id}:end", response_model=PolicyRead,
    responses=problems(PolicyNotFound, PolicyOverlaps, VersionConflict, VersionRequired, *TWICE),
)  # fmt: skip
def end_policy(
    policy_id: UUID, form: PolicyEnd, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    return once.run(session, PolicyRead, lambda: service.end_policy(session, user, policy_id, form, version))


@router.get("/benefits", response_model=Page[BenefitRead], responses=problems(*PAGE_REFUSALS))
def list_benefits(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    household_id: UUID | None = None,
    policy_id: UUID | None = None,
    kind: Codes = None,
    current: bool | None = None,
    granted_on_gte: date | None = None,
    granted_on_lt: date | None = None,
    q: Words = None,
) -> Response:
    given = {
        "household_id": household_id, "policy_id": policy_id, "kind": kind, "current": current,
        "granted_on_gte": granted_on_gte, "granted_on_lt": granted_on_lt, "q": words(q),
    }  # fmt: skip
    return page(reads, queries.BENEFITS, area(user, region_code), given, paging)


@router.post(
    "/benefits", status_code=201, response_model=BenefitRead,
    responses=problems(HouseholdNotFound, PolicyNotFound, BenefitTaken, *TWICE),
)  # fmt: skip
def record_benefit(form: BenefitCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, BenefitRead, lambda: service.record(session, user, form), 201)


@router.delete(
    "/benefits/{benefit_id}", status_code=204, responses=problems(BenefitNotFound, VersionConflict, VersionRequired)
)
def remove_benefit(benefit_id: UUID, version: Version, user: Writer, session: Db) -> None:
    """Take back a record made by mistake."""
    service.remove(session, user, benefit_id, version)


@router.get("/benefits/unserved", response_model=Page[Unserved], responses=problems(*PAGE_REFUSALS))
def list_unserved(
    user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None, policy_id: UUID | None = None,
    kind: Codes = None, q: Words = None,
) -> Response:  # fmt: skip
    """应享未享: who fits a policy and has no record of it."""
    given = {"policy_id": policy_id, "kind": kind, "q": words(q)}
    return page(reads, queries.unserved(), area(user, region_code), given, paging)


@router.get("/benefits/safety-net", response_model=Page[NetRow], responses=problems(*PAGE_REFUSALS))
def list_safety_net(
    user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None, household_id: UUID | None = None,
    household_class: Codes = None,
    covered: Annotated[bool | None, Query(description="有低保或特困供养")] = None, q: Words = None,
) -> Response:  # fmt: skip
    """兜底保障: households in which nobody can work, with what of social security holds them."""
    given = {"household_id": household_id, "household_class": household_class, "covered": covered, "q": words(q)}
    return page(reads, safety_net.SAFETY_NET, area(user, region_code), given, paging)


@router.get("/trainings", response_model=Page[TrainingRead], responses=problems(*PAGE_REFUSALS))
def list_trainings(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    household_id: UUID | None = None,
    department: Codes = None,
    several: Annotated[bool | None, Query(description="不止一个部门报来")] = None,
    starts_on_gte: date | None = None,
    starts_on_lt: date | None = None,
    q: Words = None,
) -> Response:
    """Who was trained in what; it arrives by the import `trainings`, the same from several departments on one row."""
    given = {
        "household_id": household_id, "department": department, "several": several, "starts_on_gte": starts_on_gte,
        "starts_on_lt": starts_on_lt, "q": words(q),
    }  # fmt: skip
    return page(reads, training_queries.TRAININGS, area(user, region_code), given, paging)


@router.get("/benefits/matrix")
def read_matrix(
    user: Reader,
    session: Db,
    region_code: Annotated[str, Query(pattern=r"^\d{12}(\d{3})?$", description="一个村")],
    kind: Annotated[list[str], Query(min_length=1, max_length=20)],
) -> Page[MatrixRow]:
    """Key households of a village against kinds of benefit: yes, no, na."""
    items = service.matrix(session, user, region_code, kind)
    return Page(items=items, next_cursor=None, total=len(items))
