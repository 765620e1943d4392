"""What can be done with units, with what they answer for, and with the standing of villages."""

from typing import Any
from uuid import UUID

from psycopg.errors import ExclusionViolation
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, own_rows, within
from yihu.helpers import duties, queries
from yihu.helpers.models import Helper, Unit, UnitAssignment, VillageStanding
from yihu.helpers.problems import (
    AlreadyEnded,
    StandingOverlaps,
    UnitAssignmentNotFound,
    UnitAssignmentOverlaps,
    UnitNameTaken,
    UnitNotFound,
)
from yihu.helpers.schemas import (
    StandingCreate,
    StandingRead,
    UnitAssignmentCreate,
    UnitAssignmentEnd,
    UnitAssignmentRead,
    UnitAssignmentUpdate,
    UnitCreate,
    UnitRead,
    UnitUpdate,
)
from yihu.helpers.service import check_place, search_text
from yihu.kernel import audit
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy

UNIT_LISTS = {"kind": "unit_kind", "layer": "unit_layer"}


def _audit(session: Session, row: Any, action: str, **details: Any) -> None:
    kind = (
        "unit"
        if isinstance(row, Unit)
        else "unit_assignment"
        if isinstance(row, UnitAssignment)
        else "village_standing"
    )
    audit.record(session, action, county=row.county, region_code=row.region_code, subject=(kind, row.id), **details)


def create(session: Session, user: Caller, form: UnitCreate) -> UnitRead:
    values = form.model_dump()
    values["region_code"] = form.region_code or user.region_code
    check_place(session, user, values["region_code"])
    row = Unit(county=user.county, **values)
    session.add(row)
    return _unit_written(session, user, row, "unit.created")


def change(session: Session, user: Caller, unit_id: UUID, form: UnitUpdate, version: int) -> UnitRead:
    row = session.scalar(select(Unit).where(within(Unit, user), Unit.id == unit_id).with_for_update())
    if row is None:
        raise UnitNotFound
    check_version(row, version)
    for name, value in form.model_dump(exclude_unset=True).items():
        setattr(row, name, value)
    return _unit_written(session, user, row, "unit.changed")


def _unit_written(session: Session, user: Caller, row: Unit, action: str) -> UnitRead:
    with session.no_autoflush:
        policy.check_codes(session, UNIT_LISTS, {name: getattr(row, name) for name in UNIT_LISTS})
    told = audit.changes(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise UnitNameTaken from error
    if told:
        _audit(session, row, action, changes=told)
        if action == "unit.changed" and "name" in told:
            _renamed(session, user, row)
    return queries.UNITS.one(session, UnitRead, {**queries.binds(user), "id": row.id}, UnitNotFound)


def _renamed(session: Session, user: Caller, unit: Unit) -> None:
    """People are found by their unit's name, and pairings show it."""
    with own_rows(session, user):  # its people in a neighbouring township too
        people = session.scalars(select(Helper).where(Helper.county == unit.county, Helper.unit_id == unit.id)).all()
        for person in people:
            person.search_text = search_text(person.name, unit.name, person.roster_no)
        session.flush()
        for follow in duties.FOLLOWERS:
            follow(session, unit.county, [person.id for person in people])


def assign(session: Session, user: Caller, form: UnitAssignmentCreate) -> UnitAssignmentRead:
    """A unit answers for a place, or for a unit there, from a day on."""
    policy.check_codes(session, {"kind": "unit_assignment_kind"}, {"kind": form.kind})
    check_place(session, user, form.region_code)
    for pointer, unit_id in (("/unit_id", form.unit_id), ("/target_unit_id", form.target_unit_id)):
        known = select(Unit.id).where(Unit.county == user.county, queries.within_reach(Unit, user), Unit.id == unit_id)
        if unit_id is not None and session.scalar(known) is None:
            raise ValidationFailed.at(pointer, "unknown", UnitNotFound.title)
    if form.unit_id == form.target_unit_id:
        raise ValidationFailed.at("/target_unit_id", "itself", "单位不能帮扶自己")
    row = UnitAssignment(county=user.county, **form.model_dump())
    session.add(row)
    return _assignment_written(session, user, row, "unit_assignment.made")


def assess(
    session: Session, user: Caller, assignment_id: UUID, form: UnitAssignmentUpdate, version: int
) -> UnitAssignmentRead:
    """Note what came of it and whether the award was claimed, also after its end."""
    row = _locked(session, user, assignment_id, version)
    for name, value in form.model_dump(exclude_unset=True).items():
        setattr(row, name, value)
    return _assignment_written(session, user, row, "unit_assignment.assessed")


def end(
    session: Session, user: Caller, assignment_id: UUID, form: UnitAssignmentEnd, version: int
) -> UnitAssignmentRead:
    row = _locked(session, user, assignment_id, version)
    if row.valid_to is not None:
        raise AlreadyEnded
    if form.valid_to < row.valid_from:
        raise ValidationFailed.at("/valid_to", "before_start", "结束日期不能早于开始日期")
    row.valid_to, row.end_note = form.valid_to, form.end_note
    return _assignment_written(session, user, row, "unit_assignment.ended")


def _locked(session: Session, user: Caller, assignment_id: UUID, version: int) -> UnitAssignment:
    a = UnitAssignment
    row = session.scalar(select(a).where(within(a, user), a.id == assignment_id).with_for_update())
    if row is None:
        raise UnitAssignmentNotFound
    check_version(row, version)
    return row


def _assignment_written(session: Session, user: Caller, row: UnitAssignment, action: str) -> UnitAssignmentRead:
    told = audit.changes(row)
    try:
        session.flush()
    except IntegrityError as error:
        if isinstance(error.orig, ExclusionViolation):
            raise UnitAssignmentOverlaps from error
        raise
    if told:
        _audit(session, row, action, changes=told)
    binds = {**queries.binds(user), "id": row.id}
    return queries.ASSIGNMENTS.one(session, UnitAssignmentRead, binds, UnitAssignmentNotFound)


def standings(session: Session, user: Caller, region_code: str | None) -> list[StandingRead]:
    rows = session.execute(queries.standings(), queries.binds(user, region_code))
    return [StandingRead.model_validate(row) for row in rows]


def set_standing(session: Session, user: Caller, form: StandingCreate) -> StandingRead:
    """From a day on; the one before ends on it."""
    policy.check_codes(session, {"weak_branch": "weak_branch"}, {"weak_branch": form.weak_branch})
    check_place(session, user, form.region_code)
    s = VillageStanding
    open_one = (s.county == user.county, s.region_code == form.region_code, s.valid_to.is_(None))
    session.execute(update(s).where(*open_one, s.valid_from < form.valid_from).values(valid_to=form.valid_from))
    row = VillageStanding(county=user.county, **form.model_dump())
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        if isinstance(error.orig, ExclusionViolation):
            raise StandingOverlaps from error
        raise
    _audit(session, row, "village_standing.set", **form.model_dump(mode="json", exclude={"region_code"}))
    found = standings(session, user, form.region_code)
    if not found:
        raise ValidationFailed.at("/region_code", "unknown", "没有这个村")
    return found[0].model_copy(update=form.model_dump(exclude={"region_code"}))
