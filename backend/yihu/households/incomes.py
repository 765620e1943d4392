"""Income lines of a household in one year, set as a whole."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.households.changes import finish, locked, touch
from yihu.households.events import HouseholdChanged
from yihu.households.models import IncomeRecord
from yihu.households.schemas import HouseholdWritten, IncomeSet
from yihu.kernel.facts import publish
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy


def set_year(
    session: Session, user: Caller, household_id: UUID, year: int, form: IncomeSet, version: int
) -> HouseholdWritten:
    """The lines given replace those of the year; none given removes the year."""
    row = locked(session, user, household_id)
    check_version(row, version)
    items = [(line.item, line.month) for line in form.items]
    policy.check_codes(session, {"items": "income_item"}, {"items": [item for item, _ in items]})
    if len(set(items)) < len(items):
        raise ValidationFailed.at("/items", "item_twice", "同一收入项目同一月份只能填一行")
    i = IncomeRecord
    session.execute(delete(i).where(i.county == row.county, i.household_id == row.id, i.year == year))
    session.add_all(
        i(
            county=row.county,
            region_code=row.region_code,
            household_id=row.id,
            year=year,
            month=line.month,
            item=line.item,
            amount=line.amount,
        )
        for line in form.items
    )
    if not form.items and row.income_year == year:
        row.net_income_per_capita = row.income_year = None
    touch(row)
    lines = {f"{line.item} {line.month or ''}".strip(): f"{line.amount:.2f}" for line in form.items}
    finish(session, row, "income.set", year=year, lines=lines)
    publish(session, HouseholdChanged(row.county, row.region_code, str(row.id), ["incomes"]))
    return HouseholdWritten(id=row.id, version=row.version)
