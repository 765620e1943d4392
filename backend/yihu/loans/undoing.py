"""Deliveries of notices recorded by mistake, struck out: as many at once as there are, one statement a step."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session, aliased

from yihu.accounts.access import Caller, within
from yihu.kernel import audit
from yihu.kernel.db import among
from yihu.kernel.facts import publish
from yihu.kernel.problems import Problem
from yihu.loans import rounds
from yihu.loans.events import LoanNoticeDeliveryUndone, LoanNoticeReopened
from yihu.loans.models import LoanNotice, NoticeState, Rung
from yihu.loans.problems import LaterNoticeDelivered, NoticeNotDelivered, NoticeNotFound
from yihu.loans.schemas import DeliverForm

PLACE = {rung: place for place, rung in enumerate(Rung)}


def undo(session: Session, user: Caller, ids: Sequence[UUID], reason: str) -> dict[UUID, Problem]:
    """They wait for delivery again, and what they had superseded too; those that could not be, and why."""
    n = LoanNotice
    told = (n.delivered_on, n.outcome, n.delivered_by_name)
    columns = (n.id, n.region_code, n.loan_id, n.rung, n.due_on, n.number, n.state, *told)
    mine = select(*columns).where(within(n, user), among(n.id, ids)).order_by(n.id).with_for_update()
    rows = {row.id: row for row in session.execute(mine)}
    refused = _refusals(session, user.county, ids, rows)
    taken = [row for one, row in rows.items() if one not in refused]
    if taken:
        _write(session, user, taken, reason)
    return refused


def _refusals(session: Session, county: str, ids: Sequence[UUID], rows: Mapping[UUID, Any]) -> dict[UUID, Problem]:
    """From the last rung down: a delivery stands as long as a later one does."""
    n = LoanNotice
    delivered = [row for row in rows.values() if row.state is NoticeState.DELIVERED]
    beside = select(n.id, n.loan_id, n.due_on, n.rung).where(
        n.county == county, among(n.loan_id, [row.loan_id for row in delivered]), n.state == NoticeState.DELIVERED
    )
    standing: dict[tuple[UUID, Any], dict[UUID, int]] = {}
    for row in session.execute(beside):
        standing.setdefault((row.loan_id, row.due_on), {})[row.id] = PLACE[row.rung]
    refused: dict[UUID, Problem] = {one: NoticeNotFound() for one in ids if one not in rows}
    refused |= {one: NoticeNotDelivered() for one, row in rows.items() if row.state is not NoticeState.DELIVERED}
    for row in sorted(delivered, key=lambda row: -PLACE[row.rung]):
        others = standing[row.loan_id, row.due_on]
        if any(place > PLACE[row.rung] for place in others.values()):
            refused[row.id] = LaterNoticeDelivered()
        else:
            others.pop(row.id)
    return refused


def _write(session: Session, user: Caller, rows: Sequence[Any], reason: str) -> None:
    n, county, ids = LoanNotice, user.county, [row.id for row in rows]
    empty: dict[str, Any] = {name: [] if name == "attachment_ids" else None for name in DeliverForm.model_fields}
    struck = {**empty, "delivered_by": None, "delivered_by_name": None, "state": NoticeState.OPEN}
    session.execute(
        update(n).where(n.county == county, among(n.id, ids)).values(**struck, version=n.version + 1, updated_at=func.now()),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
    later = aliased(n)
    above = select(later.id).where(
        later.county == county, among(later.id, ids), later.loan_id == n.loan_id, later.due_on == n.due_on,
        case(PLACE, value=later.rung) > case(PLACE, value=n.rung),
    )  # fmt: skip
    loans = [row.loan_id for row in rows]
    rounds.change_notices(
        session,
        LoanNoticeReopened,
        update(n)
        .where(n.county == county, among(n.loan_id, loans), n.state == NoticeState.CANCELLED)
        .where(n.cancelled_why == rounds.SUPERSEDED, above.exists())
        .values(state=NoticeState.OPEN, cancelled_why=None, version=n.version + 1),
    )
    rounds.after_change(session, county, loans)  # a loan settled since leaves nothing to deliver
    entries, events = [], []
    for row in rows:
        about = {"rung": row.rung, "number": row.number, "reason": reason, "delivered_on": str(row.delivered_on),
                 "outcome": row.outcome, "delivered_by": row.delivered_by_name}  # fmt: skip
        entries.append(audit.Entry(row.region_code, "loan_notice", row.id, about))
        place = (county, row.region_code, str(row.id), str(row.loan_id), row.rung, str(row.due_on))
        events.append(LoanNoticeDeliveryUndone(*place, reason))
    audit.record_all(session, "loan_notice.delivery_undone", county, entries)
    publish(session, *events)
