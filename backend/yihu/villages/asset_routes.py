from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from yihu.accounts.access import Db, Place, Reads
from yihu.households.problems import OutsideArea, VillageUnknown
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag
from yihu.villages import assets
from yihu.villages.asset_models import Stage
from yihu.villages.asset_schemas import AssetCreate, AssetRead, AssetUpdate
from yihu.villages.problems import AssetNotFound, AssetTaken
from yihu.villages.routes import Reader, Words, Writer

router = APIRouter(prefix="/collective-assets", tags=["villages"])
ONCE = (IdempotencyKeyReused, StillInProgress)


@router.get("", response_model=Page[AssetRead], responses=problems(*PAGE_REFUSALS))
def list_collective_assets(
    user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None,
    stage: Annotated[list[Stage] | None, Query()] = None, kind: Codes = None, ended: bool | None = None, q: Words = None,
) -> Response:  # fmt: skip
    """What villages own together: resources, assets, equity."""
    given = {"stage": [one.value for one in stage or []], "kind": kind, "ended": ended, "q": words(q)}
    return page(reads, assets.ASSETS, user.binds(region_code), given, paging)


@router.post(
    "", status_code=201, response_model=AssetRead,
    responses=problems(AssetTaken, AssetNotFound, OutsideArea, VillageUnknown, *ONCE),
)  # fmt: skip
def add_collective_asset(form: AssetCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, AssetRead, lambda: assets.add(session, user, form), 201)


@router.get("/{asset_id}", responses=problems(AssetNotFound))
def read_collective_asset(asset_id: UUID, user: Reader, session: Db, response: Response) -> AssetRead:
    found = assets.read(session, user, asset_id)
    tag(response, found.version)
    return found


@router.patch(
    "/{asset_id}", response_model=AssetRead,
    responses=problems(AssetNotFound, AssetTaken, VersionConflict, VersionRequired, *ONCE),
)  # fmt: skip
def change_collective_asset(
    asset_id: UUID, form: AssetUpdate, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    return once.run(session, AssetRead, lambda: assets.change(session, user, asset_id, form, version))
