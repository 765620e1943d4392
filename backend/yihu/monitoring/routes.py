from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Reads, allow
from yihu.accounts.permissions import Permission
from yihu.kernel import clock
from yihu.kernel.paging import CursorInvalid, Page, PagingParams, SortUnknown, page
from yihu.kernel.problems import problems
from yihu.monitoring import queries, rounds
from yihu.monitoring.models import Round
from yihu.monitoring.problems import NotToday
from yihu.monitoring.rule import RULES, Severity
from yihu.monitoring.schemas import AlertRead, AlertState, RoundRead, RoundStart, RuleRead

router = APIRouter(tags=["monitoring"])

Reader = Annotated[Caller, Depends(allow(Permission.ALERTS_READ))]
Runner = Annotated[Caller, Depends(allow(Permission.ROUNDS_RUN))]


@router.get("/alerts", response_model=Page[AlertRead], responses=problems(CursorInvalid, SortUnknown))
def list_alerts(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Annotated[str | None, Query(pattern=r"^\d{2,15}$", description="区划代码，含下级")] = None,
    rule: Annotated[list[str] | None, Query(max_length=20)] = None,
    severity: Annotated[list[Severity] | None, Query()] = None,
    household_id: UUID | None = None,
    escalated: Annotated[bool | None, Query(description="已到报县的日期")] = None,
    state: AlertState = AlertState.OPEN,
) -> Response:
    given = {
        "rule": rule,
        "severity": severity,
        "household_id": household_id,
        "escalated": escalated,
        state.value: True,
    }
    area = {**user.binds(region_code), "today": clock.business_date()}
    return page(reads, queries.ALERTS, area, given, paging)


@router.get("/alert-rules")
def list_rules(user: Reader) -> list[RuleRead]:  # noqa: ARG001  the guard is the argument
    return [RuleRead.model_validate(rule) for rule in RULES.values()]


@router.get("/rounds")
def list_rounds(user: Reader, session: Db, limit: Annotated[int, Query(ge=1, le=100)] = 30) -> Page[RoundRead]:
    """The county's latest nightly rounds; outside the county's own area the list is empty."""
    items = [RoundRead.model_validate(row) for row in rounds.list_rounds(session, user, limit)]
    return Page(items=items, next_cursor=None, total=None)


@router.post("/rounds", response_model=RoundRead, responses=problems(NotToday))
def run_round(form: RoundStart, user: Runner, session: Db) -> Round:
    """Make today's round now. Made before, it only adds what is new since."""
    return rounds.run_now(session, user, form.business_on)
