from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from yihu.accounts.access import Db, Place, Reads
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version
from yihu.plans import carry_over, carry_over_undo
from yihu.plans import carry_over_queries as queries
from yihu.plans.carry_over_models import CarryOverOutcome
from yihu.plans.carry_over_schemas import (
    CarryOverForm,
    CarryOverHousehold,
    CarryOverPreview,
    CarryOverRead,
    CarryOverRun,
)
from yihu.plans.problems import CarryOverNotDone, CarryOverNotFound
from yihu.plans.routes import Reader, Reviewer, Words

router = APIRouter(tags=["plans"])

Year = Annotated[int, Query(ge=2014, le=2100)]
Outcomes = Annotated[list[CarryOverOutcome] | None, Query()]


@router.get("/plan-carry-overs", response_model=Page[CarryOverRead], responses=problems(*PAGE_REFUSALS))
def list_carry_overs(user: Reader, reads: Reads, paging: PagingParams) -> Response:
    return page(reads, queries.RUNS, user.binds(), {}, paging)


@router.post(
    "/plan-carry-overs", status_code=202, response_model=CarryOverRun,
    responses=problems(IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def carry_plans_over(form: CarryOverForm, user: Reviewer, session: Db, once: OnceKey) -> Response:
    """Make a year's drafts from the plans of the year before; ask for the run until its state is `done`."""
    return once.run(session, CarryOverRun, lambda: carry_over.ask(session, user, form), 202)


@router.get("/plan-carry-overs/preview")
def preview_carry_over(user: Reader, session: Db, year: Year, region_code: Place = None) -> CarryOverPreview:
    """What a run would do now, counted by outcome; nothing is written."""
    return carry_over.preview(session, user, year, region_code)


@router.get(
    "/plan-carry-overs/preview/households", response_model=Page[CarryOverHousehold],
    responses=problems(*PAGE_REFUSALS),
)  # fmt: skip
def list_carry_over_preview(
    user: Reader, reads: Reads, paging: PagingParams, year: Year, region_code: Place = None, outcome: Outcomes = None,
    q: Words = None,
) -> Response:  # fmt: skip
    """The same by name."""
    area = {**user.binds(region_code), "year": year}
    return page(reads, queries.FORESEEN, area, {"outcome": outcome, "q": words(q)}, paging)


@router.get("/plan-carry-overs/{run_id}", responses=problems(CarryOverNotFound))
def read_carry_over(run_id: UUID, user: Reader, session: Db) -> CarryOverRun:
    return carry_over.read(session, user, run_id)


@router.post(
    "/plan-carry-overs/{run_id}:undo", status_code=202, response_model=CarryOverRun,
    responses=problems(
        CarryOverNotFound, CarryOverNotDone, VersionConflict, VersionRequired, IdempotencyKeyReused, StillInProgress
    ),
)  # fmt: skip
def undo_carry_over(run_id: UUID, version: Version, user: Reviewer, session: Db, once: OnceKey) -> Response:
    """Take back the drafts nobody has touched; ask for the run until its state is `undone`."""
    return once.run(session, CarryOverRun, lambda: carry_over_undo.ask(session, user, run_id, version), 202)


@router.get(
    "/plan-carry-overs/{run_id}/rows", response_model=Page[CarryOverHousehold],
    responses=problems(*PAGE_REFUSALS),
)  # fmt: skip
def list_carry_over_rows(
    run_id: UUID, user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None,
    outcome: Outcomes = None, q: Words = None,
) -> Response:  # fmt: skip
    """What the run has done with each household, and why."""
    area = {**user.binds(region_code), "run_id": run_id}
    return page(reads, queries.ROWS, area, {"outcome": outcome, "q": words(q)}, paging)
