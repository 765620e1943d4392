"""The life of an alert: claim, verify, help, resolve; `closing.py` ends it. Each step is a row."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.accounts.permissions import Permission
from yihu.cases import service as cases
from yihu.cases.forms import OpenForm
from yihu.files import service as files
from yihu.kernel import audit, clock
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.monitoring import clocks
from yihu.monitoring.life_schemas import MeasureForm, ResolveForm, Verdict, VerifyForm, WhyForm
from yihu.monitoring.models import Alert, AlertLevel, AlertState, AlertStep
from yihu.monitoring.problems import (
    AlertNotFound,
    AlreadyClaimed,
    NeedsNoVerification,
    NotYourAlert,
    WrongStep,
)
from yihu.monitoring.rule import RULES, Handling
from yihu.policy import service as policy
from yihu.visits.models import Visit

S = AlertState
MOST_OF_CLUE = 500
REASONS = {Verdict.TRUE: "alert_true_reason", Verdict.FALSE: "alert_false_reason", Verdict.REFER: "alert_refer_reason"}
"""Code lists to pick from."""
UP = {AlertLevel.VILLAGE: AlertLevel.TOWNSHIP, AlertLevel.TOWNSHIP: AlertLevel.COUNTY}


def locked(session: Session, user: Caller, alert_id: UUID) -> Alert:
    row = session.scalar(select(Alert).where(within(Alert, user), Alert.id == alert_id).with_for_update())
    if row is None:
        raise AlertNotFound
    return row


def claim(session: Session, user: Caller, alert_id: UUID, by: Caller | None = None) -> Alert:
    """Take it in hand. Whoever comes second is told who was first; the first may say it again."""
    row, actor = locked(session, user, alert_id), by or user
    if row.state is S.CLAIMED and row.assignee_id == actor.id:
        return row
    if row.state is not S.OPEN:
        raise _taken(row)
    row.assignee_id, row.assignee_name = actor.id, actor.name
    return _finish(session, row, S.CLAIMED, "claimed", actor)


def verify(session: Session, user: Caller, row: Alert, form: VerifyForm, by: Caller | None = None) -> Alert:
    """What somebody has seen who went there: true, untrue, or not for the village to say. `row` is locked."""
    actor = by or user
    if RULES[row.rule].handling is Handling.CURE:
        raise NeedsNoVerification
    if row.state not in (S.OPEN, S.CLAIMED):
        raise wrong(row)
    _check_day(form.verified_on, row.raised_on, "/verified_on", "核实日期")
    policy.check_codes(session, {"reason": REASONS[form.verdict]}, {"reason": form.reason})
    files.expect(session, user, actor.id, row.region_code, form.attachment_ids)
    step: dict[str, Any] = {"reason": form.reason, "note": form.note, "attachment_ids": form.attachment_ids}
    if form.verdict is Verdict.REFER:
        row.assignee_id = row.assignee_name = None
        row.level = UP.get(row.level, row.level)
        return _finish(session, row, S.OPEN, "referred", actor, on=form.verified_on, keep_clock=True, **step)
    row.assignee_id, row.assignee_name = row.assignee_id or actor.id, row.assignee_name or actor.name
    row.verified_on, row.found_true = form.verified_on, form.verdict is Verdict.TRUE
    step["visit_id"] = form.visit_id or _visit_of(session, row)
    if row.found_true:
        row.case_id = _case_of(session, user, row, form)
        return _finish(session, row, S.VERIFIED, "true", actor, on=form.verified_on, **step)
    row.resolved_on, row.resolved_by = form.verified_on, actor.id
    return _finish(session, row, S.RESOLVED, "false", actor, on=form.verified_on, **step)


def _case_of(session: Session, user: Caller, row: Alert, form: VerifyForm) -> UUID | None:
    """The household's case that takes a true clue in, where the rule says so; opened if there is none."""
    rule = RULES[row.rule]
    if rule.handling is not Handling.CASE or row.household_id is None:
        return None
    told = "；".join([rule.title, *(f"{name}：{value}" for name, value in row.facts.items()), form.note or ""])
    clue = OpenForm(
        household_id=row.household_id, channel=rule.channel, clue=told[:MOST_OF_CLUE], risks=[], source_id=row.id
    )
    return cases.open_case(session, user, clue).id


