"""The poster with a village's QR code, for its board and for every door."""

import io
from urllib.parse import urlsplit

import segno
from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.cases import doors
from yihu.kernel import documents
from yihu.kernel.problems import NotFound
from yihu.kernel.settings import settings
from yihu.regions.models import Region


def address(village_code: str, base: str) -> str:
    """What the code leads to. The door stands behind #: it reaches no log on the way."""
    return f"{(settings().server.public_url or base).rstrip('/')}/village.html#{doors.door_of(village_code)}"


def names_of(session: Session, user: Caller, village_code: str) -> list[str]:
    """County, township and village; only of the caller's area."""
    codes = (village_code, village_code[:9], village_code[:6])
    names = session.scalars(select(Region.short_name).where(Region.code.in_(codes)).order_by(Region.code)).all()
    inside = village_code.startswith(user.region_code[: doors.VILLAGE_DIGITS])
    if len(village_code) != doors.VILLAGE_DIGITS or len(names) != len(codes) or not inside:
        raise NotFound
    return list(names)


def render(session: Session, user: Caller, village_code: str, base: str) -> bytes:
    county, township, village = names_of(session, user, village_code)
    link, drawn = address(village_code, base), io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False, svgns=True)
    sheet = {
        "place": f"{county}{township}{village}", "village": village, "host": urlsplit(link).netloc,
        "code": drawn.getvalue().decode(),
    }  # fmt: skip
    return bytes(documents.pages("cases/poster.typ", sheet))
