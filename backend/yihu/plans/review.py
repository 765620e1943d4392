"""The household's consent, submission, and the township's answer."""

from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.kernel import clock
from yihu.kernel.audit import AuditEntry
from yihu.kernel.facts import tell
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.plans import editions
from yihu.plans.changes import finish, in_work, locked, must_be_on_register
from yihu.plans.events import PlanApproved, PlanReplaced, PlanReturned, PlanSubmitted
from yihu.plans.forms import ApproveForm, Confirm, ReturnForm
from yihu.plans.models import Measure, Plan, PlanState
from yihu.plans.parameters import COMPLETENESS_LEAST
from yihu.plans.problems import OwnPlan, PlanIncomplete, PlanNotSubmitted, PlanWithoutConsent
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
    plan = _reviewed(session, user, plan_id, version)
    mine = select(Measure).where(Measure.county == plan.county, Measure.plan_id == plan.id)
    measures = {row.id: row for row in session.scalars(mine)}
    for reason in form.measures:
        if reason.measure_id not in measures:
            raise ValidationFailed.at("/measures", "unknown", "退回意见所指的措施不在这份计划里")
        measures[reason.measure_id].review_note = reason.note
    plan.state, plan.review_note = PlanState.RETURNED, form.note
    finish(session, plan, "plan.returned", event=PlanReturned, note=form.note)
    return plan


WRITING = ("plan.started", "plan.adjusted", "plan.changed", "measure.added", "measure.changed", "measure.dropped")
"""Audit actions by which somebody takes part in writing a plan."""


def _has_written(plan: Plan, user: Caller) -> Select[bool]:
    """Whether he had a hand in this edition, whoever began or submitted it."""
    a = AuditEntry
    his = (a.county == plan.county, a.subject_id == plan.id, a.actor_id == user.id, a.action.in_(WRITING))
    return select(select(a.id).where(*his).exists())


def _submitted(session: Session, user: Caller, plan_id: UUID, version: int) -> Plan:
    plan = locked(session, user, plan_id)
    check_version(plan, version)
    if plan.state is not PlanState.SUBMITTED:
        raise PlanNotSubmitted
    return plan


def _reviewed(session: Session, user: Caller, plan_id: UUID, version: int) -> Plan:
    plan = _submitted(session, user, plan_id, version)
    if user.id in (plan.author_id, plan.submitted_by) or session.scalar(_has_written(plan, user)):
        raise OwnPlan
    plan.reviewed_at, plan.reviewed_by, plan.reviewed_by_name = clock.now(), user.id, user.name
    return plan
