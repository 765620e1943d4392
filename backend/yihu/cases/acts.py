"""What each act asks for, checked against the records before the step is written; returns what is kept in `details`."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.cases import notice_state, removal
from yihu.cases import parameters as p
from yihu.cases.forms import StepForm
from yihu.cases.models import Case
from yihu.cases.problems import NoPlanInForce
from yihu.cases.procedures import Act, Procedure, Step
from yihu.kernel.models import valid_on
from yihu.kernel.problems import ValidationFailed
from yihu.plans.models import Plan, PlanState
from yihu.policy import service as policy
from yihu.policy.models import Code
from yihu.policy.parameters import unset_words, value_of
from yihu.visits.models import Visit

Asked = Callable[[Session, Case, StepForm], dict[str, Any]]
PARTS = {
    Act.VERIFY: "verification", Act.VOTE: "votes", Act.REMOVAL: "removal", Act.DECIDE: "decision",
    Act.LOOK_BACK: "look_back",
}  # fmt: skip
"""The part of the form that goes with an act; every other part is refused."""


def check(session: Session, case: Case, step: Step, form: StepForm) -> dict[str, Any]:
    wanted = PARTS.get(step.act)
    for part in PARTS.values():
        if (getattr(form, part) is not None) != (part == wanted):
            message = f"“{step.title}”须填写这一部分" if part == wanted else f"“{step.title}”不填这一部分"
            raise ValidationFailed.at(f"/{part}", "missing" if part == wanted else "not_asked", message)
    if step.act in ASKED:
        return ASKED[step.act](session, case, form)
    given = getattr(form, wanted) if wanted else None
    return given.model_dump(mode="json") if given else {}


def current_code(session: Session, name: str, code: str, day: Any, pointer: str) -> None:
    """Refuse a code that its list does not have on that day: classes come and go."""
    held = select(Code.code).where(Code.list == name, Code.code == code, valid_on(Code, day))
    if session.scalar(held) is None:
        raise ValidationFailed.at(pointer, "code_unknown", f"“{code}”在这一天不在可选范围内", list=name)


def _verify(session: Session, case: Case, form: StepForm) -> dict[str, Any]:
    found = form.verification
    assert found is not None
    if found.kin and not found.kin_note:
        raise ValidationFailed.at("/verification/kin_note", "missing", "请写明与哪位干部、什么亲属关系")
    policy.check_codes(session, {"risks": "risk_kind"}, {"risks": found.risks})
    if case.procedure is Procedure.REVIEW:
        _need(session, found.proposal, "case_decision", form.done_on, "/verification/proposal", "请提出处理意见")
    if case.procedure is not Procedure.REVIEW or found.proposal == "reinclude":
        pointer = "/verification/monitor_class"
        _need(session, found.monitor_class, "monitor_class", form.done_on, pointer, "请选择拟认定的类别")
    if found.visit_id is not None:
        v = Visit
        seen = select(v.id).where(
            v.county == case.county, v.household_id == case.household_id, v.id == found.visit_id,
            v.voided_on.is_(None), v.visited_on >= case.opened_on,
        )  # fmt: skip
        if session.scalar(seen) is None:
            raise ValidationFailed.at("/verification/visit_id", "unknown", "这一户在收到线索以后没有这次走访")
    case.kin, case.monitor_class, case.proposal = found.kin, found.monitor_class, found.proposal
    case.risks = found.risks or case.risks
    return found.model_dump(mode="json")


def _need(session: Session, code: str | None, name: str, day: Any, pointer: str, message: str) -> None:
    if code is None:
        raise ValidationFailed.at(pointer, "missing", message)
    current_code(session, name, code, day, pointer)


def _vote(session: Session, case: Case, form: StepForm) -> dict[str, Any]:
    """`passed`: by more than the county's share of those who came."""
    votes = form.votes
    assert votes is not None
    quorum, share = (
        value_of(session, parameter, case.region_code, form.done_on)
        for parameter in (p.QUORUM_PERCENT, p.AGREE_PERCENT)
    )
    if quorum is not None and votes.present * 100 < votes.entitled * quorum:
        message = f"到会人数不足应到的{quorum}%，评议无效，请重新召集"
        raise ValidationFailed.at("/votes/present", "no_quorum", message, percent=quorum)
    if share is None:
        raise ValidationFailed.at("/votes", "share_unset", unset_words([p.AGREE_PERCENT]))
    return {"passed": votes.agree * 100 > votes.present * share}


def _notice(session: Session, case: Case, form: StepForm) -> dict[str, Any]:
    notice = notice_state.over(session, case, form.done_on)
    return {"notice_id": str(notice.id), "starts_on": str(notice.starts_on), "ends_on": str(notice.ends_on)}


def _decide(session: Session, case: Case, form: StepForm) -> dict[str, Any]:
    """The decision is written into the case here; what follows from it is `effects`' business."""
    chosen = form.decision
    assert chosen is not None
    decision, group = "include", chosen.monitor_class or case.monitor_class
    if case.procedure is Procedure.REVIEW:
        _need(session, chosen.decision, "case_decision", form.done_on, "/decision/decision", "请选择处理决定")
        decision = chosen.decision or ""
    elif chosen.decision is not None:
        raise ValidationFailed.at("/decision/decision", "not_asked", "只有动态管理复核才选择处理决定")
    if decision in ("include", "reinclude"):
        _need(session, group, "monitor_class", form.done_on, "/decision/monitor_class", "请选择认定的类别")
    case.decision, case.decided_on, case.monitor_class = decision, form.done_on, group
    return {"decision": decision, "monitor_class": group}


def _help(session: Session, case: Case, form: StepForm) -> dict[str, Any]:
    mine = (Plan.county == case.county, Plan.household_id == case.household_id)
    plan = session.scalar(select(Plan.id).where(*mine, Plan.state == PlanState.ACTIVE, Plan.year == form.done_on.year))
    if plan is None:
        raise NoPlanInForce
    return {"plan_id": str(plan)}


def _removal(session: Session, case: Case, form: StepForm) -> dict[str, Any]:
    assert form.removal is not None
    policy.check_codes(session, {"bars": "removal_bar"}, {"bars": form.removal.bars})
    removal.check(session, case, form.removal, form.done_on)
    return form.removal.model_dump(mode="json")


ASKED: dict[Act, Asked] = {
    Act.VERIFY: _verify, Act.VOTE: _vote, Act.NOTICE: _notice, Act.DECIDE: _decide, Act.HELP: _help,
    Act.REMOVAL: _removal,
}  # fmt: skip
