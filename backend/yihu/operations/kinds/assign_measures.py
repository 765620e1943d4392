from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.accounts.permissions import Permission
from yihu.kernel.db import among
from yihu.kernel.problems import Problem
from yihu.operations.operation import Outcome, operation, outcomes
from yihu.operations.problems import GoneOn
from yihu.plans import assigning, queries
from yihu.plans.models import Measure


class AssignMeasures(assigning.Owner):
    """Who is to answer: a helper, or a person with an account."""


WHO = ("helper_id", "owner_id")
DONE = assigning.Outcome.ASSIGNED


def _undo(
    session: Session, user: Caller, before: Mapping[UUID, Mapping[str, Any]], form: AssignMeasures
) -> dict[UUID, Outcome]:
    """Only to somebody: a measure without anybody to answer for it is what plans are returned for."""
    now, gone_on = _now(session, user, list(before)), GoneOn("此后换过责任人，或原来没有责任人，不撤回")
    refused: dict[UUID, Problem] = {
        one: gone_on for one, had in before.items() if now.get(one) != _told(form) or not any(had.values())
    }
    back = {one: assigning.Owner.model_validate(had) for one, had in before.items() if one not in refused}
    done = assigning.give_each(session, user, back)
    refused |= {one: GoneOn("原来的责任人已不在岗或账号已停用，不撤回") for one in back.keys() - done.keys()}
    refused |= {one: GoneOn(assigning.MESSAGES[told]) for one, told in done.items() if told is not DONE}
    return outcomes(before, refused)


def _told(who: Any) -> dict[str, str | None]:
    return {name: str(getattr(who, name)) if getattr(who, name) else None for name in WHO}


def _now(session: Session, user: Caller, ids: Sequence[UUID]) -> dict[UUID, dict[str, str | None]]:
    query = select(Measure.id, Measure.helper_id, Measure.owner_id).where(within(Measure, user), among(Measure.id, ids))
    return {row.id: _told(row) for row in session.execute(query)}


@operation(
    "measures.assign", "变更措施责任人", Permission.PLANS_WRITE, queries.MEASURES,
    lambda row: f"{row['head_name']} {row['text'][:40]}", AssignMeasures, undo=_undo,
)  # fmt: skip
def act(session: Session, user: Caller, ids: Sequence[UUID], form: AssignMeasures) -> dict[UUID, Outcome]:
    before = _now(session, user, ids)
    return {
        one: Outcome(before=before.get(one)) if told is DONE else Outcome(f"measure_{told}", assigning.MESSAGES[told])
        for one, told in assigning.give(session, user, ids, form).items()
    }
