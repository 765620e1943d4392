"""Working days (工作日): Monday to Friday, except where the calendar says otherwise.

The State Council tells the holidays of a year in the November before. A year without any row is not known yet: terms that
reach into it are counted by the week, and screens say so.
"""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Interval,
    Select,
    case,
    cast,
    delete,
    extract,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.kernel import audit
from yihu.policy.models import CalendarDay
from yihu.policy.schemas import CalendarDaySet

FILE = Path(__file__).parent / "data" / "calendar.csv"
SLACK = 40
"""More days than any holiday keeps from work."""


def working(day: ColumnElement[date], county: str) -> ColumnElement[bool]:
    c = CalendarDay
    said = (
        select(c.working)
        .where(c.day == day, or_(c.region_code.is_(None), c.region_code == county))
        .order_by(c.region_code.nulls_last())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(said, extract("isodow", day) < 6)


def working_day(start: Any, days: Any, county: str, *, back: bool = False) -> ColumnElement[date]:
    """The day on which so many working days after `start` (before it, if `back`) have passed; without days null."""
    begin, many = cast(start, Date), cast(days, Integer)
    way = -1 if back else 1
    step = cast(literal(f"{way} day"), Interval)
    series = func.generate_series(begin + way, begin + way * (many * 2 + SLACK), step).column_valued("on_day")
    day: ColumnElement[date] = cast(series, Date)
    found = select(day).where(working(day, county)).offset(func.greatest(many - 1, 0)).limit(literal_column("1"))
    return case((many > 0, found.scalar_subquery()), (many == 0, begin))


def known_years() -> Select[Any]:
    return select(extract("year", CalendarDay.day).cast(Integer)).where(CalendarDay.region_code.is_(None)).distinct()


def list_days(session: Session, user: Caller, year: int) -> Sequence[CalendarDay]:
    """The days of a year that differ from the week: the common ones and the county's own."""
    c = CalendarDay
    here = or_(c.region_code.is_(None), c.region_code == user.county)
    query = select(c).where(here, c.day >= date(year, 1, 1), c.day < date(year + 1, 1, 1))
    return session.scalars(query.order_by(c.day, c.region_code.nulls_first())).all()


def set_day(session: Session, user: Caller, day: date, form: CalendarDaySet) -> Sequence[CalendarDay]:
    """The county's own word about a day; saying it again replaces it."""
    given = {"day": day, "region_code": user.county, **form.model_dump()}
    fresh = insert(CalendarDay).values(given)
    keys = [CalendarDay.day, CalendarDay.region_code]
    session.execute(fresh.on_conflict_do_update(index_elements=keys, set_=form.model_dump()))
    audit.record(
        session, "calendar.set", county=user.county, region_code=user.county, day=str(day), **form.model_dump()
    )
    return list_days(session, user, day.year)


def drop_day(session: Session, user: Caller, day: date) -> Sequence[CalendarDay]:
    """The county's own word about a day goes; what is common holds again."""
    c = CalendarDay
    session.execute(delete(c).where(c.region_code == user.county, c.day == day))
    audit.record(session, "calendar.dropped", county=user.county, region_code=user.county, day=str(day))
    return list_days(session, user, day.year)


def load(session: Session) -> None:
    """The holidays as the State Council told them; what is there is left alone."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [
            {"day": date.fromisoformat(r["day"]), "working": r["working"] == "true", "note": r["note"]}
            for r in csv.DictReader(file)
        ]
    session.execute(insert(CalendarDay).on_conflict_do_nothing(), rows)
