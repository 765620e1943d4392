"""What strangers may ask for, without login: a village's page, a declaration, the state of a receipt."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.cases import declarations, doors, notice_queries, notice_reading, notice_text, throttle
from yihu.cases.declaration_forms import Ask, Choice, Declare, Receipt, ReceiptState, VillagePage
from yihu.cases.notice_forms import NoticeWords
from yihu.cases.notice_models import PublicNotice
from yihu.cases.problems import DeclarationIdTaken, DoorUnknown, ReceiptUnknown, TooManyDeclarations
from yihu.kernel import clock
from yihu.kernel import problems as kernel_problems
from yihu.kernel.db import CONNECTIONS, Area, entering, request_transaction
from yihu.kernel.models import valid_on
from yihu.kernel.problems import problems
from yihu.kernel.web import client_address
from yihu.policy.models import Code
from yihu.regions import queries as regions
from yihu.regions.models import Region

router = APIRouter(prefix="/public/villages", tags=["public"])
Door = Annotated[str, Path(max_length=40, description="村二维码里的地址")]
FRESH = "public, max-age=60"
"""A notice that is over is gone a minute later."""


def _village(door: Door) -> str:
    return doors.village_of(door)


Village = Annotated[str, Depends(_village)]


def _session(request: Request, village: Village) -> Iterator[Session]:
    """The one village of the door, and nothing beside it."""
    yield from request_transaction(request, entering(Area(village[:6], village)))


VillageDb = Annotated[Session, Depends(_session, scope="function", max_concurrency=CONNECTIONS)]


@router.get("/{door}", responses=problems(DoorUnknown))  # noqa: FAST003  read by `_village`
def read_village(village: Village, session: VillageDb, response: Response) -> VillagePage:
    """The page behind the QR code: what can be chosen, and the notices that hang today."""
    today = clock.business_date()
    n = PublicNotice
    hanging = select(n).where(n.county == village[:6], n.region_code == village, notice_queries.running(today))
    notices = session.scalars(hanging.order_by(n.ends_on, n.id)).all()
    names = [region.short_name for region in session.scalars(regions.lineage(village))][-3:]
    groups = session.scalars(select(Region.short_name).where(Region.parent_code == village, regions.holding(today)).order_by(Region.code))  # fmt: skip
    response.headers["Cache-Control"], response.headers["X-Robots-Tag"] = FRESH, "noindex, nofollow"
    return VillagePage(
        county_name=names[0], township_name=names[1], village_name=names[2], groups=list(groups),
        difficulties=_choices(session, "difficulty_kind"), sinces=_choices(session, "difficulty_since"),
        notices=[
            NoticeWords.model_validate(notice_text.wording(notice_reading.text_of(session, row))) for row in notices
        ],
    )  # fmt: skip


def _choices(session: Session, name: str) -> list[Choice]:
    rows = select(Code.code, Code.label).where(Code.list == name, valid_on(Code, clock.business_date()))
    return [Choice.model_validate(row) for row in session.execute(rows.order_by(Code.sort))]


@router.put(
    "/{door}/declarations/{made}",  # noqa: FAST003  read by `_village`
    responses=problems(DoorUnknown, DeclarationIdTaken, TooManyDeclarations),
)
def declare(made: UUID, form: Declare, request: Request, village: Village, session: VillageDb) -> Receipt:
    """A villager's own declaration. The id is made by his page: sent twice, it is kept once and answered twice."""
    return declarations.declare(session, village, client_address(request), made, form)


@router.post(
    "/{door}/receipts:look-up", response_model=ReceiptState,  # noqa: FAST003  read by `_village`
    responses=problems(DoorUnknown, ReceiptUnknown, TooManyDeclarations),
)  # fmt: skip
def look_up(form: Ask, request: Request, village: Village, session: VillageDb) -> ReceiptState | Response:
    """How far the declaration of a receipt is; by POST, so that the code stands in no address."""
    address = client_address(request)
    throttle.check(session, "missed", address, village)
    found = declarations.look_up(session, village, form)
    if found is None:
        throttle.note(session, "missed", address, village)  # answered, not raised: it has to be remembered
        return kernel_problems.response(request, ReceiptUnknown())
    return found
