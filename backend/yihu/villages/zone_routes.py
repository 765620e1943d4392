from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from yihu.accounts.access import Caller, Db, allow
from yihu.accounts.permissions import Permission
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag
from yihu.villages import zones
from yihu.villages.problems import VillageInOtherZone, ZoneEnded, ZoneNameTaken, ZoneNotFound
from yihu.villages.zone_schemas import ZoneCreate, ZoneRead, ZoneUpdate

router = APIRouter(prefix="/zones", tags=["villages"])

Reader = Annotated[Caller, Depends(allow(Permission.REGIONS_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.ZONES_WRITE))]
ONCE = (IdempotencyKeyReused, StillInProgress)
STALE = (ZoneNotFound, ZoneEnded, VersionConflict, VersionRequired)


@router.get("", summary="片区")
def list_zones(user: Reader, session: Db, ended: bool = False) -> Sequence[ZoneRead]:
    """Those with a village in the caller's area; a county has a handful. Their ids narrow lists: `?region_code={id}`."""
    return zones.listed(session, user, ended=ended)


@router.post("", status_code=201, response_model=ZoneRead, responses=problems(ZoneNameTaken, VillageInOtherZone, *ONCE))
def add_zone(form: ZoneCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, ZoneRead, lambda: zones.add(session, user, form), 201)


@router.get("/{zone_id}", responses=problems(ZoneNotFound))
def read_zone(zone_id: UUID, user: Reader, session: Db, response: Response) -> ZoneRead:
    found = zones.read(session, user, zone_id)
    tag(response, found.version)
    return found


@router.patch(
    "/{zone_id}", response_model=ZoneRead, responses=problems(*STALE, ZoneNameTaken, VillageInOtherZone, *ONCE)
)
def change_zone(
    zone_id: UUID, form: ZoneUpdate, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    return once.run(session, ZoneRead, lambda: zones.change(session, user, zone_id, form, version))


@router.post("/{zone_id}:end", response_model=ZoneRead, responses=problems(*STALE, *ONCE))
def end_zone(zone_id: UUID, version: Version, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, ZoneRead, lambda: zones.end(session, user, zone_id, version))
