"""What visits brought to light: who sees to it, until when, and who confirms that it is done."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.accounts.models import User
from yihu.households.models import Household
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.pairings.handover import UNFINISHED
from yihu.pairings.schemas import Unfinished
from yihu.policy import service as policy
from yihu.policy.parameters import value_of
from yihu.visits import queries
from yihu.visits.events import FindingActed, FindingClosed, FindingPassedOn, FindingReopened
from yihu.visits.models import Finding, FindingState, Visit
from yihu.visits.parameters import FINDING_DAYS
from yihu.visits.problems import (
    ClosedByActor,
    FindingIsClosed,
    FindingNotActed,
    FindingNotFound,
    FindingNotOpen,
    FindingStillOpen,
    VisitIdTaken,
)
from yihu.visits.schemas import FindingAct, FindingCreate, FindingRead, FindingReopen, FindingUpdate

CODES = {"category": "finding_category", "severity": "finding_severity"}
REMARK = "remark"
"""Severity of what only has to be known."""
VOIDED = "走访记录已作废"


def read(session: Session, user: Caller, finding_id: UUID) -> FindingRead:
    return queries.FINDINGS.one(
        session, FindingRead, {**user.binds(), "today": clock.business_date(), "id": finding_id}, FindingNotFound
    )


def add(session: Session, user: Caller, visit: Visit, forms: Sequence[FindingCreate], author: Caller) -> None:
    """The findings of a visit just recorded."""
    if not forms:
        return
    days = value_of(session, FINDING_DAYS, visit.region_code, clock.business_date())
    rows = []
    for number, form in enumerate(forms):
        try:
            rows.append(_row(session, user, visit, form, author, days))
        except ValidationFailed as error:
            raise _of_finding(error, number) from error
    fresh = insert(Finding).values(rows).on_conflict_do_nothing(index_elements=[Finding.county, Finding.id])
    if len(session.scalars(fresh.returning(Finding.id)).all()) != len(rows):
        raise VisitIdTaken("走访发现的编号已用在别处")


def _row(
    session: Session, user: Caller, visit: Visit, form: FindingCreate, author: Caller, days: int | None
) -> dict[str, Any]:
    policy.check_codes(session, CODES, form.model_dump())
    if form.due_on is not None and form.due_on < visit.visited_on:
        raise ValidationFailed.at("/due_on", "before_visit", "办理期限不能早于走访日期")
    owner_id, owner_name = visit.visitor_id or user.id, visit.visitor_name if visit.visitor_id else user.name
    if form.owner_id not in (None, author.id):
        owner_id, owner_name = _owner(session, visit.region_code, form.owner_id)
    due_on = form.due_on
    if due_on is None and days is not None and form.severity != REMARK:
        due_on = visit.visited_on + timedelta(days=days)
    return {
        "county": visit.county, "id": form.id or func.uuidv7(), "region_code": visit.region_code, "visit_id": visit.id,
        "household_id": visit.household_id, "category": form.category, "severity": form.severity, "text": form.text,
        "owner_id": owner_id, "owner_name": owner_name, "found_on": visit.visited_on, "due_on": due_on,
    }  # fmt: skip


def _of_finding(error: ValidationFailed, number: int) -> ValidationFailed:
    """The same refusal with the place of the finding in the visit's form."""
    told = [{**one, "pointer": f"/findings/{number}{one['pointer']}"} for one in error.extensions["errors"]]
    return ValidationFailed(error.detail, errors=told)


def _owner(session: Session, region_code: str, owner_id: UUID | None) -> tuple[UUID, str]:
    """A person with an account who answers for the place: of the village, its township or the county."""
    here = func.starts_with(region_code, func.left(User.region_code, 12))
    found = session.execute(
        select(User.id, User.name).where(User.id == owner_id, User.disabled_at.is_(None), here)
    ).one_or_none()
    if found is None:
        raise ValidationFailed.at("/owner_id", "owner_unknown", "责任人不在本村、本乡镇或本县")
    return found.id, found.name


def change(session: Session, user: Caller, finding_id: UUID, form: FindingUpdate, version: int) -> FindingRead:
    """Give it to somebody else, set another day, judge it otherwise."""
    row = _locked(session, user, finding_id)
    check_version(row, version)
    if row.state is FindingState.CLOSED:
        raise FindingIsClosed
    given = form.model_dump(exclude_unset=True)
    policy.check_codes(session, CODES, given)
    if given.get("due_on") is not None and given["due_on"] < row.found_on:
        raise ValidationFailed.at("/due_on", "before_visit", "办理期限不能早于走访日期")
    if "owner_id" in given:
        given["owner_id"], given["owner_name"] = _owner(session, row.region_code, form.owner_id)
    for name, value in given.items():
        setattr(row, name, value)
    told = audit.changes(row)
    if told:
        session.flush()
        _audit(session, row, "finding.changed", changes=told)
    return read(session, user, row.id)


