"""Which days are asked for, against which lines, and how a household's figure comes about."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.households.counting import counted_of_one
from yihu.households.models import Household
from yihu.households.problems import HouseholdNotFound
from yihu.households.queries import one
from yihu.incomes import parameters, queries
from yihu.incomes.schemas import (
    Basis,
    IncomeSummary,
    IncomeTrace,
    LineRead,
    PlaceCounts,
    TraceLine,
    TraceRolling,
    TraceYear,
    Which,
)
from yihu.kernel import clock
from yihu.kernel.models import valid_on
from yihu.policy.models import PolicyParameter
from yihu.policy.parameters import Parameter, value_of
from yihu.regions import zones

TRACE = text(f"{counted_of_one(':household')} order by i.year desc, c.sort, i.month")


def asking(basis: Basis, year: int | None, which: Which, line: int | None) -> dict[str, Any]:
    """The days of the basis and of the one before, and the day whose line counts."""
    today = clock.business_date()
    if basis is Basis.ROLLING:
        end = today.replace(day=1)
        begin, before = end.replace(year=end.year - 1), end.replace(year=end.year - 2)
        line_day = today
    else:
        meant = year or today.year - 1
        begin, end, before = (date(meant + step, 1, 1) for step in (0, 1, -1))
        line_day = min(today, date(meant, 12, 31))
    return {
        "begin": begin, "end": end, "begin_before": before, "line_day": line_day, "which": which.value,
        "line": None if line is None else Decimal(line),
    }  # fmt: skip


def summary(
    session: Session, user: Caller, asked: dict[str, Any], basis: Basis, region_code: str | None
) -> IncomeSummary:
    area = user.binds(region_code)
    place = zones.region_around(session, region_code, user.region_code)
    rows = session.execute(queries.SUMMARIES[basis], {**area, **asked, "digits": 9 if len(place) <= 6 else 12})
    lines = [_line(session, parameter, place, asked["line_day"]) for parameter in parameters.READ]
    places = [PlaceCounts.model_validate(row) for row in rows]
    return IncomeSummary(begin=asked["begin"], end=asked["end"], lines=lines, places=places)


def _line(session: Session, parameter: Parameter, place: str, day: date) -> LineRead:
    p = PolicyParameter
    codes = [place[:length] for length in (2, 4, 6, 9) if length <= len(place)]
    row = session.scalar(
        select(p)
        .where(p.key == parameter.key, valid_on(p, day), or_(p.region_code.is_(None), p.region_code.in_(codes)))
        .order_by(p.region_code.desc().nulls_last())
        .limit(1)
    )
    value, source = (row.value, row.source) if row else (None, None)
    return LineRead(key=parameter.key, title=parameter.title, value=value, source=source)


def trace(session: Session, user: Caller, household_id: UUID) -> IncomeTrace:
    """Every line, whether it counts and on whose word; what they come to by year and over the last twelve months."""
    home = session.scalar(one(user, household_id))
    if home is None:
        raise HouseholdNotFound
    lines = session.execute(TRACE, {"county": home.county, "household": home.id}).all()
    years = [_year(session, home, year, list(rows)) for year, rows in groupby(lines, key=lambda line: line.year)]
    return IncomeTrace(member_count=home.member_count, years=years, rolling=_rolling(home, lines))


def _net(lines: Sequence[Any]) -> Decimal:
    return sum((line.signed for line in lines if line.counts), Decimal(0))


def _per_head(home: Household, net: Decimal) -> str | None:
    return f"{net / home.member_count:.2f}" if home.member_count else None


TRACED = (parameters.MONITORING_LINE, parameters.POVERTY_LINE, parameters.TARGET)


def _year(session: Session, home: Household, year: int, lines: list[Any]) -> TraceYear:
    told = [
        TraceLine(
            item=line.item, month=line.month, amount=f"{line.amount:.2f}", subtracted=line.signed < 0, counts=line.counts,
            why=line.why,
        )
        for line in lines
    ]  # fmt: skip
    day = min(clock.business_date(), date(year, 12, 31))
    known = [value_of(session, p, home.region_code, day) for p in TRACED]
    net = _net(lines)
    return TraceYear(
        year=year, lines=told, net=f"{net:.2f}", per_head=_per_head(home, net), monitoring_line=known[0], poverty_line=known[1],
        target=known[2],
    )  # fmt: skip


def _rolling(home: Household, lines: Sequence[Any]) -> TraceRolling:
    days = asking(Basis.ROLLING, None, Which.MONITORING, None)
    begin, end = days["begin"], days["end"]
    inside = [line for line in lines if line.month and begin <= date(line.year, line.month, 1) < end]
    whole = {line.item for line in lines if not line.month and line.year in (begin.year, end.year)}
    unused = sorted(whole - {line.item for line in inside})
    net = _net(inside) if inside else None
    return TraceRolling(
        begin=begin, end=end, months=len({(line.year, line.month) for line in inside}),
        net=None if net is None else f"{net:.2f}", per_head=None if net is None else _per_head(home, net), unused=unused,
    )  # fmt: skip
