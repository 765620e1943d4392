"""五方面支持: what a verge household's plan holds of industry, work, education, dibao and insurance, and what was considered (R403).

A field is supported by a measure of the plan in force, considered when somebody has said this year why none is needed
(a declined suggestion `field:CODE`), else open.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from yihu.accounts.access import within_binds
from yihu.households.models import Household
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.paging import Listing
from yihu.kernel.reading import as_json
from yihu.plans import queries
from yihu.plans.models import Measure, MeasureState, Plan
from yihu.plans.suggestion_models import DeclinedSuggestion

VERGE = "verge"
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "industry": ("产业", ("industry",)), "work": ("就业", ("employment", "public_post")), "education": ("教育", ("education",)),
    "dibao": ("低保", ("safety_net",)), "insurance": ("保险", ("insurance",)),
}  # fmt: skip
"""Field -> its word, and the categories of measures that count for it: posts are work, dibao is planned as safety net."""
CATEGORIES = tuple(category for _, categories in FIELDS.values() for category in categories)
H, X, P, D = Household, Measure, Plan, DeclinedSuggestion
YEAR = bindparam("year", type_=Integer)


def supported(h: Any, county: Any, year: Any, categories: tuple[str, ...], states: Any = queries.IN_FORCE) -> Any:
    """Measures of these categories in the household's plan of the year."""
    of_plan = (P.county == county) & (P.id == X.plan_id) & (P.year == year) & states
    mine = (
        X.county == county,
        X.household_id == h.id,
        or_(*(X.category == one for one in categories)),
        X.state != MeasureState.CANCELLED,
    )
    return select(X.id).join(P, of_plan).where(*mine).correlate(h)


def _why(field: str) -> Any:
    mine = (D.county == COUNTY, D.household_id == H.id, D.year == YEAR, D.key == f"field:{field}")
    return select(D.reason).where(*mine).correlate(H).scalar_subquery()


def _cells() -> Any:
    """One row for each field: its measures, and why none is needed."""
    each = []
    for place, (field, (_, categories)) in enumerate(FIELDS.items()):
        measures = supported(H, COUNTY, YEAR, categories).with_only_columns(func.count()).scalar_subquery()
        each.append(select(
            literal(place).label("place"), literal(field).label("field"), measures.label("measures"), _why(field).label("reason"),
        ).correlate(H))  # fmt: skip
    cell = union_all(*each).subquery("cell").c
    return select(cell.field, cell.measures, cell.reason).order_by(cell.place)


def _open(field: str) -> ColumnElement[bool]:
    held = supported(H, COUNTY, YEAR, FIELDS[field][1]).exists()
    return and_(not_(held), _why(field).is_(None))


LACKING = bindparam("lacking", type_=Text)
FIVE_FIELDS = Listing(
    base=select(
        H.id.label("household_id"), H.household_no, H.head_name, H.region_code, village_name(H).label("region_name"),
        H.main_cause, as_json(_cells()).label("fields"),
    ),
    area=and_(within_binds(H), H.household_class == VERGE, queries.TARGET),
    filters={
        "supported": bindparam("supported", type_=Boolean) == supported(H, COUNTY, YEAR, CATEGORIES).exists(),
        "considered": bindparam("considered", type_=Boolean) == ~or_(*(_open(field) for field in FIELDS)),
        "lacking": or_(*(and_(literal(field) == LACKING, _open(field)) for field in FIELDS)),
        "q": func.strpos(H.search_text, bindparam("q", type_=Text)) > 0,
    },
    sorts={"region": (H.region_code, H.head_sort, H.id)},
    default_sort="region",
)  # fmt: skip
"""Verge households by field. Binds: year."""
