"""Who can help: what the caller's area has, and what the places above it send down."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Date, Select, Text, bindparam, cast, func, or_, select
from sqlalchemy.orm import aliased

from yihu.accounts.access import Caller, within, within_binds
from yihu.accounts.models import User
from yihu.helpers import duties
from yihu.helpers.models import Helper, Unit, UnitAssignment, VillageStanding
from yihu.kernel import clock
from yihu.kernel.models import RegionCode, valid_on
from yihu.kernel.paging import Listing, any_of
from yihu.regions.models import Region
from yihu.regions.names import Level
from yihu.regions.queries import holding

COUNTY = bindparam("county", type_=RegionCode)
TODAY = bindparam("today", type_=Date)
Q = bindparam("q", type_=Text)


def binds(user: Caller, region_code: str | None = None) -> dict[str, Any]:
    """Of every statement here. Only the whole area is told what comes from above: a narrowed list shows that place."""
    above = user.region_code if region_code is None else "-"
    return {**user.binds(region_code), "above": above, "today": clock.business_date()}


def reach(row: Any) -> ColumnElement[bool]:
    """Rows of the area, and of the places that it lies in."""
    from_above = (row.county == COUNTY) & func.starts_with(bindparam("above", type_=Text), row.region_code)
    return or_(within_binds(row), from_above)


def region_name(row: Any) -> ColumnElement[Any]:
    return select(Region.short_name).where(Region.code == row.region_code).scalar_subquery().label("region_name")


def unit_name(column: Any) -> ColumnElement[Any]:
    u = aliased(Unit)
    return select(u.name).where(u.county == COUNTY, u.id == column).scalar_subquery().label("unit_name")


def _on_duty_in(row: Any) -> ColumnElement[Any]:
    h = Helper
    mine = select(func.count()).where(h.county == COUNTY, h.unit_id == row.id, valid_on(h, TODAY))
    return mine.scalar_subquery().label("helper_count")


def _assigned_to(row: Any) -> ColumnElement[Any]:
    a = UnitAssignment
    mine = select(func.count()).where(a.county == COUNTY, a.unit_id == row.id, valid_on(a, TODAY))
    return mine.scalar_subquery().label("assignment_count")


def _helped(row: Any) -> ColumnElement[bool]:
    """Whether another unit answers for it (学校结对学校)."""
    a = UnitAssignment
    mine = select(a.id).where(a.county == COUNTY, a.target_unit_id == row.id, valid_on(a, TODAY))
    return mine.exists()


UNITS = Listing(
    base=select(
        Unit.id, Unit.name, Unit.kind, Unit.layer, Unit.system, Unit.region_code, region_name(Unit), _on_duty_in(Unit),
        _assigned_to(Unit), _helped(Unit).label("helped"), Unit.version,
    ),
    area=reach(Unit),
    filters={
        "id": Unit.id == bindparam("id"),
        "kind": any_of(Unit.kind, "kind"),
        "layer": any_of(Unit.layer, "layer"),
        "system": Unit.system == bindparam("system", type_=Text),
        "helped": bindparam("helped") == _helped(Unit),
        "q": func.strpos(func.lower(Unit.name), Q) > 0,
    },
    sorts={"name": (Unit.name, Unit.id), "region": (Unit.region_code, Unit.name, Unit.id)},
    default_sort="region",
)  # fmt: skip

_A = UnitAssignment
_OF, _TO = aliased(Unit, name="of_unit"), aliased(Unit, name="to_unit")
_LEVEL = select(Region.level).where(Region.code == _A.region_code).scalar_subquery()
_TO_LAYER = func.coalesce(_TO.layer, cast(_LEVEL, Text))
"""Whom it reaches: the layer of the unit that is helped, else that of the place."""
ASSIGNMENTS = Listing(
    base=select(
        _A.id, _A.unit_id, _OF.name.label("unit_name"), _OF.kind.label("unit_kind"), _OF.layer, _A.target_unit_id,
        _TO.name.label("target_unit_name"), _TO_LAYER.label("target_layer"), _A.kind, _A.region_code, region_name(_A), _A.valid_from,
        _A.valid_to, _A.end_note, _A.effect, _A.effect_score, _A.award_claimed_on,
        _A.award_amount, _A.source, _A.version,
    )
    .join(_OF, (_OF.county == COUNTY) & (_OF.id == _A.unit_id))
    .outerjoin(_TO, (_TO.county == COUNTY) & (_TO.id == _A.target_unit_id)),
    area=reach(_A),
    filters={
        "id": _A.id == bindparam("id"),
        "unit_id": _A.unit_id == bindparam("unit_id"),
        "kind": any_of(_A.kind, "kind"),
        "unit_kind": any_of(_OF.kind, "unit_kind"),
        "layer": any_of(_OF.layer, "layer"),
        "target_layer": any_of(_TO_LAYER, "target_layer"),
        "current": bindparam("current") == valid_on(_A, TODAY),
        "q": func.strpos(func.lower(_OF.name), Q) > 0,
    },
    sorts={
        "region": (_A.region_code, _OF.name, _A.id),
        "unit": (_OF.name, _A.region_code, _A.id),
        "valid_from": (_A.valid_from, _A.id),
    },
    default_sort="region",
)  # fmt: skip


def standings() -> Select[*tuple[Any, ...]]:
    """Every village of the area with its standing, if it has one. Binds: county, lo, hi, today."""
    s, r = VillageStanding, Region
    mine = (s.county == COUNTY) & (s.region_code == r.code) & valid_on(s, TODAY)
    query = select(r.code.label("region_code"), r.short_name.label("region_name"), s.poor, s.weak_branch, s.valid_from, s.source)  # fmt: skip
    area = (r.code >= bindparam("lo", type_=RegionCode), r.code < bindparam("hi", type_=RegionCode))
    known = (r.level == Level.VILLAGE, func.starts_with(r.code, COUNTY), holding(clock.business_date()))
    return query.outerjoin(s, mine).where(*area, *known).order_by(r.code)


@cache
def helpers() -> Listing:
    """The register of helpers; built when first asked for, after the rooms above have said what a helper answers for."""
    h = Helper
    count = duties.count(h)
    account = select(User.username).where(User.id == h.user_id).scalar_subquery()
    return Listing(
        base=select(
            h.id, h.name, h.kinds, h.level, h.unit_id, unit_name(h.unit_id), h.position, h.phone, h.party_member,
            h.capacity, h.roster_no, h.user_id, account.label("username"), h.region_code, region_name(h), h.valid_from,
            h.valid_to, count.label("pairing_count"), h.version,
        ),
        area=reach(h),
        filters={
            "id": h.id == bindparam("id"),
            "kind": h.kinds.overlap(bindparam("kind", type_=ARRAY(Text))),
            "level": any_of(h.level, "level"),
            "unit_id": h.unit_id == bindparam("unit_id"),
            "user_id": h.user_id == bindparam("user_id"),
            "on_duty": bindparam("on_duty") == valid_on(h, TODAY),
            "paired": bindparam("paired") == (count > 0),
            "q": func.strpos(h.search_text, Q) > 0,
        },
        sorts={
            "name": (h.name_sort, h.id),
            "region": (h.region_code, h.name_sort, h.id),
            "valid_from": (h.valid_from, h.id),
        },
        default_sort="region",
    )  # fmt: skip


def one(user: Caller, helper_id: UUID) -> Select[Helper]:
    """To be changed by the caller: of his own area only."""
    return select(Helper).where(within(Helper, user), Helper.id == helper_id)


def within_reach(row: Any, user: Caller) -> ColumnElement[bool]:
    """Rows that the caller may name: of his area, or of a place that it lies in."""
    above = (row.county == user.county) & func.starts_with(user.region_code, row.region_code)
    return or_(within(row, user), above)
