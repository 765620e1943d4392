"""Steps of cases that a village takes; what a household says itself waits in the office's inbox."""

from typing import Any

from sqlalchemy import ARRAY, Select, Text, bindparam, case, func, literal, select, text

from yihu.accounts.access import within_binds
from yihu.cases.models import Case, CaseState
from yihu.cases.procedures import STEP_TITLES
from yihu.cases.queries import SIDES
from yihu.field.todo import MOST, todo


@todo
def next_steps() -> Select[*tuple[Any, ...]]:
    """Open cases whose next step is the village's and has a term; those without one are no to-do of a day."""
    c = Case
    title = func.concat(case(STEP_TITLES, value=c.step), "：", func.left(c.clue, 30)).label("title")
    rows = (
        select(c.id, c.due_on, title, c.household_id, c.procedure, c.step, c.opened_on, c.version)
        .where(within_binds(c), c.state == CaseState.OPEN, c.due_on.is_not(None))
        .where(c.step == func.any(bindparam("village_steps", SIDES["village"], type_=ARRAY(Text))))
        .order_by(c.due_on, c.id)
        .limit(MOST)
        .subquery("row")
    )
    told = rows.c
    columns = (told.id, literal("case").label("kind"), told.due_on, told.title, literal("办理").label("verb"))
    return select(*columns, told.household_id, func.to_jsonb(text('"row"')).label("ref"))
