"""Housing cases, water sources, and a department's list beside our own checks."""

from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)

from yihu.accounts.access import within_binds
from yihu.assurances import items  # noqa: F401  every file of the folder registers itself
from yihu.assurances.item import ITEMS
from yihu.assurances.models import AssuranceCheck, Result
from yihu.assurances.parameters import SCHOOL_AGE_FROM, SCHOOL_AGE_TO, WATER_TEST_DAYS
from yihu.assurances.sector_models import DepartmentEntry, HousingCase, WaterSource, WaterTest
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of
from yihu.policy.parameters import by_township, column_of

C, K, E, H, M, S, T = AssuranceCheck, HousingCase, DepartmentEntry, Household, Member, WaterSource, WaterTest
TODAY = bindparam("today", type_=Date)
ITEM, LISTED_ON = bindparam("item", type_=Text), bindparam("listed_on", type_=Date)
PERSONAL = [one.code for one in ITEMS.values() if one.per_member]
OF_PERSONS = or_(*(ITEM.op("=", is_comparison=True)(code) for code in PERSONAL))
STAGE = case((K.moved_in_on.is_not(None), "moved_in"), (K.handed_over_on.is_not(None), "handed_over"), else_="approved")


def newest(household_id: Any, item: Any) -> tuple[Any, ...]:
    """Conditions of the newest check of a household's item."""
    return C.county == COUNTY, C.household_id == household_id, C.item == item, C.current


PASSED = (
    select(C.id)
    .where(*newest(K.household_id, "housing"), C.result == Result.OK, C.checked_on >= K.approved_on)
    .correlate(K)
    .exists()
)
CASES = Listing(
    base=select(
        K.id, K.household_id, *of_household(K, H.household_no, H.head_name), K.region_code,
        village_name(K).label("region_name"), K.kind, STAGE.label("stage"), K.target, K.grade, K.method, K.standard,
        as_text(K.subsidy).label("subsidy"), K.approved_on, K.due_on, K.handed_over_on, K.moved_in_on, K.old_house,
        K.old_house_on, K.contact_name, K.source, PASSED.label("passed"), K.version,
    ),
    area=within_binds(K),
    filters={
        "id": K.id == bindparam("id", type_=Uuid),
        "household_id": K.household_id == bindparam("household_id", type_=Uuid),
        "kind": any_of(K.kind, "kind"),
        "stage": any_of(STAGE, "stage"),
        "old_house": any_of(K.old_house, "old_house"),
        "overdue": ((K.due_on < TODAY) & K.handed_over_on.is_(None)) == bindparam("overdue", type_=Boolean),
        "q": matches(K),
    },
    sorts={"approved_on": (K.approved_on, K.id), "region": (K.region_code, K.approved_on, K.id)},
    default_sort="region",
)  # fmt: skip

LAST = (
    select(T.tested_on, T.passed, T.failing)
    .where(T.county == COUNTY, T.source_id == S.id)
    .order_by(T.tested_on.desc())
    .limit(1)
    .lateral("last")
)


def interval(terms: Any, kind: Any) -> ColumnElement[int]:
    """Days between two tests of a source of this kind."""
    each = {code: terms.c[column_of(parameter)] for code, parameter in WATER_TEST_DAYS.items()}
    return case(each, value=kind, else_=cast(null(), Integer))


@cache
def sources() -> Listing:
    terms = by_township(tuple(WATER_TEST_DAYS.values()), COUNTY, TODAY)
    due_on = func.coalesce(LAST.c.tested_on, S.begun_on) + interval(terms, S.kind)
    return Listing(
        base=select(
            S.id, S.region_code, village_name(S).label("region_name"), S.name, S.kind, S.households, S.keeper_name,
            S.begun_on, S.ended_on, LAST.c.tested_on, LAST.c.passed, LAST.c.failing, due_on.label("due_on"), S.version,
        )
        .outerjoin(LAST, literal(value=True))
        .join(terms, terms.c.region_code == func.left(S.region_code, 9)),
        area=within_binds(S),
        filters={
            "id": S.id == bindparam("id", type_=Uuid),
            "kind": any_of(S.kind, "kind"),
            "passed": LAST.c.passed == bindparam("passed", type_=Boolean),
            "overdue": (due_on < TODAY) == bindparam("overdue", type_=Boolean),
            "ended": S.ended_on.is_not(None) == bindparam("ended", type_=Boolean),
            "q": func.strpos(S.name, bindparam("q", type_=Text)) > 0,
        },
        sorts={"region": (S.region_code, S.name, S.id), "tested_on": (func.coalesce(LAST.c.tested_on, S.begun_on), S.id)},
        default_sort="region",
    )  # fmt: skip


