"""Plans on paper and as a workbook."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Response

from yihu.accounts.access import Db, Place
from yihu.kernel.problems import problems
from yihu.plans import book, sheet
from yihu.plans.book import Paper
from yihu.plans.models import PlanState
from yihu.plans.problems import NothingToBind, PlanNotFound, TooManyBooks, TooManyMeasures
from yihu.plans.routes import Reader

router = APIRouter(tags=["plans"])

Year = Annotated[int, Query(ge=2013, le=2100)]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(*media: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {one: {"schema": {"type": "string", "format": "binary"}} for one in media}}}


def _named(data: bytes, media: str, name: str) -> Response:
    return Response(
        data, media_type=media, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    )


@router.get("/plans/sheet.xlsx", response_class=Response, responses=problems(TooManyMeasures) | _file(WORKBOOK))
def export_plans(
    user: Reader,
    session: Db,
    year: Year,
    region_code: Place = None,
    state: Annotated[list[PlanState] | None, Query()] = None,
) -> Response:
    """The newest plans of an area with their measures, as a workbook that can be imported again."""
    data = sheet.workbook(session, user, region_code, year, state)
    return _named(data, WORKBOOK, f"{sheet.TITLE}-{year}-{region_code or user.region_code}.xlsx")


@router.get(
    "/plans/books.{paper}",
    response_class=Response,
    responses=problems(NothingToBind, TooManyBooks) | _file(*book.MEDIA.values()),
)
def print_plans(paper: Paper, user: Reader, session: Db, year: Year, region_code: Place = None) -> Response:
    """The plan books of a village in one file: plans in force or closed."""
    data = book.many(session, user, region_code, year, paper)
    return _named(data, book.MEDIA[paper], f"一户一策计划书-{year}-{region_code or user.region_code}.{paper}")


@router.get(
    "/plans/{plan_id}/book.{paper}",
    response_class=Response,
    responses=problems(PlanNotFound) | _file(*book.MEDIA.values()),
)
def print_plan(plan_id: UUID, paper: Paper, user: Reader, session: Db) -> Response:
    """One household's plan as a book that the household can read."""
    return _named(book.one(session, user, plan_id, paper), book.MEDIA[paper], f"一户一策计划书.{paper}")
