from typing import Any

from sqlalchemy import Select, Uuid, bindparam, func, literal, select, text

from yihu.accounts.models import Role, User
from yihu.field.todo import MOST, todo
from yihu.policy.models import Code
from yihu.visits import queries
from yihu.visits.findings import REMARK
from yihu.visits.models import Finding, FindingState

ME = bindparam("user_id", type_=Uuid)


@todo
def findings() -> Select[*tuple[Any, ...]]:
    """Open findings about households that the caller owns; a village cadre also sees those of others in his village."""
    listing, f = queries.FINDINGS, Finding
    cadre = select(User.id).where(User.id == ME, User.role == Role.VILLAGE_CADRE).exists()
    rows = listing.rows().where(
        f.state == FindingState.OPEN, f.severity != REMARK, f.household_id.is_not(None),
        (f.owner_id == ME) | cadre,
    )  # fmt: skip
    due_on = func.coalesce(f.due_on, f.found_on)
    finding = rows.add_columns(due_on.label("on")).order_by(due_on, f.id).limit(MOST).subquery("finding")
    label = select(Code.label).where(Code.list == "finding_category", Code.code == finding.c.category)
    return select(
        finding.c.id,
        literal("finding").label("kind"),
        finding.c.on.label("due_on"),
        func.concat("走访发现：", label.scalar_subquery()).label("title"),
        literal("处理").label("verb"),
        finding.c.household_id,
        func.to_jsonb(text("finding")).label("ref"),
    )
