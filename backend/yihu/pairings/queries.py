from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, Text, Uuid, bindparam, func, or_, select

from yihu.accounts.access import Caller, within, within_binds
from yihu.helpers import duties
from yihu.helpers.models import Helper, Unit
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, of_household, village_name
from yihu.households.sections import section
from yihu.kernel.models import valid_on
from yihu.kernel.paging import Listing, any_of
from yihu.pairings.fit import misfit
from yihu.pairings.models import Campaign, Pairing

TODAY = bindparam("today", type_=Date)
P = Pairing
Rows = Select[*tuple[Any, ...]]


def _member_name(p: Any) -> ColumnElement[Any]:
    found = select(Member.name).where(Member.county == COUNTY, Member.id == p.member_id)
    return found.scalar_subquery().label("member_name")


def _campaign_name() -> ColumnElement[Any]:
    found = select(Campaign.name).where(Campaign.county == COUNTY, Campaign.id == P.campaign_id)
    return found.scalar_subquery().label("campaign_name")


def _of_unit() -> ColumnElement[bool]:
    people = select(Helper.id).where(Helper.county == COUNTY, Helper.unit_id == bindparam("unit_id", type_=Uuid))
    return P.helper_id.in_(people)


def _sent_by(column: Any) -> ColumnElement[Any]:
    """Of the helper's unit, which is known by the name that the pairing keeps."""
    return select(column).where(Unit.county == COUNTY, Unit.name == P.helper_unit).scalar_subquery()


def _matches() -> ColumnElement[bool]:
    """Part of the helper's name, or what a household is searched by."""
    q, h = bindparam("q", type_=Text), Household
    homes = select(h.id).where(h.county == COUNTY, func.strpos(h.search_text, q) > 0)
    return or_(func.strpos(P.helper_name, q) > 0, P.household_id.in_(homes))


MISFIT = misfit(P)

PAIRINGS = Listing(
    base=select(
        P.id, P.kind, P.helper_id, P.helper_name, P.helper_unit, _sent_by(Unit.system).label("unit_system"), P.helper_phone, P.helper_level, P.household_id,
        *of_household(P, Household.household_no, Household.head_name, Household.household_class, Household.status), P.member_id, _member_name(P),
        P.region_code, village_name(P).label("region_name"), P.campaign_id, _campaign_name(), P.valid_from, P.valid_to,
        P.end_reason, P.end_note, P.predecessor_id, MISFIT.label("misfit"), P.version,
    ),
    area=within_binds(P),
    filters={
        "id": P.id == bindparam("id"),
        "helper_id": P.helper_id == bindparam("helper_id"),
        "household_id": P.household_id == bindparam("household_id"),
        "kind": any_of(P.kind, "kind"),
        "level": any_of(P.helper_level, "level"),
        "campaign_id": P.campaign_id == bindparam("campaign_id"),
        "unit_id": _of_unit(),
        "system": _sent_by(Unit.system) == bindparam("system", type_=Text),
        "current": bindparam("current") == valid_on(P, TODAY),
        "misfit": bindparam("misfit") == MISFIT.is_not(None),
        "q": _matches(),
    },
    sorts={
        "region": (P.region_code, P.helper_name, P.id),
        "helper": (P.helper_name, P.id),
        "valid_from": (P.valid_from, P.id),
    },
    default_sort="region",
)  # fmt: skip


def one(user: Caller, pairing_id: UUID) -> Select[Pairing]:
    return select(P).where(within(P, user), P.id == pairing_id)


@section("pairings")
def household_pairings(h: Any) -> Rows:
    """All who answer or answered for the household, then those sent to its village now."""
    columns = (
        P.id, P.kind, P.helper_name, P.helper_unit, P.helper_phone, P.helper_level, _member_name(P), P.valid_from, P.valid_to,
    )  # fmt: skip
    of_village = P.household_id.is_(None) & (P.region_code == func.left(h.region_code, 12)) & valid_on(P, TODAY)
    ended = P.valid_to.is_not(None) & (P.valid_to <= TODAY)
    order = (ended, P.household_id.is_(None), P.valid_from.desc(), P.id)
    return select(*columns).where(P.county == COUNTY, or_(P.household_id == h.id, of_village)).order_by(*order)


def _answered_by(helper: Any) -> Rows:
    return select(P.id).where(P.county == COUNTY, P.helper_id == helper.id, valid_on(P, TODAY))


duties.DUTIES.append(_answered_by)
