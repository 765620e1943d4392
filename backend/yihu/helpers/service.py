"""What can be done with the register of helpers. Units, their tasks and the villages' standing: `units.py`."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, own_rows
from yihu.accounts.models import User
from yihu.helpers import duties, queries
from yihu.helpers.events import HelperChanged
from yihu.helpers.models import Helper, Unit
from yihu.helpers.problems import (
    HelperAccountTaken,
    HelperAlreadyThere,
    HelperNotFound,
    HelperRetired,
    HelperStillAnswers,
    UnitNotFound,
)
from yihu.helpers.schemas import HelperCreate, HelperRead, HelperRetire, HelperUpdate
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish
from yihu.kernel.pinyin import initials, sort_key
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy
from yihu.regions.models import Region

LISTS = {"kinds": "pairing_kind", "level": "unit_layer"}


def read(session: Session, user: Caller, helper_id: UUID) -> HelperRead:
    return queries.helpers().one(session, HelperRead, {**queries.binds(user), "id": helper_id}, HelperNotFound)


def register(session: Session, user: Caller, form: HelperCreate) -> HelperRead:
    """Put a person on duty."""
    values = form.model_dump()
    values["valid_from"] = form.valid_from or clock.business_date()
    row = Helper(county=user.county, **values, name_sort="", search_text="")
    session.add(row)
    return _written(session, user, row, "helper.registered", values)


def change(session: Session, user: Caller, helper_id: UUID, form: HelperUpdate, version: int) -> HelperRead:
    row = locked(session, user, helper_id)
    check_version(row, version)
    if row.valid_to is not None:
        raise HelperRetired
    values = form.model_dump(exclude_unset=True)
    for name, value in values.items():
        setattr(row, name, value)
    return _written(session, user, row, "helper.changed", values)


def retire(session: Session, user: Caller, helper_id: UUID, form: HelperRetire, version: int) -> HelperRead:
    """Off duty from a day on; only when nobody is left for whom the person answers."""
    row = locked(session, user, helper_id)
    check_version(row, version)
    if row.valid_to is not None:
        raise HelperRetired
    if form.valid_to < row.valid_from:
        raise ValidationFailed.at("/valid_to", "before_start", "离岗日期不能早于到岗日期")
    still = select(duties.count(Helper)).where(Helper.county == user.county, Helper.id == helper_id)
    with own_rows(session, user):  # this one helper's pairings, also those in a neighbouring township
        count = session.scalar(still, {"county": user.county, "today": max(form.valid_to, clock.business_date())}) or 0
    if count:
        raise HelperStillAnswers(f"还有 {count} 项结对，请先移交或结束", pairings=count)
    row.valid_to = form.valid_to
    return _written(session, user, row, "helper.retired", {}, note=form.note)


def locked(session: Session, user: Caller, helper_id: UUID) -> Helper:
    row = session.scalar(queries.one(user, helper_id).with_for_update())
    if row is None:
        raise HelperNotFound
    return row


def search_text(name: str, unit: str | None, roster_no: str | None) -> str:
    """What `q` looks in."""
    return "\n".join(filter(None, (name, initials(name), unit, roster_no))).lower()


def _written(
    session: Session, user: Caller, row: Helper, action: str, given: dict[str, Any], **more: Any
) -> HelperRead:
    with session.no_autoflush:  # what is wrong is told by name, not by a broken constraint
        policy.check_codes(session, LISTS, given)
        if "region_code" in given:
            check_place(session, user, row.region_code)
        if given.get("user_id") is not None:
            _check_account(session, user, given["user_id"])
        row.search_text = search_text(row.name, _unit_name(session, user, row.unit_id), row.roster_no)
        row.name_sort = sort_key(row.name)
    told = audit.changes(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise (HelperAccountTaken if "uq_helper_account" in str(error.orig) else HelperAlreadyThere) from error
    if told:
        fields = sorted(set(told) - {"name_sort", "search_text"})
        audit.record(
            session, action, county=row.county, region_code=row.region_code, subject=("helper", row.id), changes={
                name: told[name] for name in fields}, **more,
        )  # fmt: skip
        publish(session, HelperChanged(row.county, row.region_code, str(row.id), fields))
        with own_rows(session, user):  # copies in a neighbouring township too
            for follow in duties.FOLLOWERS:
                follow(session, row.county, [row.id])
    return read(session, user, row.id)


def check_place(session: Session, user: Caller, code: str) -> None:
    """A place of the caller's area that exists."""
    known = select(func.count()).where(Region.code == code)
    if not code.startswith(user.region_code) or not session.scalar(known):
        raise ValidationFailed.at("/region_code", "outside_area", "不是您辖区内的区划")


def _check_account(session: Session, user: Caller, user_id: UUID) -> None:
    known = select(User.id).where(User.id == user_id, func.starts_with(User.region_code, user.county))
    if session.scalar(known) is None:
        raise ValidationFailed.at("/user_id", "unknown", "没有这个账号")


def _unit_name(session: Session, user: Caller, unit_id: UUID | None) -> str | None:
    if unit_id is None:
        return None
    found = session.scalar(
        select(Unit.name).where(Unit.county == user.county, queries.within_reach(Unit, user), Unit.id == unit_id)
    )
    if found is None:
        raise ValidationFailed.at("/unit_id", "unknown", UnitNotFound.title)
    return found
