"""Answering a difference, and sending an answer back that does not do."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.comparisons import queries
from yihu.comparisons.events import AnswerReturned, DifferenceAnswered
from yihu.comparisons.models import DepartmentEntry, Standing
from yihu.comparisons.problems import EntryNotFound, NotAnswered, NothingToAnswer
from yihu.comparisons.schemas import AnswerReturnForm, DifferenceAnswerForm, EntryRead, ListRead
from yihu.households.service import FOLLOWERS
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish
from yihu.kernel.versions import check_version
from yihu.policy import service as policy

E = DepartmentEntry


def lists(session: Session, user: Caller, region_code: str | None) -> list[ListRead]:
    found = session.execute(queries.lists(), queries.asking(user, region_code))
    return [ListRead.model_validate(row) for row in found]


def read(session: Session, user: Caller, entry_id: UUID) -> EntryRead:
    return queries.entries().one(session, EntryRead, {**queries.asking(user), "id": entry_id}, EntryNotFound)


def locked(session: Session, user: Caller, entry_id: UUID) -> DepartmentEntry:
    row = session.scalar(queries.visible(user).where(E.id == entry_id).with_for_update())
    if row is None:
        raise EntryNotFound
    return row


def answer(
    session: Session, user: Caller, row: DepartmentEntry, form: DifferenceAnswerForm, *, by: Caller | None = None
) -> None:
    """What the village has found out. `by` looked when that was not the caller; an earlier answer is replaced."""
    policy.check_codes(session, {"answer": "comparison_answer"}, {"answer": form.answer})
    if row.superseded or row.standing is Standing.MATCH:
        raise NothingToAnswer
    row.answer, row.settlement = form.answer, form.settlement
    row.settled_on, row.settled_by_name = clock.business_date(), (by or user).name
    row.returned_on = row.returned_by_name = row.returned_why = None
    session.flush()
    _audit(session, row, "department_entry.answered", answer=form.answer)
    publish(session, DifferenceAnswered(row.county, row.region_code, str(row.id), row.item, form.answer))


def answer_one(session: Session, user: Caller, entry_id: UUID, form: DifferenceAnswerForm, version: int) -> EntryRead:
    row = locked(session, user, entry_id)
    check_version(row, version)
    answer(session, user, row, form)
    return read(session, user, row.id)


def send_back(session: Session, user: Caller, entry_id: UUID, form: AnswerReturnForm, version: int) -> EntryRead:
    """The answer does not do: the village is asked again. What it had said stays in the audit."""
    row = locked(session, user, entry_id)
    check_version(row, version)
    if row.settled_on is None:
        raise NotAnswered
    said = row.answer, row.settlement
    row.answer = row.settlement = row.settled_on = row.settled_by_name = None
    row.returned_on, row.returned_by_name, row.returned_why = clock.business_date(), user.name, form.why
    session.flush()
    _audit(session, row, "department_entry.returned", why=form.why, answer=said[0], settlement=said[1])
    publish(session, AnswerReturned(row.county, row.region_code, str(row.id), row.item))
    return read(session, user, row.id)


def _audit(session: Session, row: DepartmentEntry, action: str, **details: Any) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("department_entry", row.id),
        item=row.item, **details,
    )  # fmt: skip


def follow_household(session: Session, county: str, household_id: UUID, region_code: str) -> None:
    mine = update(E).where(E.county == county, E.household_id == household_id)
    session.execute(mine.values(region_code=region_code))


FOLLOWERS.append(follow_household)
