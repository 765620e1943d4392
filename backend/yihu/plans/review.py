"""The household's consent, submission, and the township's answer."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.kernel import clock
from yihu.kernel.audit import AuditEntry
from yihu.kernel.db import among
from yihu.kernel.facts import tell
from yihu.kernel.problems import Problem, ValidationFailed
from yihu.kernel.versions import check_version
from yihu.plans import editions
from yihu.plans.changes import finish, finish_all, in_work, locked, must_be_on_register
from yihu.plans.events import PlanApproved, PlanReplaced, PlanReturned, PlanSubmitted
from yihu.plans.forms import ApproveForm, Confirm, ReturnForm
from yihu.plans.models import Measure, Plan, PlanState
from yihu.plans.parameters import COMPLETENESS_LEAST
from yihu.plans.problems import OwnPlan, PlanIncomplete, PlanNotFound, PlanNotSubmitted, PlanWithoutConsent
from yihu.policy.parameters import value_of


def confirm(
    session: Session, user: Caller, plan_id: UUID, form: Confirm, version: int, by: Caller | None = None
) -> Plan:
    """The household agrees to the plan as it stands. `by` was there when that was not the caller."""
    plan = in_work(session, user, plan_id)
    check_version(plan, version)
    if form.consent_on > clock.business_date():
        raise ValidationFailed.at("/consent_on", "in_the_future", "确认日期不能晚于今天")
    if form.consent_witness == form.consent_name:
        raise ValidationFailed.at("/consent_witness", "the_same", "见证人不能是确认人自己")
    if form.consent_witness == (by or user).name:
        raise ValidationFailed.at("/consent_witness", "yourself", "登记人不能同时作见证人")
    for name, value in form.model_dump().items():
        setattr(plan, name, value)
    plan.consent_stale = False
    finish(session, plan, "plan.confirmed", consent_on=str(form.consent_on), consent_kind=form.consent_kind)
    return plan


def submit(session: Session, user: Caller, plan_id: UUID, version: int, by: Caller | None = None) -> Plan:
    """Hand the plan in, as `by` or the caller; below the county's threshold it is refused with its gaps by name."""
    plan = in_work(session, user, plan_id)
    check_version(plan, version)
    must_be_on_register(session, plan)
    plan.state = PlanState.SUBMITTED
    plan.submitted_at, plan.submitted_by = clock.now(), (by or user).id
    plan.reviewed_at = plan.reviewed_by = plan.reviewed_by_name = plan.review_note = None
    finish(session, plan, "plan.submitted", event=PlanSubmitted)
    least = value_of(session, COMPLETENESS_LEAST, plan.region_code, clock.business_date())
    if least is not None and plan.completeness < least:
        gaps = [
            {"pointer": f"/measures/{gap['measure_id']}" if gap["measure_id"] else "/", "code": gap["code"],
             "message": gap["message"], "params": {}}
            for gap in plan.gaps
        ]  # fmt: skip
        raise PlanIncomplete(f"完整度 {plan.completeness} 分，须达到 {least} 分", errors=gaps)
    return plan


def withdraw(session: Session, user: Caller, plan_id: UUID, version: int) -> Plan:
    """Back to the desk of its author, before anybody has reviewed it."""
    plan = _submitted(session, user, plan_id, version)
    plan.state = PlanState.DRAFT
    finish(session, plan, "plan.withdrawn")
    return plan


def approve(session: Session, user: Caller, plan_id: UUID, form: ApproveForm, version: int) -> Plan:
    """Put the plan in force; the edition before is replaced and stays readable."""
    plan = _reviewed(session, user, plan_id, version)
    if plan.consent_on is None or plan.consent_stale:
        raise PlanWithoutConsent
    must_be_on_register(session, plan)
    earlier = (Plan.county == plan.county, Plan.household_id == plan.household_id, Plan.year == plan.year)
    replaced = session.scalars(
        update(Plan)
        .where(*earlier, Plan.state == PlanState.ACTIVE)
        .values(state=PlanState.REPLACED, version=Plan.version + 1)
        .returning(Plan.id),
        execution_options={"synchronize_session": False},
    ).all()
    tell(session, PlanReplaced.__name__, Plan, plan.county, replaced)
    editions.bring_progress(session, plan)
    plan.state, plan.review_note = PlanState.ACTIVE, form.note
    finish(session, plan, "plan.approved", event=PlanApproved)
    return plan


