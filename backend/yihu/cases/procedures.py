"""The procedures as data: which steps in which order, who takes them, what each asks for, which clock runs.

A step that is not in the list of its procedure, or comes out of order, is refused by the service and by the table's
constraints; a changed order is therefore a new procedure with a code of its own, beside the old one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from yihu.accounts.permissions import Permission


class Procedure(StrEnum):
    RISK = "risk"
    """防止返贫致贫对象: identified, helped, its risk removed, looked back at."""
    FIVE_STEP = "five_step"
    """五步识别: 一核、二看、三比、四评议、五公示."""
    REVIEW = "review"
    """动态管理复核: a registered household is removed, exits, is kept or taken back."""


PROCEDURE_LABELS = {
    Procedure.RISK: "监测帮扶", Procedure.FIVE_STEP: "五步识别", Procedure.REVIEW: "动态管理复核",
}  # fmt: skip


class Act(StrEnum):
    """What a step asks of the person who takes it."""

    CHECK = "check"
    """Says what was found."""
    VERIFY = "verify"
    """Goes there, and asks whether the household is kin to a cadre."""
    VOTE = "vote"
    NOTICE = "notice"
    """A public notice that has ended, every objection answered."""
    REVIEW = "review"
    SECOND = "second"
    """Only where kinship to a cadre was declared; else the engine notes that it is not needed."""
    DECIDE = "decide"
    HELP = "help"
    """A plan in force."""
    REMOVAL = "removal"
    """Goes there and finds that the risk is gone."""
    REMOVE = "remove"
    LOOK_BACK = "look_back"


class Clock(StrEnum):
    """Which term a step has; `deadlines.py` counts it."""

    VERIFY = "verify"
    DECIDE = "decide"
    HELP = "help"
    LOOK_BACK = "look_back"


@dataclass(frozen=True)
class Step:
    code: str
    title: str
    act: Act
    who: Permission
    clock: Clock | None = None
    phase: int = 1
    """Nobody decides in a phase in which he took a step before; sending back stays inside it."""


W, R, D = Permission.CASES_WRITE, Permission.CASES_REVIEW, Permission.CASES_DECIDE
STEPS: Mapping[Procedure, tuple[Step, ...]] = {
    Procedure.RISK: (
        Step("verify", "入户核实", Act.VERIFY, W, Clock.VERIFY),
        Step("deliberate", "村级评议", Act.VOTE, W, Clock.DECIDE),
        Step("notice", "村内公示", Act.NOTICE, W, Clock.DECIDE),
        Step("township", "乡镇审核", Act.REVIEW, R, Clock.DECIDE),
        Step("second", "亲属关系复核", Act.SECOND, R, Clock.DECIDE),
        Step("county", "县级审定", Act.DECIDE, D, Clock.DECIDE),
        Step("help", "落实帮扶", Act.HELP, W, Clock.HELP, 2),
        Step("removal_verify", "风险消除核查", Act.REMOVAL, W, None, 3),
        Step("removal_deliberate", "风险消除评议", Act.VOTE, W, None, 3),
        Step("removal_notice", "风险消除公示", Act.NOTICE, W, None, 3),
        Step("removal_township", "风险消除乡镇审核", Act.REVIEW, R, None, 3),
        Step("removal_county", "风险消除县级审定", Act.REMOVE, D, None, 3),
        Step("look_back", "回头看", Act.LOOK_BACK, R, Clock.LOOK_BACK, 4),
    ),
    Procedure.FIVE_STEP: (
        Step("check", "一核：核对信息", Act.CHECK, W, Clock.VERIFY),
        Step("look", "二看：入户查看", Act.VERIFY, W, Clock.VERIFY),
        Step("compare", "三比：与邻里比较", Act.CHECK, W, Clock.DECIDE),
        Step("deliberate", "四评议：民主评议", Act.VOTE, W, Clock.DECIDE),
        Step("notice", "五公示：村内公示", Act.NOTICE, W, Clock.DECIDE),
        Step("township", "乡镇审核", Act.REVIEW, R, Clock.DECIDE),
        Step("second", "亲属关系复核", Act.SECOND, R, Clock.DECIDE),
        Step("county", "县级审定", Act.DECIDE, D, Clock.DECIDE),
    ),
    Procedure.REVIEW: (
        Step("verify", "入户核实", Act.VERIFY, W, Clock.VERIFY),
        Step("deliberate", "村级评议", Act.VOTE, W, Clock.DECIDE),
        Step("notice", "村内公示", Act.NOTICE, W, Clock.DECIDE),
        Step("township", "乡镇审核", Act.REVIEW, R, Clock.DECIDE),
        Step("second", "亲属关系复核", Act.SECOND, R, Clock.DECIDE),
        Step("county", "县级审定", Act.DECIDE, D, Clock.DECIDE),
    ),
}
STEP_TITLES = {step.code: step.title for steps in STEPS.values() for step in steps}
STEP_TITLES |= {"deliberate": "村级评议", "notice": "村内公示"}
"""For lists over all procedures, which say 四评议 and 五公示 only on the page of the case."""
SEPARATE = frozenset({Act.REVIEW, Act.SECOND, Act.DECIDE, Act.REMOVE, Act.LOOK_BACK})
"""Acts of a second person: not of whoever took another step of the phase (the look-back: of the removal too), nor, as long
as it is not decided that there is a case, of whoever opened it."""
DECISIVE = frozenset({Act.REVIEW, Act.SECOND, Act.DECIDE, Act.REMOVE})


def step_at(procedure: Procedure, place: int) -> Step | None:
    """The step after `place` steps are done; None after the last."""
    steps = STEPS[procedure]
    return steps[place] if place < len(steps) else None


def place_of(procedure: Procedure, code: str) -> int:
    """1 for the first; ValueError where the procedure has no such step."""
    return [step.code for step in STEPS[procedure]].index(code) + 1


def as_sql() -> str:
    """The condition that a row's procedure, place and step belong together."""
    known = (
        f"('{procedure}', {place}, '{step.code}')"
        for procedure, steps in STEPS.items()
        for place, step in enumerate(steps, 1)
    )
    return f"(procedure, place, step) in ({', '.join(known)})"
