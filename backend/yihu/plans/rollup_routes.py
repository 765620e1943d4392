from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow
from yihu.accounts.permissions import Permission
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Listing, Page, Paging, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.schemas import Count
from yihu.kernel.versions import Version
from yihu.plans import five_fields, project_use, rollup, sampling
from yihu.plans.problems import OwnPlan, SampleAlreadyChecked, SampleNotFound
from yihu.plans.rollup_schemas import (
    CheckForm,
    DrawForm,
    FiveFieldRow,
    PlanMember,
    ProjectUse,
    RollUp,
    SampleRead,
    Unplanned,
)
from yihu.plans.routes import AnyYear, Reader, Words

router = APIRouter(tags=["plans"])

Checker = Annotated[Caller, Depends(allow(Permission.PLANS_CHECK))]
Year = Annotated[int, Query(ge=2013, le=2100)]


@router.get("/plans/roll-up")
def read_rollup(user: Reader, session: Db, year: Year, region_code: Place = None) -> RollUp:
    """Plans, measures and outcomes of a year by village, the five batches and who carries measures out."""
    return rollup.read(session, user, year, region_code)


@dataclass(frozen=True)
class Asked:
    """A list of names as it was asked for."""

    listing: Listing
    area: Mapping[str, Any]
    given: Mapping[str, Any]


def _unplanned(
    user: Reader, year: Year, region_code: Place = None,
    main_cause: Annotated[str | None, Query(max_length=40)] = None, q: Words = None,
) -> Asked:  # fmt: skip
    given = {"main_cause": main_cause, "q": words(q)}
    return Asked(rollup.UNPLANNED, rollup.binds(user, region_code, year), given)


def _unreached(
    user: Reader, year: Year, region_code: Place = None,
    able: Annotated[bool | None, Query(description="只看有劳动能力的")] = None,
    livelihood: Annotated[bool, Query(description="只问产业、就业和公益性岗位措施，全家的措施也算")] = False,
    q: Words = None,
) -> Asked:  # fmt: skip
    listing = rollup.NO_LIVELIHOOD if livelihood else rollup.UNREACHED
    return Asked(listing, rollup.binds(user, region_code, year), {"able": able, "q": words(q)})


def _in_batch(
    user: Reader, year: Year, region_code: Place = None, batch: Codes = None,
    able: Annotated[bool | None, Query(description="只看有劳动能力的")] = None, q: Words = None,
) -> Asked:  # fmt: skip
    given = {"batch": batch, "able": able, "q": words(q)}
    return Asked(rollup.IN_BATCH, rollup.binds(user, region_code, year), given)


def _five_fields(
    user: Reader, year: Year, region_code: Place = None,
    supported: Annotated[bool | None, Query(description="至少有一方面的措施")] = None,
    considered: Annotated[bool | None, Query(description="五方面都有措施或都考虑过")] = None,
    lacking: Annotated[str | None, Query(max_length=20, description="这一方面既没有措施也没有考虑")] = None, q: Words = None,
) -> Asked:  # fmt: skip
    given = {"supported": supported, "considered": considered, "lacking": lacking, "q": words(q)}
    return Asked(five_fields.FIVE_FIELDS, rollup.binds(user, region_code, year), given)


AskedUnplanned = Annotated[Asked, Depends(_unplanned)]
AskedUnreached = Annotated[Asked, Depends(_unreached)]
AskedInBatch = Annotated[Asked, Depends(_in_batch)]
AskedFields = Annotated[Asked, Depends(_five_fields)]


def _listed(reads: Reads, asked: Asked, paging: Paging) -> Response:
    return page(reads, asked.listing, asked.area, asked.given, paging)


@router.get("/plans/unplanned", response_model=Page[Unplanned], responses=problems(*PAGE_REFUSALS))
def list_unplanned(reads: Reads, paging: PagingParams, asked: AskedUnplanned) -> Response:
    """Target households without a plan in force."""
    return _listed(reads, asked, paging)


@router.get("/plans/unreached", response_model=Page[PlanMember], responses=problems(*PAGE_REFUSALS))
def list_unreached(reads: Reads, paging: PagingParams, asked: AskedUnreached) -> Response:
    """Members of target households whom no measure of a plan in force reaches, or none by which they earn a living."""
    return _listed(reads, asked, paging)


@router.get("/plans/batch-members", response_model=Page[PlanMember], responses=problems(*PAGE_REFUSALS))
def list_batch_members(reads: Reads, paging: PagingParams, asked: AskedInBatch) -> Response:
    """Whom a measure of these batches is for; of any of the five where none is named. Each person once."""
    return _listed(reads, asked, paging)


@router.get("/plans/five-fields", response_model=Page[FiveFieldRow], responses=problems(*PAGE_REFUSALS))
def list_five_fields(reads: Reads, paging: PagingParams, asked: AskedFields) -> Response:
    """Verge households against industry, work, education, dibao and insurance: measures, considered, or open."""
    return _listed(reads, asked, paging)


@router.get("/plans/projects", response_model=Page[ProjectUse], responses=problems(*PAGE_REFUSALS))
def list_project_use(
    user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None,
    reaches_nobody: Annotated[bool | None, Query(description="只看没有一户措施用到的项目")] = None, q: Words = None,
) -> Response:  # fmt: skip
    """Projects with the households their money reaches by measures of plans in force."""
    given = {"reaches_nobody": reaches_nobody, "q": words(q)}
    return page(reads, project_use.PROJECTS, user.binds(region_code), given, paging)


@router.get("/plan-samples", response_model=Page[SampleRead], responses=problems(*PAGE_REFUSALS))
def list_samples(
    user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None, year: AnyYear = None,
    checked: bool | None = None, passed: bool | None = None,
) -> Response:  # fmt: skip
    given = {"year": year, "checked": checked, "passed": passed}
    return page(reads, sampling.SAMPLES, user.binds(region_code), given, paging)


@router.post("/plan-samples:draw", response_model=Count, responses=problems(IdempotencyKeyReused, StillInProgress))
def draw_samples(form: DrawForm, user: Checker, session: Db, once: OnceKey) -> Response:
    """Draw plans in force by chance for the county to look at."""
    return once.run(session, Count, lambda: sampling.draw(session, user, form))


@router.post(
    "/plan-samples/{sample_id}:check", response_model=SampleRead,
    responses=problems(
        SampleNotFound, SampleAlreadyChecked, OwnPlan, VersionConflict, VersionRequired, IdempotencyKeyReused,
        StillInProgress,
    ),
)  # fmt: skip
def check_sample(
    sample_id: UUID, form: CheckForm, version: Version, user: Checker, session: Db, once: OnceKey
) -> Response:
    return once.run(session, SampleRead, lambda: sampling.check(session, user, sample_id, form, version))
