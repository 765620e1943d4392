from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from yihu.accounts.access import Db, Place, Reads
from yihu.helpers import queries, units
from yihu.helpers.problems import (
    AlreadyEnded,
    StandingOverlaps,
    UnitAssignmentNotFound,
    UnitAssignmentOverlaps,
    UnitNameTaken,
    UnitNotFound,
)
from yihu.helpers.routes import Reader, Words, Writer
from yihu.helpers.schemas import (
    StandingCreate,
    StandingRead,
    UnitAssignmentCreate,
    UnitAssignmentEnd,
    UnitAssignmentRead,
    UnitAssignmentUpdate,
    UnitCreate,
    UnitRead,
    UnitUpdate,
)
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag

router = APIRouter(tags=["helpers"])

LISTED = problems(*PAGE_REFUSALS)
ONCE = (IdempotencyKeyReused, StillInProgress)
STALE = (VersionConflict, VersionRequired)


@router.get("/units", response_model=Page[UnitRead], responses=LISTED)
def list_units(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    kind: Codes = None,
    layer: Codes = None,
    system: Annotated[str | None, Query(max_length=40, description="所属系统，如 文旅系统")] = None,
    helped: Annotated[bool | None, Query(description="有单位结对帮扶")] = None,
    q: Words = None,
) -> Response:
    given = {"kind": kind, "layer": layer, "system": system, "helped": helped, "q": words(q)}
    return page(reads, queries.UNITS, queries.binds(user, region_code), given, paging)


@router.post("/units", status_code=201, response_model=UnitRead, responses=problems(UnitNameTaken, *ONCE))
def create_unit(form: UnitCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, UnitRead, lambda: units.create(session, user, form), 201)


@router.patch("/units/{unit_id}", responses=problems(UnitNotFound, UnitNameTaken, *STALE))
def change_unit(
    unit_id: UUID, form: UnitUpdate, version: Version, user: Writer, session: Db, response: Response
) -> UnitRead:
    found = units.change(session, user, unit_id, form, version)
    tag(response, found.version)
    return found


@router.get("/unit-assignments", response_model=Page[UnitAssignmentRead], responses=LISTED)
def list_unit_assignments(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    unit_id: UUID | None = None,
    kind: Codes = None,
    unit_kind: Codes = None,
    layer: Annotated[Codes, Query(description="帮扶单位的层级")] = None,
    target_layer: Annotated[Codes, Query(description="帮扶到哪一级")] = None,
    current: Annotated[bool | None, Query(description="今天有效")] = None,
    q: Words = None,
) -> Response:
    given = {
        "unit_id": unit_id, "kind": kind, "unit_kind": unit_kind, "layer": layer, "target_layer": target_layer,
        "current": current, "q": words(q),
    }  # fmt: skip
    return page(reads, queries.ASSIGNMENTS, queries.binds(user, region_code), given, paging)


@router.post(
    "/unit-assignments",
    status_code=201,
    response_model=UnitAssignmentRead,
    responses=problems(UnitAssignmentOverlaps, *ONCE),
)
def assign_unit(form: UnitAssignmentCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, UnitAssignmentRead, lambda: units.assign(session, user, form), 201)


@router.patch("/unit-assignments/{assignment_id}", responses=problems(UnitAssignmentNotFound, *STALE))
def assess_unit_assignment(
    assignment_id: UUID, form: UnitAssignmentUpdate, version: Version, user: Writer, session: Db, response: Response
) -> UnitAssignmentRead:
    found = units.assess(session, user, assignment_id, form, version)
    tag(response, found.version)
    return found


@router.post(
    "/unit-assignments/{assignment_id}:end",
    response_model=UnitAssignmentRead,
    responses=problems(UnitAssignmentNotFound, AlreadyEnded, *STALE, *ONCE),
)
def end_unit_assignment(
    assignment_id: UUID, form: UnitAssignmentEnd, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    return once.run(session, UnitAssignmentRead, lambda: units.end(session, user, assignment_id, form, version))


@router.get("/village-standings")
def list_village_standings(user: Reader, session: Db, region_code: Place = None) -> Page[StandingRead]:
    """Every village of the area, with its standing today or without."""
    items = units.standings(session, user, region_code)
    return Page(items=items, next_cursor=None, total=len(items))


@router.post(
    "/village-standings", status_code=201, response_model=StandingRead, responses=problems(StandingOverlaps, *ONCE)
)
def set_village_standing(form: StandingCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, StandingRead, lambda: units.set_standing(session, user, form), 201)
