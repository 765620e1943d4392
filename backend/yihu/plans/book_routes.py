"""Plans on paper and as a workbook."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from yihu.accounts.access import Db
from yihu.kernel.problems import problems
from yihu.plans import sheet
from yihu.plans.models import PlanState
from yihu.plans.problems import TooManyMeasures
from yihu.plans.routes import Place, Reader

router = APIRouter(tags=["plans"])

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(media: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media: {"schema": {"type": "string", "format": "binary"}}}}}


def _named(data: bytes, media: str, name: str) -> Response:
    return Response(
        data, media_type=media, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    )


@router.get("/plans/sheet.xlsx", response_class=Response, responses=problems(TooManyMeasures) | _file(WORKBOOK))
def export_plans(
    user: Reader, session: Db, year: int, region_code: Place = None,
    state: Annotated[list[PlanState] | None, Query()] = None,
) -> Response:  # fmt: skip
    """The newest plans of an area with their measures, as a workbook that can be imported again."""
    data = sheet.workbook(session, user, region_code, year, state)
    return _named(data, WORKBOOK, f"{sheet.TITLE}-{year}-{region_code or user.region_code}.xlsx")
