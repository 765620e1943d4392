"""How every change to a case begins and ends, and who may not make it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.cases import queries
from yihu.cases.forms import StepForm
from yihu.cases.models import Case, CaseState, CaseStep
from yihu.cases.problems import CaseClosed, CaseNotFound
from yihu.cases.procedures import SEPARATE, STEPS, Act, Step, step_at
from yihu.kernel import audit, clock
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version


def involved(session: Session, case: Case, step: Step) -> set[UUID]:
    """Who may not take the step: whoever worked on the case in its phase, or opened it, where it asks for a second person."""
    if step.act not in SEPARATE:
        return set()
    s = CaseStep
    last = step.phase - 1 if step.act is Act.LOOK_BACK else step.phase
    codes = [one.code for one in STEPS[case.procedure] if last <= one.phase <= step.phase and one.code != step.code]
    worked = select(s.actor_id).where(
        s.county == case.county, s.case_id == case.id, s.step.in_(codes), s.actor_id.is_not(None)
    )
    people = {person for person in session.scalars(worked) if person is not None}
    return people | ({case.opened_by} if case.opened_by and step.phase == 1 else set())


def workers(session: Session, case: Case) -> set[UUID]:
    """Whoever took a step of it."""
    s = CaseStep
    found = select(s.actor_id).where(s.county == case.county, s.case_id == case.id, s.actor_id.is_not(None))
    return {person for person in session.scalars(found) if person is not None}


def returnable(case: Case) -> list[str]:
    """Steps of this phase that are done, where it may be sent back to."""
    if case.step is None:
        return []
    here = following(case)
    steps = STEPS[case.procedure][: case.place]
    return [step.code for step in steps if step.phase == here.phase and step.act not in (Act.SECOND, Act.DECIDE)]


def locked(session: Session, user: Caller, case_id: UUID) -> Case:
    row = session.scalar(queries.one(user, case_id).with_for_update())
    if row is None:
        raise CaseNotFound
    return row


def opened(session: Session, user: Caller, case_id: UUID, version: int) -> Case:
    case = locked(session, user, case_id)
    check_version(case, version)
    if case.state is CaseState.CLOSED:
        raise CaseClosed
    return case


def following(case: Case) -> Step:
    step = step_at(case.procedure, case.place)
    assert step is not None
    assert step.code == case.step
    return step


def current(session: Session, case: Case) -> list[CaseStep]:
    """Steps that count, in order."""
    s = CaseStep
    mine = (s.county == case.county, s.case_id == case.id, s.superseded_why.is_(None))
    return list(session.scalars(select(s).where(*mine).order_by(s.place)))


def check_day(case: Case, done: Iterable[CaseStep], form: StepForm) -> None:
    if form.done_on > clock.business_date():
        raise ValidationFailed.at("/done_on", "in_the_future", "办理日期不能晚于今天")
    earliest = max([case.opened_on, *(row.done_on for row in done)])
    if form.done_on < earliest:
        raise ValidationFailed.at("/done_on", "before_previous", f"办理日期不能早于前一环节（{earliest}）")


def touch(session: Session, case: Case) -> None:
    """Whatever happened is a change of the case and of its version, also where only a step row was added."""
    case.updated_at = func.now()
    session.flush()
    session.refresh(case)


def about(case: Case) -> dict[str, Any]:
    return {
        "county": case.county, "region_code": case.region_code, "subject_id": str(case.id),
        "household_id": str(case.household_id), "procedure": case.procedure,
    }  # fmt: skip


def told(session: Session, case: Case, action: str, **details: object) -> None:
    audit.record(
        session, action, county=case.county, region_code=case.region_code, subject=("case", case.id),
        household_id=str(case.household_id), **details,
    )  # fmt: skip
