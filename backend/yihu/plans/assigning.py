"""Naming who answers for many measures at once."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.accounts.models import User
from yihu.helpers.models import Helper
from yihu.kernel.db import among
from yihu.kernel.facts import wrote
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.schemas import Input, Schema
from yihu.plans.changes import finish_all
from yihu.plans.models import Measure, MeasureState, Plan, PlanState
from yihu.plans.queries import EDITABLE

OPEN = (*EDITABLE, PlanState.ACTIVE)
"""A plan under review stays as its reviewer sees it."""
RUNNING = (MeasureState.PLANNED, MeasureState.GOING)
VILLAGE_DIGITS = 12


class Owner(Input):
    """Who is to answer: a helper, or a person with an account of the village, its township or the county."""

    helper_id: UUID | None = None
    owner_id: UUID | None = None

    @model_validator(mode="after")
    def _one(self) -> "Owner":
        if (self.helper_id is None) == (self.owner_id is None):
            raise ValueError("请选择一位帮扶人员或一个账号")
        return self


class AssignForm(Owner):
    """Who is to answer for these measures."""

    measure_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)]


class Outcome(StrEnum):
    ASSIGNED = "assigned"
    SAME = "same"
    UNKNOWN = "unknown"
    ENDED = "ended"
    CLOSED = "closed"
    OUTSIDE = "outside"


MESSAGES = {
    Outcome.ASSIGNED: "已指派",
    Outcome.SAME: "原来就由他负责",
    Outcome.UNKNOWN: "没有这条措施",
    Outcome.ENDED: "措施已完成或已取消",
    Outcome.CLOSED: "计划正在审核，或已不再执行",
    Outcome.OUTSIDE: "责任人不在本村、本乡镇或本县",
}


class AssignedRow(Schema):
    measure_id: UUID
    outcome: Outcome
    message: str


class Assigned(Schema):
    """What became of each measure, in the order asked; `count`: assigned now."""

    count: int
    rows: list[AssignedRow]


def assign(session: Session, user: Caller, form: AssignForm) -> Assigned:
    """Errors: `/helper_id` or `/owner_id` unknown."""
    outcomes = give(session, user, form.measure_ids, form)
    rows = [AssignedRow(measure_id=one, outcome=told, message=MESSAGES[told]) for one, told in outcomes.items()]
    return Assigned(count=sum(told is Outcome.ASSIGNED for told in outcomes.values()), rows=rows)


def give(session: Session, user: Caller, ids: Sequence[UUID], owner: Owner) -> dict[UUID, Outcome]:
    """Give running measures of plans in work or in force to one person; a draft's consent no longer covers it."""
    if not _people(session, user, [owner]):
        if owner.helper_id is not None:
            raise ValidationFailed.at("/helper_id", "unknown", "没有这位在岗的帮扶人员")
        raise ValidationFailed.at("/owner_id", "unknown", "没有这个账号")
    return give_each(session, user, dict.fromkeys(ids, owner))


def give_each(session: Session, user: Caller, wanted: Mapping[UUID, Owner]) -> dict[UUID, Outcome]:
    """The same, each to a person of its own; those whose person is no longer there are left out."""
    people = _people(session, user, wanted.values())
    wanted = {one: owner for one, owner in wanted.items() if _who(owner) in people}
    found = {row.id: row for row in session.execute(_rows(user, list(wanted)))}
    outcomes = {one: _outcome(found.get(one), owner, people[_who(owner)].place) for one, owner in wanted.items()}
    taken = [found[one] for one, outcome in outcomes.items() if outcome is Outcome.ASSIGNED]
    if taken:
        _write(session, user, taken, {row.id: people[_who(wanted[row.id])] for row in taken})
    return outcomes


Who = tuple[UUID | None, UUID | None]


@dataclass(frozen=True)
class Person:
    """`place`: where he may answer; a helper may come from anywhere in the county."""

    who: Who
    name: str
    place: str


def _who(owner: Any) -> Who:
    return owner.helper_id, owner.owner_id


def _people(session: Session, user: Caller, owners: Collection[Owner]) -> dict[Who, Person]:
    helpers = {owner.helper_id for owner in owners if owner.helper_id}
    accounts = {owner.owner_id for owner in owners if owner.owner_id}
    on_duty = (Helper.county == user.county, among(Helper.id, list(helpers)), Helper.valid_to.is_(None))
    active = (
        among(User.id, list(accounts)),
        User.disabled_at.is_(None),
        func.starts_with(User.region_code, user.county),
    )
    helping = session.execute(select(Helper.id, Helper.name).where(*on_duty))
    signing_in = session.execute(select(User.id, User.name, User.region_code).where(*active))
    found = [Person((row.id, None), row.name, "") for row in helping]
    found += [Person((None, row.id), row.name, row.region_code[:VILLAGE_DIGITS]) for row in signing_in]
    return {person.who: person for person in found}


def _rows(user: Caller, ids: Sequence[UUID]) -> Any:
    """The measures with their plans, both held until the transaction ends."""
    columns = (
        Measure.id, Measure.plan_id, Measure.region_code, Measure.state, Measure.helper_id, Measure.owner_id,
        Plan.state.label("plan_state"), Plan.household_id, Plan.year, Plan.edition, Plan.county,
    )  # fmt: skip
    joined = (Plan.county == Measure.county) & (Plan.id == Measure.plan_id)
    query = select(*columns).join(Plan, joined).where(within(Measure, user), within(Plan, user), among(Measure.id, ids))
    return query.order_by(Plan.id, Measure.id).with_for_update()


def _outcome(row: Any, form: Owner, place: str) -> Outcome:
    if row is None:
        return Outcome.UNKNOWN
    if row.plan_state not in OPEN:
        return Outcome.CLOSED
    if row.state not in RUNNING:
        return Outcome.ENDED
    if not row.region_code.startswith(place):
        return Outcome.OUTSIDE
    return Outcome.SAME if _who(row) == _who(form) else Outcome.ASSIGNED


GIVEN = text(
    """
    update measure m
    set helper_id = r.helper_id, owner_id = r.owner_id, owner_name = r.name, version = m.version + 1, updated_at = now()
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, helper_id uuid, owner_id uuid, name text)
    where m.county = :county and m.id = r.id
    """
)


def _write(session: Session, user: Caller, taken: Sequence[Any], to: Mapping[UUID, Person]) -> None:
    measures: dict[UUID, list[str]] = {}
    names: dict[UUID, set[str]] = {}
    for row in taken:
        measures.setdefault(row.plan_id, []).append(str(row.id))
        names.setdefault(row.plan_id, set()).add(to[row.id].name)
    rows = [
        {"id": one, "helper_id": person.who[0], "owner_id": person.who[1], "name": person.name}
        for one, person in to.items()
    ]
    session.flush()
    session.execute(GIVEN, {"county": user.county, "rows": json.dumps(rows, default=str, ensure_ascii=False)})
    wrote(session, Measure)
    mine = (Plan.county == user.county, among(Plan.id, list(measures)))
    session.execute(
        update(Plan).where(*mine, Plan.state.in_(EDITABLE), Plan.consent_on.is_not(None))
        .values(consent_stale=True, version=Plan.version + 1, updated_at=func.now()),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
    plans = session.execute(select(Plan.id, Plan.region_code, Plan.household_id, Plan.year, Plan.edition).where(*mine))
    finish_all(
        session, user.county, plans.all(), "measure.assigned",
        about=lambda plan: {"owner_name": "、".join(sorted(names[plan.id])), "measure_ids": measures[plan.id]},
    )  # fmt: skip
