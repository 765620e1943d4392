from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Date, Select, Text, Uuid, bindparam, func, or_, select

from yihu.accounts.access import Caller, area, within, within_binds
from yihu.accounts.models import Role, User
from yihu.accounts.permissions import Permission
from yihu.departments.kinds import PRIVATE
from yihu.departments.models import DepartmentRecord, PushBatch, RecordState
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of

B, R = PushBatch, DepartmentRecord


def asking(user: Caller, region_code: str | None = None) -> dict[str, Any]:
    """What the lists here are asked with: the area, what stays closed to him, and whose pushes a department sees."""
    private = [] if Permission.DEPARTMENTS_PRIVATE in user.permissions else list(PRIVATE)
    return {**area(user, region_code), "private": private, "mine": mine(user)}


def mine(user: Caller) -> UUID | None:
    """A department, or a system, sees what it has sent itself; null: everything of his area."""
    return user.id if user.role in (Role.DEPARTMENT, Role.SYSTEM) else None


def own(me: Any) -> ColumnElement[bool]:
    """Batches sent by somebody or by a colleague of his unit; all when it is nobody."""
    unit = select(User.unit).where(User.id == me).scalar_subquery()
    return or_(me.is_(None), B.received_by == me, B.unit == unit)


ME = bindparam("mine", type_=Uuid)


def _sent() -> ColumnElement[bool]:
    return or_(ME.is_(None), select(B.id).where(B.county == COUNTY, B.id == R.batch_id, own(ME)).exists())


def _counted(*states: RecordState) -> ColumnElement[int]:
    in_state = or_(*(R.state == state for state in states))
    counted = select(func.count()).where(R.county == COUNTY, R.batch_id == B.id, in_state)
    return counted.correlate(B).scalar_subquery()


BATCHES = Listing(
    base=select(
        B.id, B.department, B.name, B.import_id, B.received_by_name, B.unit, B.rows, B.added, B.changed, B.refused,
        _counted(RecordState.UNMATCHED).label("open"), _counted(RecordState.MATCHED).label("matched"),
        _counted(RecordState.NOT_OURS, RecordState.WRONG).label("settled"), B.created_at, B.updated_at,
    ),
    area=within_binds(B) & own(ME),
    filters={
        "department": any_of(B.department, "department"),
        "q": func.strpos(func.lower(B.name), bindparam("q", type_=Text)) > 0,
    },
    sorts={"created_at": (B.created_at, B.id), "updated_at": (B.updated_at, B.id)},
    default_sort="-updated_at",
)  # fmt: skip


def _said_of(model: Any, column: Any, key: Any) -> ColumnElement[Any]:
    return select(column).where(model.county == COUNTY, model.id == key).scalar_subquery()


Q = bindparam("q", type_=Text)
HOME = select(Household.id).where(
    Household.county == COUNTY, Household.id == R.household_id, func.strpos(Household.search_text, Q) > 0
)
RECORDS = Listing(
    base=select(
        R.id, R.batch_id, R.department, R.kind, R.source_no, R.id_masked, R.person_name, R.household_no, R.happened_on,
        R.ends_on, as_text(R.amount).label("amount"),
        R.details.op("-")(bindparam("private", type_=ARRAY(Text))).label("details"), R.state, R.why, R.matched_by,
        R.member_id, _said_of(Member, Member.name, R.member_id).label("member_name"), R.household_id,
        _said_of(Household, Household.head_name, R.household_id).label("head_name"), R.region_code,
        village_name(R).label("region_name"), R.settled_by_name, R.settled_on, R.settle_note, R.version,
    ),
    area=within_binds(R) & _sent(),
    filters={
        "id": R.id == bindparam("id", type_=Uuid),
        "batch_id": R.batch_id == bindparam("batch_id", type_=Uuid),
        "household_id": R.household_id == bindparam("household_id", type_=Uuid),
        "department": any_of(R.department, "department"),
        "kind": any_of(R.kind, "kind"),
        "state": any_of(R.state, "state"),
        "why": any_of(R.why, "why"),
        "happened_on_gte": R.happened_on >= bindparam("happened_on_gte", type_=Date),
        "happened_on_lt": R.happened_on < bindparam("happened_on_lt", type_=Date),
        "q": or_(
            func.strpos(func.lower(R.person_name), Q) > 0, R.household_no == Q, func.lower(R.source_no) == Q, HOME.exists()
        ),
    },
    sorts={
        "happened_on": (R.happened_on, R.id),
        "amount": (func.coalesce(R.amount, 0), R.id),
        "region": (R.region_code, R.happened_on, R.id),
    },
    default_sort="-happened_on",
)  # fmt: skip


def visible(user: Caller) -> Select[DepartmentRecord]:
    found = select(R).where(within(R, user))
    me = mine(user)
    if me is None:
        return found
    unit = select(User.unit).where(User.id == me).scalar_subquery()
    sent = select(B.id).where(B.county == user.county, B.id == R.batch_id, or_(B.received_by == me, B.unit == unit))
    return found.where(sent.exists())
