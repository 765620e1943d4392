from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, func, select
from sqlalchemy import case as when

from yihu.accounts.access import Caller, within, within_binds
from yihu.cases.models import Case
from yihu.cases.notice_models import NoticeLine, Objection, PublicNotice
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.paging import Listing, any_of

N, O = PublicNotice, Objection  # noqa: E741  one letter each, as in the other rooms' queries
TODAY = bindparam("today", type_=Date)


def running(today: Any) -> ColumnElement[bool]:
    """Hangs on that day; after its end it is down by itself."""
    return and_(N.withdrawn_on.is_(None), N.starts_on <= today, N.ends_on >= today)


STATE = when(
    (N.withdrawn_on.is_not(None), "withdrawn"), (N.starts_on > TODAY, "coming"), (N.ends_on < TODAY, "ended"), else_="running"
)  # fmt: skip
_LINES = select(func.count()).where(NoticeLine.county == COUNTY, NoticeLine.notice_id == N.id).scalar_subquery()
OPEN_OBJECTIONS = (
    select(func.count())
    .where(O.county == COUNTY, O.notice_id == N.id, O.answer.is_(None))
    .correlate(N)
    .scalar_subquery()
)

NOTICES = Listing(
    base=select(
        N.id, N.region_code, village_name(N).label("region_name"), N.kind, STATE.label("state"), N.starts_on, N.ends_on,
        N.place, _LINES.label("households"), OPEN_OBJECTIONS.label("open_objections"), N.posted_by_name, N.version,
    ),
    area=within_binds(N),
    filters={
        "kind": any_of(N.kind, "kind"),
        "state": any_of(STATE, "state"),
        "objected": bindparam("objected") == (OPEN_OBJECTIONS > 0),
    },
    sorts={"starts_on": (N.starts_on, N.id), "ends_on": (N.ends_on, N.id), "region": (N.region_code, N.ends_on, N.id)},
    default_sort="-starts_on",
)  # fmt: skip


def one(user: Caller, notice_id: UUID) -> Select[PublicNotice]:
    return select(N).where(within(N, user), N.id == notice_id)


def objection(user: Caller, objection_id: UUID) -> Select[Objection]:
    return select(O).where(within(O, user), O.id == objection_id)


def lines_of(notice: PublicNotice) -> Select[NoticeLine]:
    line = NoticeLine
    return select(line).where(line.county == notice.county, line.notice_id == notice.id).order_by(line.sort)


def objections_of(notice: PublicNotice) -> Select[Objection]:
    mine = (O.county == notice.county, O.notice_id == notice.id)
    return select(O).where(*mine).order_by(O.raised_on, O.created_at)


def cases_of(notice: PublicNotice) -> Select[*tuple[Any, ...]]:
    line, c = NoticeLine, Case
    query = select(line.case_id, c.household_id, line.head_name, c.step).join(c, and_(c.county == notice.county, c.id == line.case_id))  # fmt: skip
    return query.where(line.county == notice.county, line.notice_id == notice.id).order_by(line.sort)
