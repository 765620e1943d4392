from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from yihu.accounts.access import Caller, Db, allow
from yihu.accounts.permissions import Permission
from yihu.kernel import clock
from yihu.kernel.problems import problems
from yihu.policy import calendar, service
from yihu.policy.models import CalendarDay
from yihu.policy.problems import ParameterOutsideArea, ParameterOverlaps, ParameterUnknown
from yihu.policy.schemas import CalendarDayRead, CalendarDaySet, CodeLists, ParameterRead, ParameterSet

router = APIRouter(tags=["policy"])

Reader = Annotated[Caller, Depends(allow(Permission.POLICY_READ))]
Setter = Annotated[Caller, Depends(allow(Permission.POLICY_WRITE))]


@router.get("/policy-parameters")
def list_parameters(user: Reader, session: Db, on: date | None = None) -> list[ParameterRead]:
    return service.list_parameters(session, user, on or clock.business_date())


@router.put("/policy-parameters/{key}", responses=problems(ParameterUnknown, ParameterOverlaps, ParameterOutsideArea))
def set_parameter(key: str, form: ParameterSet, user: Setter, session: Db) -> list[ParameterRead]:
    return service.set_parameter(session, user, key, form)


@router.get("/code-lists")
def read_code_lists(user: Reader, session: Db) -> CodeLists:  # noqa: ARG001  the guard is the argument
    return service.code_lists(session)


@router.get("/calendar-days", response_model=list[CalendarDayRead])
def list_calendar_days(
    user: Reader, session: Db, year: Annotated[int, Query(ge=2000, le=2100)]
) -> Sequence[CalendarDay]:
    """Holidays on weekdays and weekend days worked; an empty year is not known yet and counts Monday to Friday."""
    return calendar.list_days(session, user, year)


@router.put("/calendar-days/{day}", response_model=list[CalendarDayRead])
def set_calendar_day(day: date, form: CalendarDaySet, user: Setter, session: Db) -> Sequence[CalendarDay]:
    """The county's own word about a day."""
    return calendar.set_day(session, user, day, form)


@router.delete("/calendar-days/{day}", response_model=list[CalendarDayRead])
def drop_calendar_day(day: date, user: Setter, session: Db) -> Sequence[CalendarDay]:
    """The county takes its own word about a day back."""
    return calendar.drop_day(session, user, day)
