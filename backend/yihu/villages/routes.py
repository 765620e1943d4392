from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow
from yihu.accounts.permissions import Permission
from yihu.households.problems import OutsideArea, VillageUnknown
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Page, PagingParams, page
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import TAG, Version
from yihu.villages import indicators, queries, service
from yihu.villages.indicator_schemas import Indicator, IndicatorMeasured, IndicatorRead, IndicatorRow
from yihu.villages.problems import GoalNotFound, ProjectNotFound, ProjectTaken, VillagePlanNotFound, VillagePlanTaken
from yihu.villages.schemas import (
    GoalPut,
    ProjectCreate,
    ProjectFields,
    ProjectRead,
    VillagePlanCreate,
    VillagePlanFields,
    VillagePlanRead,
    VillagePlanRow,
)

router = APIRouter(tags=["villages"])

Reader = Annotated[Caller, Depends(allow(Permission.VILLAGES_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.VILLAGES_WRITE))]
Words = Annotated[str | None, Query(max_length=40)]
STALE = (VersionConflict, VersionRequired, IdempotencyKeyReused, StillInProgress)


def _known(if_match: Annotated[str | None, Header(description="目标已有时须给出它的版本")] = None) -> int | None:
    match = TAG.fullmatch(if_match or "")
    return int(match[1]) if match else None


Known = Annotated[int | None, Depends(_known)]


@router.get("/village-plans", response_model=Page[VillagePlanRow], responses=problems(*PAGE_REFUSALS))
def list_village_plans(
    user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None,
    year: Annotated[int | None, Query(ge=2013, le=2100)] = None,
    q: Words = None,
) -> Response:  # fmt: skip
    return page(reads, queries.VILLAGE_PLANS, user.binds(region_code), {"year": year, "q": q}, paging)


@router.post(
    "/village-plans", status_code=201, response_model=VillagePlanRead,
    responses=problems(VillagePlanTaken, OutsideArea, VillageUnknown, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def add_village_plan(form: VillagePlanCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, VillagePlanRead, lambda: service.add(session, user, form), 201)


@router.get("/village-plans/{plan_id}", response_model=VillagePlanRead, responses=problems(VillagePlanNotFound))
def read_village_plan(plan_id: UUID, user: Reader, reads: Reads) -> Response:
    return service.page(reads, user, plan_id)


@router.patch("/village-plans/{plan_id}", response_model=VillagePlanRead, responses=problems(VillagePlanNotFound, *STALE))  # fmt: skip
def change_village_plan(
    plan_id: UUID, form: VillagePlanFields, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    return once.run(session, VillagePlanRead, lambda: service.change(session, user, plan_id, form, version))


@router.put(
    "/village-plans/{plan_id}/goals/{goal_id}",
    responses=problems(VillagePlanNotFound, GoalNotFound, VersionConflict),
)
def put_goal(
    plan_id: UUID,
    goal_id: UUID,
    form: GoalPut,
    user: Writer,
    session: Db,
    version: Known,
) -> VillagePlanRead:
    """The id is the client's: sending a new goal twice makes one."""
    return service.put_goal(session, user, plan_id, goal_id, form, version)


@router.delete(
    "/village-goals/{goal_id}", status_code=204, responses=problems(GoalNotFound, VersionConflict, VersionRequired)
)
def drop_goal(goal_id: UUID, version: Version, user: Writer, session: Db) -> None:
    service.drop_goal(session, user, goal_id, version)


@router.get("/village-projects", response_model=Page[ProjectRead], responses=problems(*PAGE_REFUSALS))
def list_projects(
    user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None, village_plan_id: UUID | None = None,
    category: Annotated[list[str] | None, Query(max_length=20)] = None, finished: bool | None = None, q: Words = None,
) -> Response:  # fmt: skip
    given = {"village_plan_id": village_plan_id, "category": category, "finished": finished, "q": q and q.lower()}
    return page(reads, queries.PROJECTS, user.binds(region_code), given, paging)


@router.post(
    "/village-projects", status_code=201, response_model=ProjectRead,
    responses=problems(ProjectTaken, VillagePlanNotFound, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def add_project(form: ProjectCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, ProjectRead, lambda: service.add_project(session, user, form), 201)


@router.patch(
    "/village-projects/{project_id}", response_model=ProjectRead,
    responses=problems(ProjectNotFound, ProjectTaken, VillagePlanNotFound, *STALE),
)  # fmt: skip
def change_project(
    project_id: UUID, form: ProjectFields, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    return once.run(session, ProjectRead, lambda: service.change_project(session, user, project_id, form, version))


@router.get("/village-indicators")
def read_indicator(
    user: Reader, session: Db, indicator: Indicator, region_code: Place = None,
    on: Annotated[date | None, Query(description="看到哪一天为止，缺省今天")] = None,
) -> IndicatorRead:  # fmt: skip
    """Every village of the area in one indicator, measured or not."""
    return indicators.read(session, user, indicator, region_code, on)


@router.post(
    "/village-indicators", status_code=201, response_model=IndicatorRow,
    responses=problems(OutsideArea, VillageUnknown, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def measure_indicator(form: IndicatorMeasured, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, IndicatorRow, lambda: indicators.measure(session, user, form), 201)
