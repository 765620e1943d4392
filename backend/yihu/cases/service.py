"""The verbs of a case: open, take the next step, send back, end."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.cases import acts, deadlines, effects, queries
from yihu.cases.changes import about, check_day, current, following, involved, opened, returnable, told, touch, workers
from yihu.cases.events import CaseEnded, CaseJoined, CaseOpened, CaseSentBack, CaseStepTaken
from yihu.cases.forms import EndForm, OpenForm, SendBack, StepForm
from yihu.cases.models import Case, CaseState, CaseStep
from yihu.cases.problems import (
    CaseIdTaken,
    DecidedAlready,
    NothingToReturn,
    SamePerson,
    StepNotYours,
    StepOutOfOrder,
    StepWithoutDocument,
)
from yihu.cases.procedures import DECISIVE, STEPS, Act, Procedure, Step, place_of, step_at
from yihu.files import service as files
from yihu.households.models import Household
from yihu.households.problems import HouseholdNotFound
from yihu.households.service import FOLLOWERS
from yihu.kernel import clock
from yihu.kernel.facts import publish
from yihu.kernel.problems import ValidationFailed
from yihu.policy import service as policy

CODES = {"channel": "case_channel", "risks": "risk_kind", "defect": "case_defect"}


def open_case(session: Session, user: Caller, form: OpenForm) -> Case:
    """Open a case, or let the household's open one of the same procedure take the clue in. The same id is the same case."""
    found = select(Household).where(within(Household, user), Household.id == form.household_id)
    household = session.scalar(found.with_for_update(read=True))
    if household is None:
        raise HouseholdNotFound
    policy.check_codes(session, CODES, form.model_dump())
    row = session.scalar(_same(user, form).with_for_update())
    if row is None:
        row = _insert(session, user, household, form)
        if row is not None:
            told(session, row, "case.opened", channel=row.channel)
            publish(session, CaseOpened(**about(row), channel=row.channel))
            return row
        row = session.scalar(_same(user, form).with_for_update())  # its twin came first
    if row is None or row.household_id != household.id:
        raise CaseIdTaken
    return _join(session, row, form)


def _same(user: Caller, form: OpenForm) -> Any:
    """The case of this id, else the open one of the household in this procedure."""
    c = Case
    mine = (c.household_id == form.household_id) & (c.procedure == form.procedure) & (c.state == CaseState.OPEN)
    wanted = mine if form.id is None else mine | (c.id == form.id)
    return queries.visible(user).where(wanted).order_by((c.id == (form.id or func.uuidv7())).desc()).limit(1)


def _insert(session: Session, user: Caller, household: Household, form: OpenForm) -> Case | None:
    """None when somebody else has just opened one."""
    today = clock.business_date()
    first = STEPS[form.procedure][0]
    values = form.model_dump(exclude={"id", "source_id"})
    row = Case(
        county=user.county, region_code=household.region_code, **values, sources=[form.source_id] if form.source_id else [],
        opened_on=today, opened_by=user.id, opened_by_name=user.name, step=first.code,
        due_on=deadlines.due_on(session, first, household.region_code, today, today),
    )  # fmt: skip
    if form.id is not None:
        row.id = form.id
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return None
    session.refresh(row)
    return row


def _join(session: Session, row: Case, form: OpenForm) -> Case:
    """A second clue of a household adds its source and its risks, never a second case."""
    if form.source_id is not None and form.source_id not in row.sources:
        row.sources = [*row.sources, form.source_id]
        row.risks = list(dict.fromkeys([*row.risks, *form.risks]))
        session.flush()
        told(session, row, "case.joined", channel=form.channel, source_id=str(form.source_id))
        publish(session, CaseJoined(**about(row), channel=form.channel))
    return row


def take_step(
    session: Session, user: Caller, case_id: UUID, form: StepForm, version: int, by: Caller | None = None
) -> Case:
    """Take the next step, as `by` or the caller. A vote that does not pass is kept, and the case stays where it is."""
    case = opened(session, user, case_id, version)
    step = following(case)
    actor = by or user
    if form.step != step.code:
        raise StepOutOfOrder(f"下一环节是“{step.title}”")
    if step.who not in actor.permissions:
        raise StepNotYours(f"“{step.title}”由上级办理")
    done = current(session, case)
    barred = involved(session, case, step)
    if actor.id in barred:
        raise SamePerson
    check_day(case, done, form)
    if not form.note and not form.attachment_ids:
        raise StepWithoutDocument
    details = acts.check(session, case, step, form)
    row = _row(case, step, done[-1] if done else None, form)
    row.actor_id, row.actor_name, row.barred, row.details = actor.id, actor.name, sorted(barred), details
    if details.get("passed") is False:
        row.superseded_why = "评议未通过"
    session.add(row)
    session.flush()
    files.expect(session, user, actor.id, case.region_code, form.attachment_ids)
    if row.superseded_why is None:
        _advance(session, user, case, step, row)
    touch(session, case)
    if case.closed_why == "relapsed":
        again = {"household_id": case.household_id, "channel": "look_back", "risks": case.risks, "source_id": case.id}
        open_case(session, user, OpenForm(**again, procedure=case.procedure, clue=form.note or "回头看发现返贫风险"))
    told(session, case, "case.step_taken", step=step.code, passed=details.get("passed"))
    publish(session, CaseStepTaken(**about(case), step=step.code))
    return case


