from typing import Any

from sqlalchemy import Select, Uuid, bindparam, case, cast, exists, func, literal, select, text, union_all

from yihu.accounts.access import within_binds
from yihu.accounts.models import Role, User
from yihu.field.todo import MOST, TODAY, todo
from yihu.helpers.models import Helper
from yihu.households.queries import COUNTY
from yihu.kernel.models import valid_on
from yihu.pairings.models import Pairing
from yihu.visits import cadence
from yihu.visits.parameters import LEVELS, Level

ME = bindparam("user_id", type_=Uuid)


@todo
def visits() -> Select[*tuple[Any, ...]]:
    """Households that the caller himself owes a visit: a village cadre all of his village, others who are paired."""
    due = union_all(*(_due(level) for level in Level)).subquery("visit")
    return select(
        cast(func.md5(func.concat(due.c.household_id, due.c.level)), Uuid).label("id"),
        literal("visit_due").label("kind"),
        due.c.due_on,
        case({level.value: f"{said}走访" for level, said in LEVELS.items()}, value=due.c.level).label("title"),
        literal("走访").label("verb"),
        due.c.household_id,
        func.to_jsonb(text("visit")).label("ref"),
    )


def _due(level: Level) -> Select[*tuple[Any, ...]]:
    row = cadence.owed(level, COUNTY, TODAY).subquery("owed")
    c = row.c
    mine = _paired(level, c.id)
    if level is Level.VILLAGE:
        cadre = select(User.id).where(User.id == ME, User.role == Role.VILLAGE_CADRE)
        mine = mine | cadre.exists()
    due_on = (cadence.edge(c.cadence, cadence.EDGES, 1) - 1).label("due_on")
    found = (
        select(
            c.id.label("household_id"), literal(level.value).label("level"), c.cadence,
            cadence.edge(c.cadence, cadence.EDGES, 0).label("period_from"), due_on,
            cadence.last_visit(level, row, COUNTY).scalar_subquery().label("last_visited_on"),
        )
        .where(within_binds(c), mine, ~cadence.visited(level, row, COUNTY, cadence.EDGES))
        .order_by(due_on, c.id)
        .limit(MOST)
    )  # fmt: skip
    return select(found.subquery(level.value))


def _paired(level: Level, household_id: Any) -> Any:
    """As the helper he is, at this level."""
    p, h = Pairing, Helper
    own = (h.county == COUNTY, h.id == p.helper_id, h.user_id == ME, h.level == level.value)
    answers = exists().where(*own)
    return exists().where(p.county == COUNTY, p.household_id == household_id, valid_on(p, TODAY), answers)
