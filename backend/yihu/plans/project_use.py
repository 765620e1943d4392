"""Projects and the households they reach by measures of plans in force; one that reaches nobody shows as such (R079)."""

from typing import Any

from sqlalchemy import Boolean, Text, bindparam, func, select

from yihu.accounts.access import within_binds
from yihu.households.queries import COUNTY
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing
from yihu.plans.models import Measure, MeasureState, Plan
from yihu.plans.queries import IN_FORCE
from yihu.regions.models import Region
from yihu.villages.models import VillageProject

M, P, V = Measure, Plan, VillageProject


def _measures(*columns: Any) -> Any:
    """Of plans in force, in whatever year: a project may run longer than one."""
    mine = (M.county == COUNTY, M.project_id == V.id, M.state != MeasureState.CANCELLED)
    query = select(*columns).select_from(M).join(P, (P.county == COUNTY) & (P.id == M.plan_id) & IN_FORCE)
    return query.where(*mine).correlate(V)


PROJECTS = Listing(
    base=select(
        V.id, V.region_code,
        select(Region.short_name).where(Region.code == V.region_code).scalar_subquery().label("region_name"), V.name,
        V.category, as_text(V.amount).label("amount"), V.due_on, V.progress, V.finished_on,
        _measures(func.count()).scalar_subquery().label("measures"),
        _measures(func.count(M.household_id.distinct())).scalar_subquery().label("households"),
        _measures(as_text(func.coalesce(func.sum(M.amount), 0))).scalar_subquery().label("planned"),
    ),
    area=within_binds(V),
    filters={
        "reaches_nobody": bindparam("reaches_nobody", type_=Boolean) == ~_measures(M.id).exists(),
        "q": func.strpos(func.lower(V.name), bindparam("q", type_=Text)) > 0,
    },
    sorts={"region": (V.region_code, V.name, V.id)},
    default_sort="region",
)  # fmt: skip
