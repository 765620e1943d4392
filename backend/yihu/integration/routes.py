from typing import Annotated

from fastapi import APIRouter, Depends, Query

from yihu.accounts.access import Caller, Db, allow
from yihu.integration import feed
from yihu.integration.problems import ResourceUnknown
from yihu.integration.resources import RESOURCES
from yihu.integration.schemas import Changes
from yihu.kernel.problems import problems
from yihu.kernel.sync import SyncTokenExpired, SyncTokenInvalid

router = APIRouter(tags=["changes"])

Follower = Annotated[Caller, Depends(allow(*dict.fromkeys(r.needs for r in RESOURCES.values())))]


@router.get("/changes", responses=problems(SyncTokenInvalid, SyncTokenExpired, ResourceUnknown))
def list_changes(
    user: Follower,
    session: Db,
    resources: Annotated[list[str] | None, Query(max_length=20, description="只要这些资源；可重复")] = None,
    since: Annotated[str | None, Query(max_length=200, description="上次得到的 sync_token；没有则返回起点")] = None,
    page_size: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Changes:
    """First ask without `since`, then read the lists whole, then follow: nothing in between is missed.

    Each object once a page, as it stands now; an object may be told again. Over 30 days old, a token is answered with 410.
    """
    return feed.read(session, user, resources, since, page_size)
