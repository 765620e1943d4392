from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Select,
    Text,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from yihu.accounts.access import Caller, within, within_binds
from yihu.accounts.models import ResponsibilityAssignment
from yihu.households.counting import counted_of_one
from yihu.households.history import CODES
from yihu.households.models import Household, HouseholdHistory, HouseholdIssue, Member
from yihu.households.quality import MESSAGES
from yihu.households.sections import SECTIONS
from yihu.kernel.models import RegionCode, valid_on
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of
from yihu.kernel.reading import Prepared, as_json, prepare
from yihu.policy.models import Code
from yihu.regions.models import Region

Rows = Select[*tuple[Any, ...]]

MEMBER_FIELDS = (
    "id",
    "person_no",
    "name",
    "relation",
    "sex",
    "born_on",
    "nation",
    "education",
    "schooling",
    "health",
    "labour",
    "work_status",
    "work_months",
    "serious_illness_insured",
    "special_groups",
    "disability_class",
    "disability_grade",
    "id_masked",
    "phone_masked",
    "joined_on",
    "left_on",
    "left_reason",
)
HOUSEHOLD_FIELDS = (
    "id",
    "household_no",
    "region_code",
    "natural_village",
    "head_name",
    "member_count",
    "household_class",
    "status",
    "exited_year",
    "household_type",
    "main_cause",
    "other_causes",
    "unsafe_housing",
    "water_safe",
    "water_difficult",
    "address",
    "conditions",
    "declared_income_year",
    "income_year",
    "phone_masked",
    "bank_card_masked",
    "updated_at",
    "version",
)


ABLE = ("ordinary", "skilled", "weak")
"""Code list `labour`: who can work, fully or in part."""
COUNTY = bindparam("county", type_=RegionCode)
"""Said in every subquery of its own: a planner that distributes by county does not follow joins to find it."""


def visible(user: Caller) -> Select[Household]:
    return select(Household).where(within(Household, user))


def one(user: Caller, household_id: UUID) -> Select[Household]:
    return visible(user).where(Household.id == household_id)


def member(user: Caller, household_id: UUID, member_id: UUID) -> Select[Member]:
    return select(Member).where(within(Member, user), Member.household_id == household_id, Member.id == member_id)


def village_name(row: Any) -> ColumnElement[str]:
    """Of a county row in a village or one of its groups."""
    return select(Region.short_name).where(Region.code == func.left(row.region_code, 12)).scalar_subquery()


def of_household(row: Any, *columns: Any) -> tuple[ColumnElement[Any], ...]:
    """Columns of the household behind a row that has a `household_id`, under their own names."""
    h = Household
    return tuple(
        select(column).where(h.county == COUNTY, h.id == row.household_id).scalar_subquery().label(column.key)
        for column in columns
    )


def matches(row: Any) -> ColumnElement[bool]:
    """Part of a name, initials or household number of the household behind a row. Bind: q."""
    q, h = bindparam("q", type_=Text), Household
    return exists().where(h.county == COUNTY, h.id == row.household_id, func.strpos(h.search_text, q) > 0)


ROW = Household
KEY_CLASSES = ("registered_poor", "unstable_exited", "verge", "sudden_hardship", "prevention_target")
KEY_GROUPS = [
    "elderly", "left_behind_elder", "destitute_elder", "bereaved_elder", "left_behind_child", "orphan", "infirm",
    "seriously_ill", "major_illness", "disabled", "severely_disabled", "intellectually_disabled", "severely_mentally_ill",
]  # fmt: skip
"""三户一体 (R365): who has not left poverty or is watched, and households with somebody old, young and alone, ill or disabled."""
HAVES = {"power": "household_power", "broadcast": "broadcast", "income": "income_way"}
LACKS = bindparam("lacks", type_=Text)
FILTERS: dict[str, ColumnElement[bool]] = {
    "household_class": any_of(ROW.household_class, "household_class"),
    "status": any_of(ROW.status, "status"),
    "main_cause": any_of(ROW.main_cause, "main_cause"),
    "special_group": ROW.special_groups.overlap(bindparam("special_group", type_=ARRAY(Text))),
    "key_group": (
        or_(*(ROW.household_class == one for one in KEY_CLASSES))
        | ROW.special_groups.overlap(cast(KEY_GROUPS, ARRAY(Text)))
    )
    == bindparam("key_group"),
    # 户户有: what the file says that the household lacks.
    "lacks": or_(
        (LACKS == "water") & (ROW.water_safe.is_(False) | ROW.water_difficult),
        *((name == LACKS) & (ROW.conditions[field].astext == "false") for name, field in HAVES.items()),
    ),
    "household_no": any_of(ROW.household_no, "household_no"),
    "has_loan": (ROW.active_loan_count > 0) == bindparam("has_loan"),
    "has_issue": (ROW.issue_count > 0) == bindparam("has_issue"),
    "id_hash": exists().where(
        Member.county == COUNTY, Member.household_id == ROW.id, Member.id_hash == bindparam("id_hash")
    ),
    # Part of a name, pinyin initials, household number or natural village.
    "q": func.strpos(ROW.search_text, bindparam("q", type_=Text)) > 0,
}
SORTS = {
    "name": (ROW.head_sort, ROW.id),
    "household_no": (ROW.household_no, ROW.id),
    "region": (ROW.region_code, ROW.head_sort, ROW.id),
    "updated_at": (ROW.updated_at, ROW.id),
    "income": (func.coalesce(ROW.net_income_per_capita, 0), ROW.id),
    "member_count": (ROW.member_count, ROW.id),
    "issue_count": (ROW.issue_count, ROW.id),
}
LISTED = (
    "id", "household_no", "head_name", "region_code", "natural_village", "member_count", "household_class", "status",
    "main_cause", "income_year", "issue_count", "phone_masked", "updated_at", "version",
)  # fmt: skip
REGISTER = Listing(
    base=select(
        *(getattr(ROW, name) for name in LISTED),
        village_name(ROW).label("region_name"),
        as_text(ROW.net_income_per_capita).label("net_income_per_capita"),
    ),
    area=within_binds(ROW),
    filters=FILTERS,
    sorts=SORTS,
    default_sort="-updated_at",
)
"""The household register."""


