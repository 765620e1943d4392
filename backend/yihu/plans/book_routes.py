"""Plans on paper and as a workbook."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from yihu.accounts.access import Db, Place, Reads
from yihu.kernel.documents import PRINTED, Paper, shown
from yihu.kernel.paging import PAGE_REFUSALS, Page, PagingParams, page
from yihu.kernel.problems import problems
from yihu.plans import book, sheet
from yihu.plans.models import PlanState
from yihu.plans.problems import NothingToBind, PlanNotFound, TooManyBooks
from yihu.plans.routes import Reader
from yihu.plans.sheet_schemas import SheetRow
from yihu.regions import zones

router = APIRouter(tags=["plans"])

Year = Annotated[int, Query(ge=2013, le=2100)]


@router.get("/plans/sheet", response_model=Page[SheetRow], responses=problems(*PAGE_REFUSALS))
def list_plan_sheet(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    year: Year,
    region_code: Place = None,
    state: Annotated[list[PlanState] | None, Query()] = None,
) -> Response:
    """The newest plans of an area, one row per measure; exported as a workbook it can be imported again."""
    area = {**user.binds(region_code), "year": year, "state": [one.value for one in state] if state else None}
    return page(reads, sheet.SHEET, area, {}, paging)


@router.get(
    "/plans/books.{paper}",
    response_class=Response,
    responses=problems(NothingToBind, TooManyBooks) | PRINTED,
)
def print_plans(paper: Paper, user: Reader, session: Db, year: Year, region_code: Place = None) -> Response:
    """The plan books of a village in one file: plans in force or closed."""
    data = book.many(session, user, region_code, year, paper)
    return shown(data, f"一户一策计划书-{year}-{zones.title(session, region_code, user.region_code)}", paper)


@router.get(
    "/plans/{plan_id}/book.{paper}",
    response_class=Response,
    responses=problems(PlanNotFound) | PRINTED,
)
def print_plan(plan_id: UUID, paper: Paper, user: Reader, session: Db) -> Response:
    """One household's plan as a book that the household can read."""
    return shown(book.one(session, user, plan_id, paper), "一户一策计划书", paper)
