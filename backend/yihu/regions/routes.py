from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from yihu.kernel.db import PublicDb
from yihu.kernel.problems import NotFound, problems
from yihu.regions import queries
from yihu.regions.models import Region
from yihu.regions.names import Level
from yihu.regions.schemas import RegionList, RegionRead

router = APIRouter(prefix="/regions", tags=["regions"])

Code = Annotated[str, Path(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12}|\d{15})$")]


@router.get("", summary="区划列表", response_model=RegionList)
def list_regions(
    session: PublicDb,
    parent: Annotated[str | None, Query(pattern=r"^\d{2,15}$", description="上级区划代码")] = None,
    level: Level | None = None,
    q: Annotated[str | None, Query(min_length=1, max_length=40, description="名称或别名的开头")] = None,
    on: Annotated[date | None, Query(description="只列当日存在的区划")] = None,
) -> dict[str, object]:
    """Children of `parent`; with `level` or `q`, everything below it that fits. Ended regions too, unless `on` is given."""
    return {"items": session.scalars(queries.listed(parent, level, q, on).limit(1000)).all()}


@router.get("/{code}", summary="一个区划", response_model=RegionRead, responses=problems(NotFound))
def get_region(session: PublicDb, code: Code) -> Region:
    found = session.get(Region, code)
    if found is None:
        raise NotFound
    return found