def _members(h: Any) -> Rows:
    m = Member
    # Those who left come last, the head first.
    order = (m.left_on.is_not(None), (m.relation == "02").desc(), m.relation, m.born_on)
    query = select(*(getattr(m, name) for name in MEMBER_FIELDS)).where(m.county == COUNTY, m.household_id == h.id)
    return query.order_by(*order)


def _incomes(h: Any) -> Rows:
    """Sums leave out what does not count; every line is shown."""
    given = text(counted_of_one("h.id")).columns(
        year=Integer, month=Integer, item=Text, amount=Numeric, signed=Numeric, counts=Boolean
    )
    i = given.lateral("i").c
    net = func.coalesce(func.sum(i.signed).filter(i.counts), 0)
    line = func.json_build_object("item", i.item, "month", i.month, "amount", as_text(i.amount))
    lines = func.json_agg(aggregate_order_by(line, Code.sort, i.month))
    per_head = as_text(func.round(net / func.nullif(h.member_count, 0), 2))
    return (
        select(i.year, lines.label("items"), as_text(net).label("net_income"), per_head.label("net_income_per_capita"))
        .join(Code, (Code.list == "income_item") & (Code.code == i.item))
        .group_by(i.year)
        .order_by(i.year.desc())
    )


def _history(h: Any) -> Rows:
    s = HouseholdHistory
    codes = (getattr(s, code) for code in CODES)
    query = select(*codes, s.valid_from, s.valid_to, s.source).where(s.county == COUNTY, s.household_id == h.id)
    return query.order_by(s.valid_from.desc(), s.valid_to.desc().nulls_first(), s.id.desc())


def _issues(h: Any) -> Rows:
    i = HouseholdIssue
    message = case(MESSAGES, value=i.code, else_=i.code)
    return select(i.code, message.label("message"), i.member_id).where(i.county == COUNTY, i.household_id == h.id)


def _responsible(h: Any) -> Rows:
    r = ResponsibilityAssignment
    inside = func.starts_with(h.region_code, r.region_code) & (func.length(r.region_code) > 6)
    query = select(r.person_name, r.kind, r.domain, r.phone, r.region_code)
    today = bindparam("today", type_=Date)
    return query.where(r.county == COUNTY, inside, valid_on(r, today)).order_by(func.length(r.region_code).desc())


PARTS = {"members": _members, "incomes": _incomes, "history": _history, "issues": _issues, "responsible": _responsible}


def whole(h: Any) -> Rows:
    """Every household with all its parts, one JSON-ready row each; the caller says which. Binds: county, today."""
    columns = [getattr(h, name) for name in HOUSEHOLD_FIELDS]
    money = [as_text(getattr(h, name)).label(name) for name in ("declared_income", "net_income_per_capita")]
    parts = [as_json(build(h).correlate(h)).label(name) for name, build in {**PARTS, **SECTIONS}.items()]
    return select(*columns, *money, village_name(h).label("region_name"), *parts)


@cache
def file() -> Prepared:
    """The whole file of one household as JSON text, and its version. Binds: county, lo, hi, id, today."""
    h = aliased(Household, name="h")
    found = whole(h).where(within_binds(h), h.id == bindparam("id")).subquery("file")
    return prepare(select(cast(func.row_to_json(text("file")), Text), found.c.version))
