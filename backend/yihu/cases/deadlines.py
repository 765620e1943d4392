"""Until when a step is to be done. Working days are `policy.calendar`'s; what a county has not set has no term."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.cases import parameters as p
from yihu.cases.procedures import Clock, Step
from yihu.policy.calendar import working_day
from yihu.policy.parameters import Parameter, value_of

TERMS: dict[Clock, tuple[Parameter, ...]] = {
    Clock.VERIFY: (p.VERIFY_DAYS, p.DAYS_KIND),
    Clock.DECIDE: (p.DECIDE_DAYS, p.DAYS_KIND, p.DECIDE_FROM),
    Clock.HELP: (p.HELP_DAYS,),
    Clock.LOOK_BACK: (p.LOOK_BACK_MONTHS,),
}
"""What a term is made of; without a value for each there is none."""
DECLARED = (p.DECLARATION_DAYS, p.DAYS_KIND)
NOTICE = (p.NOTICE_DAYS, p.NOTICE_DAYS_KIND)


def after(session: Session, day: date, days: int, kind: str, county: str) -> date:
    """The last day of a term of `days` that begins the day after `day`."""
    if kind == "working":
        return session.execute(select(working_day(day, days, county))).scalar_one()
    return day + timedelta(days=days)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    years, month = divmod(day.month - 1 + months, 12)
    for back in range(4):
        try:
            return date(day.year + years, month + 1, day.day - back)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days at least")


def unset(session: Session, parameters: Sequence[Parameter], region_code: str, day: date) -> list[Parameter]:
    """Those without a value there on that day."""
    return [one for one in parameters if value_of(session, one, region_code, day) is None]


def term(session: Session, parameters: Sequence[Parameter], region_code: str, day: date) -> date | None:
    """The end of a term that begins on `day`: a number of days, and of which kind; None while one is unset."""
    days, kind = (value_of(session, one, region_code, day) for one in parameters)
    return None if days is None or kind is None else after(session, day, days, kind, region_code[:6])


def due_on(session: Session, step: Step, region_code: str, opened_on: date, done_on: date) -> date | None:
    """When `step` is due after the one before it was done on `done_on`; None while the county has set no term."""
    if step.clock is None:
        return None
    values: dict[Parameter, Any] = {
        one: value_of(session, one, region_code, done_on) for one in TERMS[step.clock]
    }  # fmt: skip
    if None in values.values():
        return None
    if step.clock is Clock.LOOK_BACK:
        return months_after(done_on, values[p.LOOK_BACK_MONTHS])
    days, kind = values[TERMS[step.clock][0]], values.get(p.DAYS_KIND, "calendar")
    from_clue = step.clock is Clock.VERIFY or values.get(p.DECIDE_FROM) == "clue"
    return after(session, opened_on if from_clue else done_on, days, kind, region_code[:6])
