"""What waits at households that go from one helper to another: alerts and loan notices, all that are open."""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.field.todos.loan_notices import TITLES
from yihu.households.models import Household
from yihu.households.queries import COUNTY
from yihu.kernel import clock
from yihu.loans import queries as loans
from yihu.loans.models import LoanNotice
from yihu.monitoring import queries as monitoring
from yihu.monitoring.models import Alert
from yihu.pairings.handover import UNFINISHED
from yihu.pairings.schemas import Unfinished

IDS = bindparam("ids", type_=ARRAY(Uuid))


def _at_hand() -> Select[*tuple[Any, ...]]:
    alerts = monitoring.ALERTS.rows("open").where(Alert.household_id == func.any(IDS)).subquery()
    notices = loans.NOTICES.rows("last_open_rung").where(LoanNotice.household_id == func.any(IDS)).subquery()
    rung = case({rung.value: said for rung, said in TITLES.items()}, value=notices.c.rung)
    one = union_all(
        select(literal("alert").label("kind"), alerts.c.title.label("title"), alerts.c.household_id, alerts.c.due_on),
        select(literal("loan_notice"), rung, notices.c.household_id, notices.c.deadline_on),
    ).subquery("one")  # fmt: skip
    h = Household
    return select(one, h.head_name).join(h, (h.county == COUNTY) & (h.id == one.c.household_id))


def waiting(session: Session, user: Caller, household_ids: list[UUID]) -> list[Unfinished]:
    binds = {**user.binds(), "today": clock.business_date(), "ids": household_ids}
    return [Unfinished.model_validate(row) for row in session.execute(_at_hand(), binds)]


UNFINISHED.append(waiting)
