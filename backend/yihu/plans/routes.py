from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow, area
from yihu.accounts.permissions import Permission
from yihu.households.problems import HouseholdNotFound
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version
from yihu.plans import assigning, drafting, editions, progress, queries, review, service, side_by_side
from yihu.plans.forms import (
    Adjust,
    ApproveForm,
    CloseForm,
    Confirm,
    MeasureCreate,
    MeasureFields,
    PlanCreate,
    PlanUpdate,
    ProgressForm,
    ReturnForm,
)
from yihu.plans.models import MeasureState, Plan, PlanKind, PlanState
from yihu.plans.problems import (
    HouseholdStruckOff,
    MeasureEnded,
    MeasureIdTaken,
    MeasureNotFound,
    OwnPlan,
    PlanIncomplete,
    PlanInWork,
    PlanKindMismatch,
    PlanNotFound,
    PlanNotInForce,
    PlanNotInWork,
    PlanNotSubmitted,
    PlanSettled,
    PlanWithoutConsent,
)
from yihu.plans.schemas import AlikePlan, Differences, MeasureRow, PlanRead, PlanRow, ProgressRead

router = APIRouter(tags=["plans"])

Reader = Annotated[Caller, Depends(allow(Permission.PLANS_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.PLANS_WRITE))]
Reviewer = Annotated[Caller, Depends(allow(Permission.PLANS_REVIEW))]
AnyYear = Annotated[int | None, Query(ge=2013, le=2100)]
Words = Annotated[str | None, Query(max_length=40, description="姓名、拼音首字母或户编号的一部分")]
STALE = (PlanNotFound, VersionConflict, VersionRequired, IdempotencyKeyReused, StillInProgress)


def _asked(
    household_id: UUID | None = None,
    year: AnyYear = None,
    state: Annotated[list[PlanState] | None, Query()] = None,
    kind: Annotated[list[PlanKind] | None, Query()] = None,
    cause: Codes = None,
    completeness_lt: Annotated[int | None, Query(ge=0, le=101)] = None,
    gap: Annotated[str | None, Query(max_length=40, description="缺项的代码")] = None,
    author_id: UUID | None = None,
    counted: Annotated[bool | None, Query(description="只看应制定计划的户，计划落实情况统计的就是这些")] = None,
    satisfied: Annotated[bool | None, Query(description="问过满意度的户是否满意（4 分以上）")] = None,
    with_result: Annotated[bool | None, Query(description="年终收入有没有结果")] = None,
    target_reached: Annotated[bool | None, Query(description="有结果的户是否达到收入目标")] = None,
    q: Words = None,
) -> Mapping[str, Any]:
    return {
        "household_id": household_id, "year": year, "state": state, "kind": kind, "cause": cause,
        "completeness_lt": completeness_lt, "gap": gap, "author_id": author_id, "counted": counted,
        "satisfied": satisfied, "with_result": with_result, "target_reached": target_reached, "q": words(q),
    }  # fmt: skip


Asked = Annotated[Mapping[str, Any], Depends(_asked)]


@router.get("/plans", response_model=Page[PlanRow], responses=problems(*PAGE_REFUSALS))
def list_plans(user: Reader, reads: Reads, paging: PagingParams, asked: Asked, region_code: Place = None) -> Response:
    return page(reads, queries.PLANS, user.binds(region_code), asked, paging)