def send_back(session: Session, user: Caller, plan_id: UUID, form: ReturnForm, version: int) -> Plan:
    """Return the plan with what is wrong, also measure by measure."""
    plan = locked(session, user, plan_id)
    check_version(plan, version)
    for problem in send_all_back(session, user, [plan_id], form.note).values():
        raise problem
    mine = select(Measure).where(Measure.county == plan.county, Measure.plan_id == plan.id)
    measures = {row.id: row for row in session.scalars(mine)}
    for reason in form.measures:
        if reason.measure_id not in measures:
            raise ValidationFailed.at("/measures", "unknown", "退回意见所指的措施不在这份计划里")
        measures[reason.measure_id].review_note = reason.note
    session.flush()
    session.refresh(plan)
    return plan


def send_all_back(session: Session, user: Caller, ids: Sequence[UUID], note: str) -> dict[UUID, Problem]:
    """Return plans for what is wrong with all of them; those that could not be, and why."""
    p = Plan
    columns = (p.id, p.region_code, p.household_id, p.year, p.edition, p.state, p.author_id, p.submitted_by)
    mine = select(*columns).where(within(p, user), among(p.id, ids)).order_by(p.id).with_for_update()
    rows = {row.id: row for row in session.execute(mine)}
    written = _written(session, user, list(rows))
    refused = {one: problem for one in ids if (problem := _refusal(rows.get(one), user, written))}
    taken = {one: row for one, row in rows.items() if one not in refused}
    if taken:
        back = {"state": PlanState.RETURNED, "review_note": note, "version": p.version + 1, "updated_at": func.now()}
        session.execute(
            update(p).where(p.county == user.county, among(p.id, list(taken))).values(back | _reviewer(user)),
            execution_options={"synchronize_session": False},
        )  # fmt: skip
        finish_all(session, user.county, list(taken.values()), "plan.returned", event=PlanReturned, note=note)
    return refused


WRITING = ("plan.started", "plan.adjusted", "plan.changed", "measure.added", "measure.changed", "measure.dropped")
"""Audit actions by which somebody takes part in writing a plan."""


def _written(session: Session, user: Caller, ids: Sequence[UUID]) -> set[UUID]:
    """Those of these plans in which he had a hand, whoever began or submitted them."""
    a = AuditEntry
    his = (a.county == user.county, among(a.subject_id, ids), a.actor_id == user.id, a.action.in_(WRITING))
    return {one for one in session.scalars(select(a.subject_id).where(*his).distinct()) if one}


def _refusal(plan: Any, user: Caller, written: Collection[UUID]) -> Problem | None:
    """Why he may not review it: a plan, or its columns."""
    if plan is None:
        return PlanNotFound()
    if plan.state is not PlanState.SUBMITTED:
        return PlanNotSubmitted()
    return OwnPlan() if user.id in (plan.author_id, plan.submitted_by) or plan.id in written else None


def _reviewer(user: Caller) -> dict[str, Any]:
    return {"reviewed_at": clock.now(), "reviewed_by": user.id, "reviewed_by_name": user.name}


def _submitted(session: Session, user: Caller, plan_id: UUID, version: int) -> Plan:
    plan = locked(session, user, plan_id)
    check_version(plan, version)
    if plan.state is not PlanState.SUBMITTED:
        raise PlanNotSubmitted
    return plan


def _reviewed(session: Session, user: Caller, plan_id: UUID, version: int) -> Plan:
    plan = locked(session, user, plan_id)
    check_version(plan, version)
    if problem := _refusal(plan, user, _written(session, user, [plan.id])):
        raise problem
    for name, value in _reviewer(user).items():
        setattr(plan, name, value)
    return plan
