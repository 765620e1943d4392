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


def render(session: Session, user: Caller, village_code: str, base: str) -> bytes:
    names = session.scalars(
        select(Region.short_name)
        .where(Region.code.in_((village_code, village_code[:9], village_code[:6])))
        .order_by(Region.code)
    ).all()
    if (
        len(village_code) != doors.VILLAGE_DIGITS
        or len(names) != 3
        or not village_code.startswith(user.region_code[:12])
    ):
        raise NotFound
    link, drawn = address(village_code, base), io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False, svgns=True)
    county, township, village = names
    sheet = {
        "place": f"{county}{township}{village}", "village": village, "host": urlsplit(link).netloc,
        "code": drawn.getvalue().decode(),
    }  # fmt: skip
    return bytes(documents.pages("cases/poster.typ", sheet))
