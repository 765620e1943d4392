"""片区: what a list or a report narrowed to a zone shows, namely its present villages and their groups."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.kernel.narrowing import SETS
from yihu.regions.models import Zone, ZoneVillage
from yihu.regions.names import LEVEL_OF_LENGTH

ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ID = re.compile(ID)

SETS["zone"] = (
    "select r.code from zone_village v join region r on r.code >= v.region_code and r.code < v.region_code || ':'"
    " where v.zone_id = cast(:zone as uuid) and v.valid_to is null"
)


def is_zone(place: str | None) -> bool:
    """Whether a place is named by the id of a zone and not by the code of a region."""
    return place is not None and _ID.fullmatch(place) is not None


def villages(session: Session, zone: str) -> set[str]:
    """Its present villages."""
    here = select(ZoneVillage.region_code).where(ZoneVillage.zone_id == zone, ZoneVillage.valid_to.is_(None))
    return set(session.scalars(here))


def region_around(session: Session, place: str | None, own: str) -> str:
    """The region whose parameters hold for a place: itself, the smallest that has all villages of a zone, else `own`."""
    if place is None or not is_zone(place):
        return place or own
    codes = villages(session, place)
    shared = [length for length in LEVEL_OF_LENGTH if len({code[:length] for code in codes}) == 1]
    return max((next(iter(codes))[:length] for length in shared if length >= len(own)), key=len, default=own)


def title(session: Session, place: str | None, own: str) -> str:
    """What a file is called after: the name of a zone, else the code of the region."""
    if place is None or not is_zone(place):
        return place or own
    return session.scalar(select(Zone.name).where(Zone.id == place)) or own
