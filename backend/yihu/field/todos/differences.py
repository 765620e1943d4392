from typing import Any

from sqlalchemy import Select, Text, Uuid, bindparam, cast, func, literal, select, text

from yihu.accounts.access import within_binds
from yihu.accounts.models import Role, User
from yihu.comparisons import queries
from yihu.field.todo import MOST, todo
from yihu.policy.models import Code

ME = bindparam("user_id", type_=Uuid)
E = queries.E


@todo
def differences() -> Select[*tuple[Any, ...]]:
    """What a department says otherwise of a household of the village: its cadre looks and answers."""
    cadre = select(User.id).where(User.id == ME, User.role == Role.VILLAGE_CADRE).exists()
    on = func.coalesce(queries.due_on(), queries.CAME)
    item = select(Code.label).where(Code.list == "comparison_item", Code.code == E.item).scalar_subquery()
    shown = (
        E.id, E.household_id, E.name, E.item, E.standing, E.listed_on, E.figures.label("theirs"), E.ours, E.ours_on,
        E.differing, E.returned_why, E.version, queries.due_on().label("expected_on"), item.label("item_label"), on.label("on"),
    )  # fmt: skip
    rows = select(*shown).where(within_binds(E), queries.OPEN, E.household_id.is_not(None), cadre)
    difference = rows.order_by(on, E.id).limit(MOST).subquery("difference")
    c = difference.c
    return select(
        c.id,
        literal("difference").label("kind"),
        c.on.label("due_on"),
        cast(func.concat(c.item_label, "名单：", c.name), Text).label("title"),
        literal("答复").label("verb"),
        c.household_id,
        func.to_jsonb(text("difference")).label("ref"),
    )
