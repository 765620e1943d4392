"""Steps of cases that a village takes; what a household says itself waits in the office's inbox."""

from typing import Any

from sqlalchemy import ARRAY, Date, Select, Text, bindparam, case, func, literal, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by

from yihu.accounts.access import within_binds
from yihu.cases.models import Case, CaseState
from yihu.cases.procedures import STEP_TITLES, STEPS, Act
from yihu.cases.queries import SIDES
from yihu.field.todo import MOST, todo
from yihu.kernel.models import valid_on
from yihu.policy.models import Code

VERBS = {
    step.code: {Act.VERIFY: "去核实", Act.VOTE: "去评议", Act.NOTICE: "去公示", Act.REMOVAL: "去核查"}[step.act]
    for steps in STEPS.values()
    for step in steps
    if step.act in (Act.VERIFY, Act.VOTE, Act.NOTICE, Act.REMOVAL)
}
TOLD = (
    Case.procedure, Case.step, Case.clue, Case.channel, Case.risks, Case.monitor_class, Case.opened_on, Case.version,
)  # fmt: skip
CLASSES = (
    select(func.json_agg(aggregate_order_by(Code.code, Code.sort)))
    .where(Code.list == "monitor_class", valid_on(Code, bindparam("today", type_=Date)))
    .scalar_subquery()
)
"""Classes that a household can be proposed for today: they come and go."""


@todo
def next_steps() -> Select[*tuple[Any, ...]]:
    """Open cases whose next step is the village's and has a term; those without one are no to-do of a day."""
    c = Case
    title = func.concat(case(STEP_TITLES, value=c.step), "：", func.left(c.clue, 30)).label("title")
    verb = case(VERBS, value=c.step, else_="办理").label("verb")
    rows = (
        select(c.id, c.due_on, title, verb, c.household_id, *TOLD, CLASSES.label("classes"))
        .where(within_binds(c), c.state == CaseState.OPEN, c.due_on.is_not(None))
        .where(c.step == func.any(bindparam("village_steps", SIDES["village"], type_=ARRAY(Text))))
        .order_by(c.due_on, c.id)
        .limit(MOST)
        .subquery("row")
    )
    told = rows.c
    columns = (told.id, literal("case").label("kind"), told.due_on, told.title, told.verb)
    return select(*columns, told.household_id, func.to_jsonb(text('"row"')).label("ref"))
