from typing import Any

from sqlalchemy import Select, Uuid, bindparam, cast, func, literal, select, text

from yihu.accounts.access import within_binds
from yihu.accounts.models import Role, User
from yihu.assurances import targets
from yihu.field.todo import MOST, todo
from yihu.helpers.models import Helper
from yihu.households.queries import COUNTY
from yihu.kernel.models import valid_on
from yihu.pairings.models import Pairing

ME = bindparam("user_id", type_=Uuid)


@todo
def assurance_checks() -> Select[*tuple[Any, ...]]:
    """Households that a running round is about and nobody has looked at: a village cadre's, and those paired with the caller."""
    left = targets.waiting(COUNTY, within_binds(targets.H), within_binds(targets.C)).subquery("left_over")
    c, p, h = left.c, Pairing, Helper
    answers = select(h.id).where(h.county == COUNTY, h.id == p.helper_id, h.user_id == ME)
    paired = select(p.id).where(
        p.county == COUNTY, p.household_id == c.household_id, valid_on(p, targets.TODAY), answers.exists()
    )
    cadre = select(User.id).where(User.id == ME, User.role == Role.VILLAGE_CADRE)
    rows = (
        select(c.household_id, func.min(c.due_on).label("due_on"), func.min(c.name).label("name"))
        .where(c.starts_on <= targets.TODAY, cadre.exists() | paired.correlate(left).exists())
        .group_by(c.household_id)
        .order_by("due_on", c.household_id)
        .limit(MOST)
        .subquery("due_check")
    )
    return select(
        cast(func.md5(func.concat("assurance", rows.c.household_id)), Uuid).label("id"),
        literal("assurance_due").label("kind"),
        rows.c.due_on,
        rows.c.name.label("title"),
        literal("核查").label("verb"),
        rows.c.household_id,
        func.to_jsonb(text("due_check")).label("ref"),
    )
