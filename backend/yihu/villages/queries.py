from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Text, Uuid, bindparam, cast, func, select, text

from yihu.accounts.access import Caller, within, within_binds
from yihu.households.queries import COUNTY
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of
from yihu.kernel.reading import Prepared, as_json, prepare
from yihu.regions.models import Region
from yihu.villages.models import VillageGoal, VillagePlan, VillageProject

V, G, P = VillagePlan, VillageGoal, VillageProject


def _place(row: Any) -> ColumnElement[str]:
    return select(Region.short_name).where(Region.code == row.region_code).scalar_subquery().label("region_name")


def _of_plan(row: Any) -> ColumnElement[int]:
    mine = (row.county == COUNTY, row.village_plan_id == V.id)
    return select(func.count()).select_from(row).where(*mine).correlate(V).scalar_subquery()


ROW = (
    V.id, V.region_code, _place(V), V.title, V.first_year, V.last_year, V.adopted_on, _of_plan(G).label("goal_count"),
    _of_plan(P).label("project_count"), V.version,
)  # fmt: skip
PROJECT = (
    P.id, P.village_plan_id, P.region_code, _place(P), P.name, P.category, P.fund_source, P.fund_line,
    as_text(P.amount).label("amount"), P.starts_on, P.due_on, P.owner_name, P.progress, P.finished_on, P.version,
)  # fmt: skip

VILLAGE_PLANS = Listing(
    base=select(*ROW),
    area=within_binds(V),
    filters={
        "year": bindparam("year", type_=Integer).between(V.first_year, V.last_year),
        "q": func.strpos(V.title, bindparam("q", type_=Text)) > 0,
    },
    sorts={"region": (V.region_code, V.first_year, V.id)},
    default_sort="region",
)

PROJECTS = Listing(
    base=select(*PROJECT),
    area=within_binds(P),
    filters={
        "id": P.id == bindparam("id", type_=Uuid),
        "village_plan_id": P.village_plan_id == bindparam("village_plan_id", type_=Uuid),
        "category": any_of(P.category, "category"),
        "finished": P.finished_on.is_not(None) == bindparam("finished"),
        "q": func.strpos(func.lower(P.name), bindparam("q", type_=Text)) > 0,
    },
    sorts={
        "region": (P.region_code, P.name, P.id),
        "due_on": (func.coalesce(P.due_on, text("'infinity'::date")), P.id),
    },
    default_sort="region",
)


def whole() -> Select[*tuple[Any, ...]]:
    """Village plans with goals and projects. Binds: county."""
    goal = (
        G.id,
        G.sort,
        G.text,
        as_text(G.target).label("target"),
        G.unit,
        as_text(G.result).label("result"),
        G.due_on,
    )
    goals = select(*goal, G.version).where(G.county == COUNTY, G.village_plan_id == V.id).correlate(V)
    projects = select(*PROJECT).where(P.county == COUNTY, P.village_plan_id == V.id).correlate(V)
    return select(
        *ROW, V.summary, as_json(goals.order_by(G.sort, G.id)).label("goals"),
        as_json(projects.order_by(P.name)).label("projects"),
    )  # fmt: skip


@cache
def one() -> Prepared:
    """One village plan as JSON text, and its version. Binds: county, lo, hi, id."""
    found = whole().where(within_binds(V), V.id == bindparam("id", type_=Uuid)).subquery("found")
    return prepare(select(cast(func.row_to_json(text("found")), Text), found.c.version))


def visible(table: Any, user: Caller) -> Select[Any]:
    return select(table).where(within(table, user))
