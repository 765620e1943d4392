"""A case as its page shows it: what was done, what comes, what the caller may do."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.cases import changes, deadlines, notice_state, queries
from yihu.cases.models import Case, CaseState
from yihu.cases.problems import CaseNotFound, NoPlanInForce, SamePerson
from yihu.cases.procedures import DECISIVE, STEPS, Act, Step
from yihu.cases.schemas import CaseRead, NextStep, PlannedStep, StepRead
from yihu.households.models import Household
from yihu.kernel import clock
from yihu.plans.models import Plan, PlanState
from yihu.regions.models import Region

SIDE = {Permission.CASES_WRITE: "village", Permission.CASES_REVIEW: "township", Permission.CASES_DECIDE: "county"}
OF_HOUSEHOLD = ("household_no", "head_name", "household_class")


def read(session: Session, user: Caller, case_id: UUID) -> CaseRead:
    case = session.scalar(queries.one(user, case_id))
    if case is None:
        raise CaseNotFound
    return told(session, user, case)


def told(session: Session, user: Caller, case: Case) -> CaseRead:
    h = Household
    home = (
        session.execute(
            select(*(getattr(h, name) for name in OF_HOUSEHOLD), h.status.label("household_status")).where(
                h.county == case.county, h.id == case.household_id
            )
        )
        .mappings()
        .one()
    )
    village = session.scalar(select(Region.short_name).where(Region.code == case.region_code[:12]))
    steps = session.scalars(queries.steps_of(case)).all()
    notice = session.scalar(notice_state.latest(case)) if case.step else None
    own = {name: getattr(case, name) for name in CaseRead.model_fields if hasattr(case, name)}
    given = own | dict(home) | {
        "region_name": village, "notice_id": notice.id if notice else None,
        "steps": [StepRead.model_validate(step) for step in steps], "planned": _planned(case),
        "next": _next(session, user, case), **_verbs(session, user, case),
    }  # fmt: skip
    return CaseRead.model_validate(given, from_attributes=False)


def _planned(case: Case) -> list[PlannedStep]:
    def state(place: int) -> str:
        if place <= case.place:
            return "done"
        return "next" if place == case.place + 1 and case.state is CaseState.OPEN else "later"

    return [
        PlannedStep(code=step.code, title=step.title, act=step.act, side=SIDE[step.who], state=state(place))
        for place, step in enumerate(STEPS[case.procedure], 1)
    ]


def _next(session: Session, user: Caller, case: Case) -> NextStep | None:
    if case.state is CaseState.CLOSED:
        return None
    step = changes.following(case)
    missing = deadlines.TERMS[step.clock] if step.clock and case.due_on is None else ()
    since = max([case.opened_on, *(row.done_on for row in changes.current(session, case))])
    unset = [one.title for one in deadlines.unset(session, missing, case.region_code, since)]
    return NextStep(
        step=step.code, title=step.title, act=step.act, due_on=case.due_on,
        late=case.due_on is not None and case.due_on < clock.business_date(),
        unset=unset, why_not=_why_not(session, user, case, step),
    )  # fmt: skip


def _why_not(session: Session, user: Caller, case: Case, step: Step) -> str | None:
    if step.act is Act.NOTICE:
        why_not = notice_state.standing(session, case)[1]
        if why_not is not None:
            return why_not
    if step.act is Act.HELP and not _planned_for(session, case):
        return NoPlanInForce.title
    if step.who not in user.permissions:
        level = {"village": "村级", "township": "乡镇", "county": "县级"}[SIDE[step.who]]
        return f"这一环节由{level}办理"
    return SamePerson.title if user.id in changes.involved(session, case, step) else None


def _planned_for(session: Session, case: Case) -> bool:
    mine = (Plan.county == case.county, Plan.household_id == case.household_id, Plan.state == PlanState.ACTIVE)
    return bool(session.scalar(select(select(Plan.id).where(*mine).exists())))


def _verbs(session: Session, user: Caller, case: Case) -> dict[str, Any]:
    """Where the caller may send it back to, and whether he may end it."""
    if case.state is CaseState.CLOSED or Permission.CASES_REVIEW not in user.permissions:
        return {"may_return_to": [], "may_end": False}
    step = changes.following(case)
    own = step.act in DECISIVE and user.id in changes.involved(session, case, step)
    may_end = case.decided_on is None and user.id not in changes.workers(session, case)
    return {"may_return_to": [] if own else changes.returnable(case), "may_end": may_end}
