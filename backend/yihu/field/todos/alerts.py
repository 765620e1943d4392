from typing import Any

from sqlalchemy import Select, func, literal, select, text

from yihu.field.todo import MOST, todo
from yihu.households.queries import COUNTY
from yihu.loans.models import LoanNotice, NoticeState
from yihu.monitoring import queries
from yihu.monitoring.models import Alert
from yihu.monitoring.rule import RULES, Handling


@todo
def alerts() -> Select[*tuple[Any, ...]]:
    """Alerts that someone can answer on the spot. While a notice of the household is open, its delivery is the answer."""
    n = LoanNotice
    answered_there = select(n.id).where(
        n.county == COUNTY, n.household_id == Alert.household_id, n.state == NoticeState.OPEN
    )
    on_the_spot = [code for code, rule in RULES.items() if rule.answer and rule.handling is Handling.CURE]
    listing = queries.ALERTS
    found = listing.base.add_columns(queries.said("answer").label("answer")).where(
        listing.area, listing.filters["open"], Alert.rule.in_(on_the_spot), Alert.household_id.is_not(None),
        ~answered_there.correlate(Alert).exists(),
    )  # fmt: skip
    alert = found.order_by(Alert.due_on, Alert.id).limit(MOST).subquery("alert")
    return select(
        alert.c.id,
        literal("alert").label("kind"),
        func.coalesce(alert.c.due_on, alert.c.raised_on).label("due_on"),
        alert.c.title,
        alert.c.answer.label("verb"),
        alert.c.household_id,
        func.to_jsonb(text("alert")).label("ref"),
    )