@router.post("/plans", status_code=201, response_model=PlanRead, responses=problems(HouseholdNotFound, HouseholdStruckOff, PlanInWork, PlanSettled, IdempotencyKeyReused, StillInProgress))  # fmt: skip
def start_plan(form: PlanCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    """Start a plan with what is known of the household."""
    return _run(once, session, user, lambda: drafting.start(session, user, form), status=201)


def _run(once: OnceKey, session: Db, user: Caller, verb: Any, status: int = 200) -> Response:
    """Every change of a plan answers with the whole plan."""

    def told() -> PlanRead:
        plan: Plan = verb()
        return service.read(session, user, plan.id)

    return once.run(session, PlanRead, told, status)


@router.get("/plans/{plan_id}", response_model=PlanRead, responses=problems(PlanNotFound))
def read_plan(plan_id: UUID, user: Reader, reads: Reads) -> Response:
    return service.page(reads, user, plan_id)


@router.patch("/plans/{plan_id}", response_model=PlanRead, responses=problems(*STALE, PlanNotInWork, PlanKindMismatch))
def change_plan(
    plan_id: UUID, form: PlanUpdate, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    return _run(once, session, user, lambda: drafting.change(session, user, plan_id, form, version))


@router.delete("/plans/{plan_id}", status_code=204, responses=problems(*STALE, PlanNotInWork))
def discard_plan(plan_id: UUID, version: Version, user: Writer, session: Db) -> None:
    """Throw away a draft that was never submitted."""
    drafting.discard(session, user, plan_id, version)


@router.post(
    "/plans/{plan_id}/measures", status_code=201, response_model=PlanRead,
    responses=problems(PlanNotFound, PlanNotInWork, MeasureIdTaken, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def add_measure(plan_id: UUID, form: MeasureCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    def added() -> PlanRead:
        return service.read(session, user, drafting.add_measure(session, user, plan_id, form).plan_id)

    return once.run(session, PlanRead, added, 201)


@router.get("/measures", response_model=Page[MeasureRow], responses=problems(*PAGE_REFUSALS))
def list_measures(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    household_id: UUID | None = None,
    year: AnyYear = None,
    in_force: Annotated[bool | None, Query(description="只看生效计划的措施")] = None,
    counted: Annotated[bool | None, Query(description="只看计划落实情况统计的措施：应制定户的生效或办结计划")] = None,
    category: Codes = None,
    state: Annotated[list[MeasureState] | None, Query()] = None,
    batch: Codes = None,
    executor: Codes = None,
    owner_id: UUID | None = None,
    helper_id: UUID | None = None,
    project_id: UUID | None = None,
    policy_id: UUID | None = None,
    late: Annotated[bool | None, Query(description="过了完成时限还没有完成")] = None,
    unfunded: Annotated[bool | None, Query(description="需要资金而没有落实来源")] = None,
    due_on_lt: date | None = None,
    q: Words = None,
) -> Response:
    given: dict[str, Any] = {
        "household_id": household_id, "year": year, "in_force": in_force, "counted": counted, "category": category,
        "state": state, "batch": batch, "executor": executor, "owner_id": owner_id, "helper_id": helper_id, "project_id": project_id,
        "policy_id": policy_id, "late": late, "unfunded": unfunded, "due_on_lt": due_on_lt, "q": words(q),
    }  # fmt: skip
    return page(reads, queries.MEASURES, area(user, region_code), given, paging)


@router.patch(
    "/measures/{measure_id}",
    response_model=PlanRead,
    responses=problems(*STALE, MeasureNotFound, MeasureEnded, PlanNotInWork),
)
def change_measure(
    measure_id: UUID, form: MeasureFields, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    """`If-Match` is the measure's own version: two people may edit two measures of one plan."""

    def changed() -> PlanRead:
        row = drafting.change_measure(session, user, measure_id, form, version)
        return service.read(session, user, row.plan_id)

    return once.run(session, PlanRead, changed)


@router.delete("/measures/{measure_id}", response_model=PlanRead, responses=problems(*STALE, MeasureNotFound, PlanNotInWork))  # fmt: skip
def drop_measure(measure_id: UUID, version: Version, user: Writer, session: Db, once: OnceKey) -> Response:
    return _run(once, session, user, lambda: drafting.drop_measure(session, user, measure_id, version))


@router.post(
    "/measures/{measure_id}:progress", response_model=PlanRead,
    responses=problems(*STALE, MeasureNotFound, MeasureEnded, PlanNotInForce),
)  # fmt: skip
def tell_progress(
    measure_id: UUID, form: ProgressForm, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    def told() -> PlanRead:
        return service.read(session, user, progress.tell(session, user, measure_id, form, version).plan_id)

    return once.run(session, PlanRead, told)


@router.post("/measures:assign", response_model=assigning.Assigned, responses=problems(IdempotencyKeyReused, StillInProgress))  # fmt: skip
def assign_measures(form: assigning.AssignForm, user: Writer, session: Db, once: OnceKey) -> Response:
    """One person answers for all of these from now on; what cannot be assigned is told row by row."""
    return once.run(session, assigning.Assigned, lambda: assigning.assign(session, user, form))


@router.get("/measures/{measure_id}/progress", responses=problems(MeasureNotFound))
def list_progress(measure_id: UUID, user: Reader, session: Db) -> Page[ProgressRead]:
    items = list(progress.history(session, user, measure_id))
    return Page(items=items, next_cursor=None, total=len(items))


@router.post("/plans/{plan_id}:confirm", response_model=PlanRead, responses=problems(*STALE, PlanNotInWork))
def confirm_plan(plan_id: UUID, form: Confirm, version: Version, user: Writer, session: Db, once: OnceKey) -> Response:
    """The household agrees to the plan as it stands."""
    return _run(once, session, user, lambda: review.confirm(session, user, plan_id, form, version))


@router.post("/plans/{plan_id}:submit", response_model=PlanRead, responses=problems(*STALE, PlanNotInWork, PlanIncomplete, HouseholdStruckOff))  # fmt: skip
def submit_plan(plan_id: UUID, version: Version, user: Writer, session: Db, once: OnceKey) -> Response:
    return _run(once, session, user, lambda: review.submit(session, user, plan_id, version))


@router.post("/plans/{plan_id}:withdraw", response_model=PlanRead, responses=problems(*STALE, PlanNotSubmitted))
def withdraw_plan(plan_id: UUID, version: Version, user: Writer, session: Db, once: OnceKey) -> Response:
    return _run(once, session, user, lambda: review.withdraw(session, user, plan_id, version))


@router.post(
    "/plans/{plan_id}:approve", response_model=PlanRead,
    responses=problems(*STALE, PlanNotSubmitted, PlanWithoutConsent, OwnPlan, HouseholdStruckOff),
)  # fmt: skip
def approve_plan(
    plan_id: UUID, form: ApproveForm, version: Version, user: Reviewer, session: Db, once: OnceKey
) -> Response:
    return _run(once, session, user, lambda: review.approve(session, user, plan_id, form, version))


@router.post("/plans/{plan_id}:return", response_model=PlanRead, responses=problems(*STALE, PlanNotSubmitted, OwnPlan))
def return_plan(
    plan_id: UUID, form: ReturnForm, version: Version, user: Reviewer, session: Db, once: OnceKey
) -> Response:
    return _run(once, session, user, lambda: review.send_back(session, user, plan_id, form, version))


@router.post("/plans/{plan_id}:adjust", status_code=201, response_model=PlanRead, responses=problems(*STALE, PlanNotInForce, PlanInWork, HouseholdStruckOff))  # fmt: skip
def adjust_plan(plan_id: UUID, form: Adjust, version: Version, user: Writer, session: Db, once: OnceKey) -> Response:
    """A new edition in work; the present one holds until the new one is approved."""
    return _run(once, session, user, lambda: editions.adjust(session, user, plan_id, form, version), status=201)


@router.post("/plans/{plan_id}:close", response_model=PlanRead, responses=problems(*STALE, PlanNotInForce, PlanInWork))
def close_plan(plan_id: UUID, form: CloseForm, version: Version, user: Writer, session: Db, once: OnceKey) -> Response:
    return _run(once, session, user, lambda: progress.close(session, user, plan_id, form, version))


@router.get("/plans/{plan_id}/alike", responses=problems(PlanNotFound))
def list_alike(plan_id: UUID, user: Reader, session: Db) -> Page[AlikePlan]:
    """Plans of other households of the county that say nearly the same, although the households differ."""
    items = side_by_side.read(session, user, plan_id)
    return Page(items=items, next_cursor=None, total=len(items))


@router.get("/plans/{plan_id}/differences", responses=problems(PlanNotFound))
def read_differences(
    plan_id: UUID, user: Reader, session: Db, since: Annotated[UUID, Query(description="与哪一版比较")]
) -> Differences:
    return editions.differences(session, user, since, plan_id)