def act(
    session: Session, user: Caller, finding_id: UUID, form: FindingAct, version: int | None, by: Caller | None = None
) -> FindingRead:
    """Record what was done about it; somebody else closes it. `by` did it when that was not the caller.

    Without `version` only the state is compared: a phone says what was done, whatever has been edited since.
    """
    row = _locked(session, user, finding_id)
    if version is not None:
        check_version(row, version)
    if row.state is not FindingState.OPEN:
        raise FindingNotOpen
    _check_acted_on(row, form.acted_on)
    actor = by or user
    row.state, row.action, row.acted_on = FindingState.ACTED, form.action, form.acted_on
    row.acted_by, row.acted_by_name = actor.id, actor.name
    row.passed_on_as = form.pass_on_as or row.passed_on_as
    session.flush()
    _audit(session, row, "finding.acted", acted_on=str(form.acted_on), passed_on_as=form.pass_on_as)
    publish(session, FindingActed(**_about(row), acted_on=str(form.acted_on)))
    if form.pass_on_as is not None:
        publish(session, FindingPassedOn(**_about(row), passed_on_as=form.pass_on_as))
    return read(session, user, row.id)


def _check_acted_on(row: Finding, acted_on: date) -> None:
    if acted_on > clock.business_date():
        raise ValidationFailed.at("/acted_on", "in_the_future", "处理日期不能晚于今天")
    if acted_on < row.found_on:
        raise ValidationFailed.at("/acted_on", "before_visit", f"处理日期不能早于走访日期 {row.found_on}")


def close(session: Session, user: Caller, finding_id: UUID, version: int) -> FindingRead:
    """Somebody else than he who acted confirms that it is done."""
    row = _locked(session, user, finding_id)
    check_version(row, version)
    if row.state is FindingState.OPEN:
        raise FindingNotActed
    if row.state is FindingState.CLOSED:
        raise FindingIsClosed
    if row.acted_by == user.id:
        raise ClosedByActor
    row.state, row.closed_on, row.closed_by_name = FindingState.CLOSED, clock.business_date(), user.name
    session.flush()
    _audit(session, row, "finding.closed")
    publish(session, FindingClosed(**_about(row), closed_on=str(row.closed_on)))
    return read(session, user, row.id)


def reopen(session: Session, user: Caller, finding_id: UUID, form: FindingReopen, version: int) -> FindingRead:
    """What was done did not hold: back to its owner. The audit rows keep what had been said."""
    row = _locked(session, user, finding_id)
    check_version(row, version)
    if row.state is FindingState.OPEN:
        raise FindingStillOpen
    told = {"acted_on": str(row.acted_on), "acted_by": row.acted_by_name, "done": row.action}
    row.state = FindingState.OPEN
    for name in ("action", "acted_on", "acted_by", "acted_by_name", "closed_on", "closed_by_name"):
        setattr(row, name, None)
    session.flush()
    _audit(session, row, "finding.reopened", reason=form.reason, **told)
    publish(session, FindingReopened(**_about(row), reason=form.reason))
    return read(session, user, row.id)


def close_with_visit(session: Session, user: Caller, visit: Visit) -> None:
    """A voided visit leaves nothing to be done."""
    f, today = Finding, clock.business_date()
    over = {
        "state": FindingState.CLOSED, "action": func.coalesce(f.action, VOIDED),
        "acted_on": func.coalesce(f.acted_on, today), "closed_on": today, "closed_by_name": user.name,
        "version": f.version + 1,
    }  # fmt: skip
    left = (f.county == visit.county, f.visit_id == visit.id, f.state != FindingState.CLOSED)
    session.execute(update(f).where(*left).values(over), execution_options={"synchronize_session": False})


def _locked(session: Session, user: Caller, finding_id: UUID) -> Finding:
    row = session.scalar(queries.finding(user, finding_id).with_for_update())
    if row is None:
        raise FindingNotFound
    return row


def _about(row: Finding) -> dict[str, Any]:
    """The common fields of a finding's events."""
    return {
        "county": row.county, "region_code": row.region_code, "subject_id": str(row.id),
        "household_id": str(row.household_id) if row.household_id else None, "category": row.category,
        "severity": row.severity,
    }  # fmt: skip


def _audit(session: Session, row: Finding, action: str, **details: object) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("finding", row.id),
        visit_id=str(row.visit_id), **details,
    )  # fmt: skip


def unfinished(session: Session, user: Caller, household_ids: list[UUID]) -> list[Unfinished]:
    """Open findings about households whose helper changes, for him who takes over."""
    f, h, label = Finding, Household, policy.labels(session, "finding_category")
    rows = session.execute(
        select(f.category, f.household_id, h.head_name, f.due_on)
        .join(h, (h.county == user.county) & (h.id == f.household_id))
        .where(within(f, user), f.household_id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
        .where(f.state == FindingState.OPEN, f.severity != REMARK),
        {"ids": household_ids},
    )
    return [
        Unfinished(
            kind="finding", title=f"走访发现：{label.get(row.category, row.category)}", household_id=row.household_id,
            head_name=row.head_name, due_on=row.due_on,
        )
        for row in rows
    ]  # fmt: skip


UNFINISHED.append(unfinished)
