from typing import Any

from sqlalchemy import Select, Uuid, bindparam, func, literal, select, text

from yihu.field.todo import MOST, todo
from yihu.monitoring import queries
from yihu.monitoring.models import Alert, AlertState

ME = bindparam("user_id", type_=Uuid)


@todo
def alert_verifications() -> Select[*tuple[Any, ...]]:
    """Clues about households that somebody has to look at: the caller's, and those nobody has claimed. The clock decides the order."""
    listing = queries.ALERTS
    mine = (Alert.state == AlertState.OPEN) | ((Alert.state == AlertState.CLAIMED) & (Alert.assignee_id == ME))
    on = func.coalesce(Alert.step_due_on, Alert.due_on, Alert.raised_on)
    rows = listing.rows().where(queries.VERIFIED_BY_HAND, mine, Alert.household_id.is_not(None))
    alert = rows.add_columns(on.label("on")).order_by(on, Alert.id).limit(MOST).subquery("verification")
    return select(
        alert.c.id,
        literal("alert_verification").label("kind"),
        alert.c.on.label("due_on"),
        alert.c.title,
        literal("核实").label("verb"),
        alert.c.household_id,
        func.to_jsonb(text("verification")).label("ref"),
    )
