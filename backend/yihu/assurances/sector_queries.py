"""Housing cases and water sources."""

from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from yihu.accounts.access import within_binds
from yihu.assurances import items  # noqa: F401  every file of the folder registers itself
from yihu.assurances.models import AssuranceCheck, Result
from yihu.assurances.parameters import WATER_TEST_DAYS
from yihu.assurances.sector_models import HousingCase, WaterSource, WaterTest
from yihu.households.models import Household
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of
from yihu.policy.parameters import by_township, column_of

C, K, H, S, T = AssuranceCheck, HousingCase, Household, WaterSource, WaterTest
TODAY = bindparam("today", type_=Date)
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