def _row(case: Case, step: Step, previous: CaseStep | None, form: StepForm) -> CaseStep:
    return CaseStep(
        county=case.county, region_code=case.region_code, case_id=case.id, procedure=case.procedure,
        place=case.place + 1, step=step.code, previous_id=previous.id if previous else None,
        previous_place=previous.place if previous else None, done_on=form.done_on, note=form.note,
        attachment_ids=form.attachment_ids, **(form.votes.model_dump() if form.votes else {}),
    )  # fmt: skip


def _advance(session: Session, user: Caller, case: Case, step: Step, row: CaseStep) -> None:
    """On to the next step; a second review that nobody needs is noted and passed."""
    case.place += 1
    if step.act is Act.SECOND:
        case.second_by = row.actor_id
    if step.act is Act.DECIDE:
        if case.procedure is Procedure.REVIEW:
            effects.review(session, user, case, row.done_on)
        else:
            effects.take_in(session, user, case)
    if step.act is Act.REMOVE:
        case.removed_on = row.done_on
        effects.let_go(session, user, case)
    after = step_at(case.procedure, case.place)
    if after is not None and after.act is Act.SECOND and not case.kin:
        passed = CaseStep(
            county=case.county, region_code=case.region_code, case_id=case.id, procedure=case.procedure,
            place=case.place + 1, step=after.code, previous_id=row.id, previous_place=row.place, needed=False,
            done_on=row.done_on, actor_name="系统", note="未申报亲属关系，不需要复核",
        )  # fmt: skip
        session.add(passed)
        session.flush()
        case.place += 1
        after = step_at(case.procedure, case.place)
    if after is None:
        _close(session, case, "relapsed" if row.details.get("stable") is False else "done")
    else:
        case.step = after.code
        case.due_on = deadlines.due_on(session, after, case.region_code, case.opened_on, row.done_on)


def send_back(session: Session, user: Caller, case_id: UUID, form: SendBack, version: int) -> Case:
    """Back to an earlier step of the same phase, to be taken again from there; what was done stays readable."""
    case = opened(session, user, case_id, version)
    here = following(case)
    back = form.to if form.to in returnable(case) else None
    if back is None:
        raise NothingToReturn
    if here.act in DECISIVE and user.id in involved(session, case, here):
        raise SamePerson
    place = place_of(case.procedure, back)
    s = CaseStep
    session.execute(
        update(s)
        .where(s.county == case.county, s.case_id == case.id, s.place >= place, s.superseded_why.is_(None))
        .values(superseded_why=f"{user.name}退回：{form.note}"),
        execution_options={"synchronize_session": False},
    )
    case.place, case.step, case.second_by = place - 1, back, None
    today = clock.business_date()
    step = STEPS[case.procedure][place - 1]
    case.due_on = deadlines.due_on(session, step, case.region_code, case.opened_on, today)
    touch(session, case)
    told(session, case, "case.sent_back", step=back, note=form.note)
    publish(session, CaseSentBack(**about(case), step=back))
    return case


def end(session: Session, user: Caller, case_id: UUID, form: EndForm, version: int) -> Case:
    """Not taken in: unfounded, not eligible ... By a second person, and only before the decision."""
    case = opened(session, user, case_id, version)
    if case.decided_on is not None:
        raise DecidedAlready
    if user.id in workers(session, case):
        raise SamePerson
    policy.check_codes(session, {"why": "case_end"}, {"why": form.why})
    if form.why in ("done", "relapsed"):
        raise ValidationFailed.at("/why", "not_by_hand", "办结由各环节走完产生，不能直接选择")
    _close(session, case, form.why)
    touch(session, case)
    told(session, case, "case.ended", why=form.why, note=form.note)
    return case


def _close(session: Session, case: Case, why: str) -> None:
    case.state, case.step, case.due_on = CaseState.CLOSED, None, None
    case.closed_on, case.closed_why = clock.business_date(), why
    publish(session, CaseEnded(**about(case), why=why))


def follow_household(session: Session, county: str, household_id: UUID, region_code: str) -> None:
    """Cases and their steps move with their household; a notice that hung stays where it hung."""
    quiet = {"synchronize_session": False}
    mine = (Case.county == county, Case.household_id == household_id)
    session.execute(update(Case).where(*mine).values(region_code=region_code), execution_options=quiet)
    cases = select(Case.id).where(*mine)
    s = CaseStep
    steps = (s.county == county, s.case_id.in_(cases))
    session.execute(update(s).where(*steps).values(region_code=region_code), execution_options=quiet)
    files.move(session, county, select(func.unnest(s.attachment_ids)).where(*steps), region_code)


FOLLOWERS.append(follow_household)
