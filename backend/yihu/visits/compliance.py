"""走访到位: of a level and a day's period, how many households are due in each village, and which are missing."""

from datetime import date
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, Select, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within_binds
from yihu.accounts.models import Role, User
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.models import valid_on
from yihu.kernel.paging import Listing, any_of
from yihu.pairings.models import Pairing
from yihu.policy.parameters import value_of
from yihu.regions import zones
from yihu.regions.models import Region
from yihu.visits import cadence
from yihu.visits.cadence import EDGES
from yihu.visits.compliance_schemas import ClassCadence, Compliance, VillageCompliance
from yihu.visits.parameters import CADENCES, Cadence, Level

ON = bindparam("on", type_=Date)
"""The day whose period is looked at."""


def read(session: Session, user: Caller, level: Level, day: date, region_code: str | None) -> Compliance:
    binds = {**user.binds(region_code), **cadence.binds(day)}
    villages = [VillageCompliance.model_validate(row) for row in session.execute(by_village(level), binds)]
    classes = _classes(session, level, day, zones.region_around(session, region_code, user.region_code))
    used = {one.cadence for one in classes if one.cadence is not None}
    only = used.pop() if len(used) == 1 else None
    first, following = cadence.period(only, day) if only else (None, None)
    return Compliance.model_validate(
        {
            "level": level, "on": day, "period": only, "from": first, "to": following, "cadence": classes,
            "due": sum(one.due for one in villages), "visited": sum(one.visited for one in villages),
            "missing": sum(one.missing for one in villages), "villages": villages,
        }
    )  # fmt: skip


def _classes(session: Session, level: Level, day: date, place: str) -> list[ClassCadence]:
    """What is set for the place; a township of a wider place may have set its own."""
    found = []
    for code, parameter in CADENCES[level].items():
        value = value_of(session, parameter, place, day)
        edges = cadence.period(Cadence(value), day) if value else (None, None)
        found.append(
            ClassCadence.model_validate({"household_class": code, "cadence": value, "from": edges[0], "to": edges[1]})
        )
    return found


def by_village(level: Level) -> Select[*tuple[Any, ...]]:
    """Binds: county, lo, hi and those of `cadence.binds`."""
    row = cadence.owed(level, COUNTY, ON).subquery("owed")
    village = func.left(row.c.region_code, 12)
    done = func.count().filter(cadence.visited(level, row, COUNTY, EDGES))
    counted = (
        select(village.label("region_code"), func.count().label("due"), done.label("visited"))
        .where(within_binds(row.c))
        .group_by(village)
        .subquery("counted")
    )
    c = counted.c
    return (
        select(c.region_code, Region.short_name.label("region_name"), c.due, c.visited, (c.due - c.visited).label("missing"))
        .outerjoin(Region, Region.code == c.region_code)
        .order_by(c.region_code)
    )  # fmt: skip


def _who(level: Level, row: Any) -> ColumnElement[Any]:
    """Names of those who have to go, in no order of merit."""
    if level is Level.VILLAGE:
        here = func.left(User.region_code, 12) == func.left(row.c.region_code, 12)
        names = select(func.array_agg(User.name)).where(
            User.role == Role.VILLAGE_CADRE, User.disabled_at.is_(None), here
        )
    else:
        p = Pairing
        mine = (p.county == COUNTY, p.household_id == row.c.id, p.helper_level == level.value, valid_on(p, ON))
        names = select(func.array_agg(p.helper_name.distinct())).where(*mine)
    return func.coalesce(names.scalar_subquery(), cast(array([]), ARRAY(Text))).label("answering")


def _missing(level: Level) -> Listing:
    row = cadence.owed(level, COUNTY, ON).subquery("owed")
    c = row.c
    return Listing(
        base=select(
            c.id.label("household_id"), c.household_no, c.head_name, c.household_class, c.region_code,
            village_name(c).label("region_name"), c.cadence, cadence.edge(c.cadence, EDGES, 0).label("period_from"),
            (cadence.edge(c.cadence, EDGES, 1) - 1).label("due_on"),
            cadence.last_visit(level, row, COUNTY).scalar_subquery().label("last_visited_on"), _who(level, row),
        ).where(~cadence.visited(level, row, COUNTY, EDGES)),
        area=within_binds(c),
        filters={
            "household_class": any_of(c.household_class, "household_class"),
            "q": func.strpos(c.search_text, bindparam("q", type_=Text)) > 0,
        },
        sorts={"region": (c.region_code, c.head_sort, c.id), "name": (c.head_sort, c.id)},
        default_sort="region",
    )  # fmt: skip


MISSING = {level: _missing(level) for level in Level}