def _theirs() -> Select[*tuple[Any, ...]]:
    """Every line of the list, with our newest check of the same household or person."""
    mine = and_(*newest(E.household_id, E.item), C.member_id.is_not_distinct_from(E.member_id))
    grades = C.figures["grade"].astext.is_distinct_from(E.figures["grade"].astext) & (E.item == "housing")
    standing = case(
        (or_(E.household_id.is_(None), C.id.is_(None)), "only_theirs"),
        (or_(C.result.is_distinct_from(E.result), grades), "differs"),
        else_="match",
    )
    return (
        select(
            E.id.label("entry_id"), standing.label("standing"), E.household_id, E.region_code, E.member_id, E.name,
            E.id_masked, E.place, E.result.label("theirs"), E.figures.label("their_figures"), C.result.label("ours"),
            C.figures.label("our_figures"), C.checked_on.label("our_checked_on"), E.settled_on, E.settled_by_name,
            E.settlement, E.version, E.county,
        )
        .outerjoin(C, (C.county == COUNTY) & mine)
        .where(within_binds(E), E.item == ITEM, E.listed_on == LISTED_ON)
    )  # fmt: skip


def _nothing(*, ours: Any, figures: Any, on: Any) -> list[ColumnElement[Any]]:
    """Columns of a row that the list does not have."""
    return [
        cast(null(), Text).label("id_masked"), cast(null(), Text).label("place"),
        cast(null(), E.result.type).label("theirs"), cast(null(), E.figures.type).label("their_figures"),
        ours.label("ours"), figures.label("our_figures"), on.label("our_checked_on"),
        cast(null(), Date).label("settled_on"), cast(null(), Text).label("settled_by_name"),
        cast(null(), Text).label("settlement"), cast(null(), Integer).label("version"),
    ]  # fmt: skip


def _only_ours() -> Select[*tuple[Any, ...]]:
    """Failed homes, or persons whom the item is about, that the list does not name."""
    terms = by_township((SCHOOL_AGE_FROM, SCHOOL_AGE_TO), COUNTY, LISTED_ON)
    age = cast(func.date_part("year", func.age(LISTED_ON, M.born_on)), Integer)
    of_age = age.between(terms.c.school_age_from, terms.c.school_age_to)
    named = select(E.id).where(
        E.county == COUNTY, E.item == ITEM, E.listed_on == LISTED_ON, E.household_id == H.id,
        E.member_id.is_(None) | (E.member_id == M.id),
    )  # fmt: skip
    failed = select(C.id).where(*newest(H.id, ITEM), C.result == Result.DEFECT, C.member_id.is_(None))
    person = or_(ITEM == "health", (ITEM == "education") & of_age) & (H.household_class != "ordinary")
    head = ~OF_PERSONS & (M.relation == "02") & failed.correlate(H).exists()
    mine = and_(*newest(H.id, ITEM), case((OF_PERSONS, C.member_id == M.id), else_=C.member_id.is_(None)))
    member_id = case((OF_PERSONS, M.id), else_=cast(null(), Uuid))
    return (
        select(
            cast(null(), Uuid).label("entry_id"), literal("only_ours").label("standing"), H.id.label("household_id"),
            H.region_code, member_id.label("member_id"), M.name,
            *_nothing(ours=C.result, figures=C.figures, on=C.checked_on), H.county,
        )
        .select_from(H)
        .join(M, (M.county == COUNTY) & (M.household_id == H.id) & M.left_on.is_(None))
        .join(terms, terms.c.region_code == func.left(H.region_code, 9))
        .outerjoin(C, (C.county == COUNTY) & mine)
        .where(within_binds(H), or_(person, head), ~named.correlate(H, M).exists())
    )  # fmt: skip


@cache
def reconciled() -> Listing:
    """Both sides of one list. Binds beside the area: item, listed_on."""
    u = _theirs().union_all(_only_ours()).subquery("both").c
    key = func.concat(u.entry_id, u.household_id, u.member_id)
    shown = (
        "entry_id", "standing", "household_id", "region_code", "member_id", "name", "id_masked", "place", "theirs",
        "their_figures", "ours", "our_figures", "our_checked_on", "settled_on", "settled_by_name", "settlement", "version",
    )  # fmt: skip
    return Listing(
        base=select(
            *(u[name] for name in shown), *of_household(u, H.household_no, H.head_name),
            village_name(u).label("region_name"),
        ),
        area=u.county == COUNTY,
        filters={
            "standing": any_of(u.standing, "standing"),
            "settled": u.settled_on.is_not(None) == bindparam("settled", type_=Boolean),
            "q": func.strpos(u.name, bindparam("q", type_=Text)) > 0,
        },
        sorts={"region": (u.region_code, u.name, key)},
        default_sort="region",
    )  # fmt: skip


def standings() -> Select[*tuple[Any, ...]]:
    """How many of each standing, and how many of them nobody has settled."""
    u = _theirs().union_all(_only_ours()).subquery("both").c
    unsettled = func.count().filter(u.settled_on.is_(None), u.standing != "match")
    return (
        select(u.standing, func.count().label("count"), unsettled.label("unsettled"))
        .group_by(u.standing)
        .order_by(u.standing)
    )


def lists() -> Select[*tuple[Any, ...]]:
    """Of the area, the newest first."""
    return (
        select(
            E.item, E.listed_on, func.max(E.source).label("source"), func.count().label("entries"),
            func.count().filter(E.household_id.is_(None)).label("unknown"), func.count(E.settled_on).label("settled"),
        )
        .where(within_binds(E))
        .group_by(E.item, E.listed_on)
        .order_by(E.listed_on.desc(), E.item)
    )  # fmt: skip
