"""Income per head of the year before, household by household, for the rules about it."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from yihu.incomes import queries, service
from yihu.incomes.schemas import Basis, Which
from yihu.kernel.money import as_text
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Finding, facts


def of_last_year(county: str, day: date, holds: Any, **told: Any) -> Finding:
    """Households for which `holds` (of the figures by name) is true; told are names of further figures, by what people say."""
    h, figures, rows = queries.households("year")
    shown = {"年度": day.year - 1, "人均纯收入": as_text(figures["figure"])}
    shown |= {name: as_text(figures[figure]) for name, figure in told.items()}
    condition: ColumnElement[bool] = holds(figures)
    columns = listed(h, facts(**shown), household_id=h.id).selected_columns
    asked = service.asking(Basis.YEAR, day.year - 1, Which.MONITORING, None)
    return rows.with_only_columns(*columns).where(condition).params(**asked, county=county, lo=county, hi=county + ":")
