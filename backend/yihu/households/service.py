"""What can be done with a household's file. Members and incomes have files of their own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.households import history
from yihu.households.changes import finish, locked
from yihu.households.events import HouseholdChanged, HouseholdRegistered
from yihu.households.members import fill, refused
from yihu.households.models import Household, HouseholdHistory, IncomeRecord, Member
from yihu.households.problems import HouseholdNumberTaken, OutsideArea, VillageUnknown
from yihu.households.schemas import HouseholdCreate, HouseholdUpdate, HouseholdWritten
from yihu.kernel import audit, clock, moves
from yihu.kernel.crypto import blind_index, masked
from yihu.kernel.facts import publish
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy
from yihu.regions.models import Region
from yihu.regions.queries import holding

LISTS = {
    "household_class": "household_class",
    "status": "household_status",
    "household_type": "household_type",
    "main_cause": "poverty_cause",
    "other_causes": "poverty_cause",
}


def register(session: Session, user: Caller, form: HouseholdCreate) -> HouseholdWritten:
    """Open a file for a new household with its members."""
    heads = [i for i, member in enumerate(form.members) if member.relation == "02"]
    if len(heads) != 1:
        raise ValidationFailed.at("/members", "one_head", "须有且只有一位户主（与户主关系为“户主”）")
    check_village(session, user, form.region_code)
    values = form.model_dump(exclude={"members", "phone", "bank_card"}, exclude_none=True, mode="python")
    policy.check_codes(session, LISTS, values)
    row = Household(county=user.county, head_name=form.members[heads[0]].name, head_sort="", **_plain(values))
    _seal(row, form.model_dump(include={"phone", "bank_card"}, exclude_none=True))
    session.add(row)
    try:
        session.flush()
        for member in form.members:
            session.add(
                fill(session, Member(county=row.county, region_code=row.region_code, household_id=row.id), member)
            )
        session.flush()
    except IntegrityError as error:
        raise refused(error, HouseholdNumberTaken) from error
    history.keep(session, row.county, [row.id])
    finish(session, row, "household.registered")
    publish(session, HouseholdRegistered(row.county, row.region_code, str(row.id), row.household_no))
    return HouseholdWritten(id=row.id, version=row.version)


def change(session: Session, user: Caller, household_id: UUID, form: HouseholdUpdate, version: int) -> HouseholdWritten:
    """Change fields of the household; class, status, type and cause keep their history."""
    row = locked(session, user, household_id)
    check_version(row, version)
    given = form.model_dump(exclude_unset=True)
    policy.check_codes(session, LISTS, given)
    moved = given.pop("region_code", None)
    _seal(row, {name: given.pop(name) for name in ("phone", "bank_card") if name in given})
    for name, value in _plain(given).items():
        setattr(row, name, value)
    if moved is not None:
        check_village(session, user, moved)
        row.region_code = moved
    told = audit.changes(row)
    if "region_code" in told:
        _move(session, row)
    if any(code in told for code in history.CODES):
        history.keep(session, row.county, [row.id])
    if told:
        finish(session, row, "household.changed", changes=told)
        publish(session, HouseholdChanged(row.county, row.region_code, str(row.id), sorted(told)))
    return HouseholdWritten(id=row.id, version=row.version)


def check_village(session: Session, user: Caller, code: str) -> None:
    if not code.startswith(user.region_code):
        raise OutsideArea
    known = select(func.count()).where(Region.code == code, holding(clock.business_date()))
    if not session.scalar(known):
        raise VillageUnknown


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """`conditions` goes to JSON: decimals as text, unset ones left out."""
    if values.get("conditions") is not None:
        values["conditions"] = {
            k: v if isinstance(v, bool | str) else str(v) for k, v in values["conditions"].items() if v is not None
        }
    for name in ("other_causes", "conditions", "household_class"):
        if name in values and values[name] is None:
            raise ValidationFailed.at(f"/{name}", "missing", "必填")
    return values


def _seal(row: Household, given: dict[str, Any]) -> None:
    """What is the same stays as it is: sealing it again would look like a change."""
    if "phone" in given and given["phone"] != row.phone:
        phone = given["phone"]
        row.phone, row.phone_hash = phone, blind_index(phone) if phone else None
        row.phone_masked = masked(phone, 3, 4) if phone else None
    if "bank_card" in given and given["bank_card"] != row.bank_card:
        card = given["bank_card"]
        row.bank_card, row.bank_card_masked = card, masked(card, 0, 4) if card else None


def _move(session: Session, row: Household) -> None:
    """To another village or group: everything that carries the household's place moves with it."""
    with session.no_autoflush:
        place = "select cast(:id as uuid) as id, cast(:reached as text) as region_code"
        moves.tell(session, row.county, place, {"id": row.id, "reached": row.region_code})
    session.flush()
    for table in (Member, HouseholdHistory, IncomeRecord):
        rows = update(table).where(table.county == row.county, table.household_id == row.id)
        session.execute(rows.values(region_code=row.region_code))
    for follow in FOLLOWERS:
        follow(session, row.county, row.id, row.region_code)


FOLLOWERS: list[Callable[[Session, str, UUID, str], None]] = []
"""Rooms above whose rows carry a household's place add `(session, county, household_id, region_code) -> None`."""