def add_measure(session: Session, user: Caller, alert_id: UUID, form: MeasureForm, version: int) -> Alert:
    """What is done about it; as often as something is done."""
    row = _at(session, user, alert_id, version, (S.VERIFIED, S.HELPING))
    check_mine(row, user)
    _check_day(form.on_day, row.raised_on, "/on_day", "日期")
    return _finish(session, row, S.HELPING, "measure", user, on=form.on_day, note=form.note, document=form.document)


def resolve(session: Session, user: Caller, alert_id: UUID, form: ResolveForm, version: int) -> Alert:
    """The work is done; somebody else confirms it."""
    row = _at(session, user, alert_id, version, (S.VERIFIED, S.HELPING))
    check_mine(row, user)
    _check_day(form.on_day, row.raised_on, "/on_day", "办结日期")
    row.resolved_on, row.resolved_by = form.on_day, user.id
    return _finish(session, row, S.RESOLVED, "resolved", user, on=form.on_day, note=form.note, document=form.document)


def send_back(session: Session, user: Caller, alert_id: UUID, form: WhyForm, version: int) -> Alert:
    """What was said or done does not hold: back to him who works on it."""
    row = _at(session, user, alert_id, version, (S.RESOLVED,))
    if not row.found_true:
        return take_back(session, user, row, form.note)
    row.resolved_on = row.resolved_by = None
    return _finish(session, row, S.HELPING, "returned", user, note=form.note)


def take_back(session: Session, user: Caller, row: Alert, note: str) -> Alert:
    """A verification that another one contradicts, before anybody has acted on it. `row` is locked."""
    if row.state is not S.VERIFIED and (row.state is not S.RESOLVED or row.found_true):
        raise wrong(row)
    row.verified_on = row.found_true = row.resolved_on = row.resolved_by = None
    return _finish(session, row, S.CLAIMED, "returned", user, note=note)


def _at(session: Session, user: Caller, alert_id: UUID, version: int, states: Iterable[S]) -> Alert:
    row = locked(session, user, alert_id)
    check_version(row, version)
    if row.state not in states:
        raise wrong(row)
    return row


def wrong(row: Alert) -> WrongStep:
    return WrongStep(state=row.state.value)


def _taken(row: Alert) -> AlreadyClaimed:
    return AlreadyClaimed(f"{row.assignee_name or '别人'}已认领", assignee_name=row.assignee_name)


def check_mine(row: Alert, user: Caller) -> None:
    if refused := not_his(row, user):
        raise refused


def not_his(row: Alert, user: Caller) -> NotYourAlert | None:
    """His to whom it was given, or of those who may give it to themselves."""
    if row.assignee_id in (None, user.id) or Permission.ALERTS_ASSIGN in user.permissions:
        return None
    return NotYourAlert(f"由{row.assignee_name}办理", assignee_name=row.assignee_name)


def _check_day(day: date, first: date, pointer: str, name: str) -> None:
    if day > clock.business_date():
        raise ValidationFailed.at(pointer, "in_the_future", f"{name}不能晚于今天")
    if day < first:
        raise ValidationFailed.at(pointer, "before_alert", f"{name}不能早于预警产生的日期 {first}")


def _visit_of(session: Session, row: Alert) -> UUID | None:
    """The household's latest visit since the alert was raised."""
    v = Visit
    since = (v.county == row.county, v.household_id == row.household_id, v.visited_on >= row.raised_on)
    latest = select(v.id).where(*since, v.voided_on.is_(None)).order_by(v.visited_on.desc(), v.id.desc()).limit(1)
    return session.scalar(latest) if row.household_id else None


def _finish(
    session: Session, row: Alert, state: S, kind: str, actor: Caller, *, on: date | None = None,
    keep_clock: bool = False, **told: Any,
) -> Alert:  # fmt: skip
    """Write the step, start the next one's clock, leave the audit row."""
    day, before = clock.business_date(), row.state
    row.state = state
    if state is not before and not keep_clock:
        row.level = clocks.home(row)
    where = {"county": row.county, "region_code": row.region_code}
    step = AlertStep(
        **where, alert_id=row.id, kind=kind, on_day=on or day, actor_id=actor.id, actor_name=actor.name, **told
    )
    session.add(step)
    session.flush()
    if state is not before and not keep_clock:
        clocks.begin(session, row.county, [row.id], day)
        session.refresh(row, ["step_due_on", "step_amber_on"])
    audit.record(session, f"alert.{kind}", **where, subject=("alert", row.id), rule=row.rule, state=[before, state])
    return row
