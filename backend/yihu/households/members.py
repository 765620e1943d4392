"""Members of a household: joining, changing, leaving."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.households import identity, queries
from yihu.households.changes import finish, locked, touch
from yihu.households.events import HouseholdChanged
from yihu.households.models import Household, Member
from yihu.households.problems import (
    HeadAlreadyThere,
    HeadCannotLeave,
    MemberNotFound,
    PersonInAnotherHousehold,
    PersonNumberTaken,
)
from yihu.households.schemas import HouseholdWritten, MemberCreate, MemberFields, MemberLeave, MemberUpdate
from yihu.kernel import audit, clock
from yihu.kernel.crypto import blind_index, masked
from yihu.kernel.facts import publish
from yihu.kernel.pinyin import initials, sort_key
from yihu.kernel.problems import Problem, ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy

HEAD = "02"

LISTS = {
    "relation": "kinship",
    "sex": "sex",
    "nation": "nation",
    "education": "education",
    "schooling": "schooling",
    "health": "health",
    "labour": "labour",
    "work_status": "work_status",
    "special_groups": "special_group",
    "disability_class": "disability_class",
}

CONSTRAINTS: dict[str, type[Problem]] = {
    "uq_member_one_household_per_person": PersonInAnotherHousehold,
    "uq_member_one_head_per_household": HeadAlreadyThere,
    "uq_member_person_no": PersonNumberTaken,
}


def refused(error: IntegrityError, otherwise: type[Problem]) -> Problem:
    """The refusal that a broken constraint stands for."""
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    return CONSTRAINTS.get(name or "", otherwise)()


def fill(session: Session, row: Member, form: MemberFields) -> Member:
    """Set the given fields; an ID number brings sex, birth date and disability with it."""
    given = form.model_dump(exclude_unset=True, exclude={"id_number", "phone"})
    policy.check_codes(session, LISTS, given)
    for name, value in given.items():
        if value is None and name in ("name", "relation", "special_groups"):
            raise ValidationFailed.at(f"/{name}", "missing", "必填")
        if name != "id" or value is not None:
            setattr(row, name, value)
    if "id_number" in form.model_fields_set:
        _set_id_number(row, form.id_number)
    if "phone" in form.model_fields_set:
        row.phone = form.phone
        row.phone_hash = blind_index(form.phone) if form.phone else None
        row.phone_masked = masked(form.phone, 3, 4) if form.phone else None
    row.name_initials, row.name_sort = initials(row.name), sort_key(row.name)
    return row


def _set_id_number(row: Member, text: str | None) -> None:
    if text is None:
        row.id_number = row.id_hash = row.id_masked = None
        return
    found = identity.parse(text)
    row.id_number, row.id_hash, row.id_masked = found.number, blind_index(found.number), found.masked
    row.sex, row.born_on = found.sex, found.born_on
    if found.disability_class:
        row.disability_class, row.disability_grade = found.disability_class, found.disability_grade


def add(session: Session, user: Caller, household_id: UUID, form: MemberCreate, version: int) -> HouseholdWritten:
    household = locked(session, user, household_id)
    check_version(household, version)
    row = Member(county=household.county, region_code=household.region_code, household_id=household.id)
    return _written(session, household, fill(session, row, form), "member.joined")


def change(
    session: Session, user: Caller, household_id: UUID, member_id: UUID, form: MemberUpdate, version: int
) -> HouseholdWritten:
    household, row = _both(session, user, household_id, member_id, version)
    return _written(session, household, fill(session, row, form), "member.changed")


def leave(
    session: Session, user: Caller, household_id: UUID, member_id: UUID, form: MemberLeave, version: int
) -> HouseholdWritten:
    """Moved out, married away, died: stays on file with the day and the reason."""
    household, row = _both(session, user, household_id, member_id, version)
    if row.relation == HEAD:
        raise HeadCannotLeave
    if form.left_on > clock.business_date():
        raise ValidationFailed.at("/left_on", "in_future", "离开日期不能晚于今天")
    row.left_on, row.left_reason = form.left_on, form.reason
    return _written(session, household, row, "member.left")


def _both(
    session: Session, user: Caller, household_id: UUID, member_id: UUID, version: int
) -> tuple[Household, Member]:
    household = locked(session, user, household_id)
    check_version(household, version)
    row = session.scalar(queries.member(user, household_id, member_id).with_for_update())
    if row is None:
        raise MemberNotFound
    return household, row


def _written(session: Session, household: Household, row: Member, action: str) -> HouseholdWritten:
    told = audit.changes(row)
    session.add(row)
    touch(household)
    try:
        session.flush()
    except IntegrityError as error:
        raise refused(error, PersonNumberTaken) from error
    finish(session, household, action, member_id=str(row.id), changes=told)
    publish(session, HouseholdChanged(household.county, household.region_code, str(household.id), ["members"]))
    return HouseholdWritten(id=household.id, version=household.version)
