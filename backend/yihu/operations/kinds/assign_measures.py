from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.accounts.permissions import Permission
from yihu.kernel.schemas import Input
from yihu.operations.operation import Outcome, operation
from yihu.operations.problems import GoneOn
from yihu.plans import assigning, queries
from yihu.plans.models import Measure


class AssignMeasures(Input):
    """Who is to answer: a helper, or a person with an account."""

    helper_id: UUID | None = None
    owner_id: UUID | None = None

    @model_validator(mode="after")
    def _one(self) -> "AssignMeasures":
        if (self.helper_id is None) == (self.owner_id is None):
            raise ValueError("请选择一位帮扶人员或一个账号")
        return self


WHO = ("helper_id", "owner_id")


def _undo(session: Session, user: Caller, measure_id: UUID, before: Mapping[str, Any], form: AssignMeasures) -> None:
    """Only to somebody: a measure without anybody to answer for it is what plans are returned for."""
    had = _now(session, user, [measure_id]).get(measure_id)
    if had != _told(form) or not any(before.values()):
        raise GoneOn("此后换过责任人，或原来没有责任人，不撤回")
    again = assigning.AssignForm(measure_ids=[measure_id], **before)
    (row,) = assigning.assign(session, user, again).rows
    if row.outcome is not assigning.Outcome.ASSIGNED:
        raise GoneOn(row.message)


def _told(who: Any) -> dict[str, str | None]:
    return {name: str(getattr(who, name)) if getattr(who, name) else None for name in WHO}


def _now(session: Session, user: Caller, ids: Sequence[UUID]) -> dict[UUID, dict[str, str | None]]:
    query = select(Measure.id, Measure.helper_id, Measure.owner_id).where(within(Measure, user), Measure.id.in_(ids))
    return {row.id: _told(row) for row in session.execute(query)}


@operation(
    "measures.assign", "变更措施责任人", Permission.PLANS_WRITE, queries.MEASURES,
    lambda row: f"{row['head_name']} {row['text'][:40]}", AssignMeasures, undo=_undo, at_once=500,
)  # fmt: skip
def act(session: Session, user: Caller, ids: Sequence[UUID], form: AssignMeasures) -> dict[UUID, Outcome]:
    """The room's own bulk path, in sets."""
    before = _now(session, user, ids)
    done = assigning.assign(session, user, assigning.AssignForm(measure_ids=list(ids), **form.model_dump()))
    return {
        row.measure_id: Outcome(before=before.get(row.measure_id))
        if row.outcome is assigning.Outcome.ASSIGNED
        else Outcome(f"measure_{row.outcome}", row.message)
        for row in done.rows
    }
