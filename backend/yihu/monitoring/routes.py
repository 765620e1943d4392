from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow, area
from yihu.accounts.permissions import Permission
from yihu.jobs import service as centre
from yihu.jobs.schemas import JobDetail
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page
from yihu.kernel.problems import problems
from yihu.kernel.versions import tag
from yihu.monitoring import queries, reading, rounds
from yihu.monitoring.models import AlertLevel, AlertState
from yihu.monitoring.problems import AlertNotFound, NotToday
from yihu.monitoring.rule import Handling, Severity
from yihu.monitoring.schemas import AlertDetail, AlertRead, BoardRow, Light, RoundRead, RoundStart

router = APIRouter(tags=["monitoring"])

Reader = Annotated[Caller, Depends(allow(Permission.ALERTS_READ))]
Runner = Annotated[Caller, Depends(allow(Permission.ROUNDS_RUN))]


def _asked(
    user: Reader,
    rule: Codes = None,
    severity: Annotated[list[Severity] | None, Query()] = None,
    household_id: UUID | None = None,
    escalated: Annotated[bool | None, Query(description="已到报县的日期")] = None,
    state: Annotated[list[AlertState] | None, Query(description="缺省为未解除的")] = None,
    level: Annotated[list[AlertLevel] | None, Query(description="现在该哪一级办")] = None,
    light: Annotated[list[Light] | None, Query(description="办理时限：绿、黄、红")] = None,
    handling: Annotated[list[Handling] | None, Query()] = None,
    assignee_id: UUID | None = None,
    mine: Annotated[bool, Query(description="只列我承办的")] = False,
    cured: Annotated[bool | None, Query(description="条件已消除、等人办结")] = None,
    raised_on_gte: date | None = None,
) -> dict[str, Any]:
    """The filters of the list, by name."""
    return {
        "rule": rule, "severity": severity, "household_id": household_id, "escalated": escalated, "state": state,
        "open": None if state else True, "level": level, "light": light, "handling": handling, "cured": cured,
        "assignee_id": user.id if mine else assignee_id, "raised_on_gte": raised_on_gte,
    }  # fmt: skip


Asked = Annotated[dict[str, Any], Depends(_asked)]


@router.get("/alerts", response_model=Page[AlertRead], responses=problems(*PAGE_REFUSALS))
def list_alerts(user: Reader, reads: Reads, paging: PagingParams, asked: Asked, region_code: Place = None) -> Response:
    return page(reads, queries.ALERTS, area(user, region_code), asked, paging)


@router.get("/alerts/board")
def read_board(
    user: Reader,
    session: Db,
    region_code: Place = None,
    by: Annotated[AlertLevel, Query(description="按村还是按乡镇")] = AlertLevel.VILLAGE,
) -> list[BoardRow]:
    """Open alerts by place and rule. Each figure is a count of what the list shows under the same filters."""
    return reading.board(session, area(user, region_code), by)


@router.get("/alerts/{alert_id}", responses=problems(AlertNotFound))
def read_alert(alert_id: UUID, user: Reader, session: Db, response: Response) -> AlertDetail:
    found = reading.read(session, user, alert_id)
    tag(response, found.version)
    return found


@router.get("/rounds")
def list_rounds(user: Reader, session: Db, limit: Annotated[int, Query(ge=1, le=100)] = 30) -> Page[RoundRead]:
    """The county's latest nightly rounds; outside the county's own area the list is empty."""
    items = [RoundRead.model_validate(row) for row in rounds.list_rounds(session, user, limit)]
    return Page(items=items, next_cursor=None, total=None)


@router.post(
    "/rounds", status_code=202, response_model=JobDetail,
    responses=problems(NotToday, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def run_round(form: RoundStart, user: Runner, session: Db, once: OnceKey) -> Response:
    """Have today's round made now: the job that does it, or does it already.

    Made before, it only adds what is new since.
    """
    return once.run(
        session, JobDetail, lambda: centre.read(session, user, rounds.ask(session, user, form.business_on)), 202
    )
