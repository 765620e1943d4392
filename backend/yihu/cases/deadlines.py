"""Until when a step is to be done. The one place that counts days of the procedures."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from yihu.cases import parameters as p
from yihu.cases.procedures import Clock, Step
from yihu.policy.parameters import Parameter, value_of

SATURDAY = 5


def after(day: date, days: int, kind: str | None) -> date:
    """The last day of a term of `days` that begins the day after `day`; unset kinds count calendar days."""
    if kind != "working":
        return day + timedelta(days=days)
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    years, month = divmod(day.month - 1 + months, 12)
    for back in range(4):
        try:
            return date(day.year + years, month + 1, day.day - back)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days at least")


def due_on(session: Session, step: Step, region_code: str, opened_on: date, done_on: date) -> date | None:
    """When `step` is due after the one before it was done on `done_on`; None while the county has set no term."""

    def value(parameter: Parameter) -> Any:
        return value_of(session, parameter, region_code, done_on)

    if step.clock is None:
        return None
    if step.clock is Clock.LOOK_BACK:
        months = value(p.LOOK_BACK_MONTHS)
        return None if months is None else months_after(done_on, months)
    terms = {Clock.VERIFY: p.VERIFY_DAYS, Clock.DECIDE: p.DECIDE_DAYS, Clock.HELP: p.HELP_DAYS}
    days = value(terms[step.clock])
    return None if days is None else after(_start(step, value, opened_on, done_on), days, value(p.DAYS_KIND))


def _start(step: Step, value: Any, opened_on: date, done_on: date) -> date:
    from_clue = step.clock is Clock.VERIFY or (step.clock is Clock.DECIDE and value(p.DECIDE_FROM) == "clue")
    return opened_on if from_clue else done_on
