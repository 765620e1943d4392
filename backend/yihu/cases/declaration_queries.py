from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, Text, bindparam, func, or_, select
from sqlalchemy import case as when
from sqlalchemy.orm import aliased

from yihu.accounts.access import Caller, within, within_binds
from yihu.cases.declaration_models import Declaration, DeclarationState
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.paging import Listing, any_of

D = Declaration
TODAY = bindparam("today", type_=Date)
LATE = func.coalesce((D.state == DeclarationState.RECEIVED) & (D.due_on < TODAY), False)
_twin = aliased(Declaration, name="twin")
JOINED = select(func.count()).where(_twin.county == COUNTY, _twin.joined_id == D.id).correlate(D).scalar_subquery()

DECLARATIONS = Listing(
    base=select(
        D.id, D.region_code, village_name(D).label("region_name"), D.name, D.phone_masked, D.group_name, D.difficulty,
        D.since, D.state, D.received_on, D.due_on, LATE.label("late"), JOINED.label("joined"), D.household_id, D.case_id,
        D.answered_on, D.answered_by_name, D.created_at, D.version,
    ).where(D.joined_id.is_(None)),
    area=within_binds(D),
    filters={
        "id": D.id == bindparam("id"),
        "state": any_of(D.state, "state"),
        "difficulty": any_of(D.difficulty, "difficulty"),
        "late": bindparam("late") == LATE,
        "q": func.strpos(func.lower(D.name), bindparam("q", type_=Text)) > 0,
    },
    sorts={
        "received_on": (D.received_on, D.id),
        "due_on": (func.coalesce(D.due_on, D.received_on), D.id),
        "region": (D.region_code, D.received_on, D.id),
    },
    default_sort="due_on",
)  # fmt: skip
"""Declarations to answer: one that joined an earlier one of the same person is counted there."""


def one(user: Caller, declaration_id: UUID) -> Select[Declaration]:
    return select(D).where(within(D, user), D.id == declaration_id)


def candidates(user: Caller, row: Declaration) -> Select[*tuple[Any, ...]]:
    """Households of his village with his telephone, or with somebody of his name."""
    h, m = Household, Member
    mine = (m.county == user.county, m.household_id == h.id, m.left_on.is_(None))
    phone = or_(h.phone_hash == row.phone_hash, select(m.id).where(*mine, m.phone_hash == row.phone_hash).exists())
    named = select(m.id).where(*mine, m.name == row.name).exists()
    why = when((phone, "电话相同"), else_="姓名相同").label("why")
    found = select(h.id.label("household_id"), h.household_no, h.head_name, why).where(within(h, user))
    found = found.where(
        h.region_code >= row.region_code[:12], h.region_code < f"{row.region_code[:12]}:", or_(phone, named)
    )
    return found.order_by(phone.desc(), h.head_sort).limit(10)
