"""What becomes of measures, and of the plan at the end of its year."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.files import service as files
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.plans import completeness, queries
from yihu.plans.changes import finish, locked, locked_measure
from yihu.plans.events import MeasureProgressed
from yihu.plans.forms import CloseForm, ProgressForm
from yihu.plans.models import Measure, MeasureProgress, MeasureState, Plan, PlanState
from yihu.plans.problems import MeasureEnded, MeasureNotFound, PlanInWork, PlanNotInForce
from yihu.plans.schemas import ProgressRead


def tell(
    session: Session, user: Caller, measure_id: UUID, form: ProgressForm, version: int, by: Caller | None = None
) -> Measure:
    """How far a measure of a plan in force has come, as `by` or the caller says; what was said before stays on file."""
    teller = by or user
    row = locked_measure(session, user, measure_id)
    check_version(row, version)
    plan = locked(session, user, row.plan_id)
    if plan.state is not PlanState.ACTIVE:
        raise PlanNotInForce
    if row.state is MeasureState.CANCELLED:
        raise MeasureEnded
    if form.told_on > clock.business_date():
        raise ValidationFailed.at("/told_on", "in_the_future", "日期不能晚于今天")
    row.state, row.progress = form.state, form.progress
    row.spent = form.spent if form.spent is not None else row.spent
    row.result = form.note or row.result
    row.done_on = form.told_on if form.state is MeasureState.DONE else None
    session.add(
        MeasureProgress(
            county=row.county, region_code=row.region_code, measure_id=row.id, told_by=teller.id, told_by_name=teller.name,
            **form.model_dump(),
        )
    )  # fmt: skip
    session.flush()
    files.expect(session, user, teller.id, row.region_code, form.attachment_ids)
    completeness.refresh(session, plan.county, clock.business_date(), [plan.id])
    audit.record(
        session, "measure.progressed", county=row.county, region_code=row.region_code, subject=("plan", plan.id),
        measure_id=str(row.id), state=form.state, progress=form.progress,
    )  # fmt: skip
    publish(
        session,
        MeasureProgressed(
            row.county, row.region_code, str(row.id), str(row.household_id), str(plan.id), row.state, row.progress
        ),
    )
    return row


def history(session: Session, user: Caller, measure_id: UUID) -> Sequence[ProgressRead]:
    if session.scalar(queries.measure(user, measure_id)) is None:
        raise MeasureNotFound
    rows = session.execute(queries.progress_of(), {**user.binds(), "id": measure_id})
    return [ProgressRead.model_validate(row) for row in rows]


def close(session: Session, user: Caller, plan_id: UUID, form: CloseForm, version: int) -> Plan:
    """The year is over: income reached against the target, and how satisfied the household is."""
    plan = locked(session, user, plan_id)
    check_version(plan, version)
    if plan.state is not PlanState.ACTIVE:
        raise PlanNotInForce
    if session.scalar(queries.in_work(plan)) is not None:
        raise PlanInWork
    if form.satisfaction_on > clock.business_date():
        raise ValidationFailed.at("/satisfaction_on", "in_the_future", "日期不能晚于今天")
    for name, value in form.model_dump().items():
        setattr(plan, name, value)
    plan.state = PlanState.CLOSED
    finish(session, plan, "plan.closed", income_result=str(form.income_result), satisfaction=form.satisfaction)
    return plan
