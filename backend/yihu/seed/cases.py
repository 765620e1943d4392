"""Invented cases of the demo township at every stage, a notice that hangs today, and declarations."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from yihu.accounts.models import User
from yihu.cases import deadlines, doors, notice_text
from yihu.cases.declaration_models import Declaration
from yihu.cases.models import Case, CaseStep
from yihu.cases.notice_models import NoticeLine, Objection, PublicNotice
from yihu.cases.procedures import STEPS, Act, Procedure
from yihu.households.models import Household
from yihu.kernel.crypto import blind_index, masked
from yihu.policy import service as policy
from yihu.regions.models import Region
from yihu.seed.accounts import VILLAGE

NAMESPACE = UUID("5119219a-0000-4000-8000-000000000000")
PLAN: tuple[tuple[Procedure, int, int, str, str, tuple[str, ...]], ...] = (
    (Procedure.RISK, 0, 3, "alert", "系统预警：上月医药费自付一万二千元，经电话核对属实。", ("illness",)),
    (Procedure.RISK, 1, 12, "cadre", "走访时得知儿子在工地受伤，已停工一个月。", ("accident", "job_loss")),
    (Procedure.RISK, 2, 16, "declared", "自主申报：受了灾，一个月以内。", ("disaster",)),
    (Procedure.RISK, 2, 15, "department", "民政推送：低保复核中收入明显下降。", ("job_loss",)),
    (Procedure.RISK, 3, 22, "cadre", "银耳滞销，借款周转不开。", ("market",)),
    (Procedure.RISK, 5, 27, "hotline", "12345转来：孩子上大学，学费没有着落。", ("schooling",)),
    (Procedure.RISK, 7, 160, "cadre", "户主住院手术，自付两万多元。", ("illness",)),
    (Procedure.RISK, 12, 300, "cadre", "房屋垮塌，已重建搬入。", ("housing",)),
    (Procedure.REVIEW, 0, 20, "department", "比对结果：消费性车辆（车辆管理部门名单）。", ()),
    (Procedure.FIVE_STEP, 2, 8, "cadre", "群众反映漏评，收入长期偏低。", ("no_labour",)),
)
"""Procedure, steps done, days since it was opened, channel, clue, risks."""
SAID = (
    ("屈家珍", "1组", "illness", "month", "老伴查出要做手术，报销后还差一大截，地里的活也没人干。", 1),
    ("苟明富", "3组", "job_loss", "quarter", "厂里停工回来两个多月了，家里就我一个挣钱的。", 4),
    ("何桂英", "2组", "water", "half_year", "天一旱水池就干，要到沟里挑。", 9),
)
NOTES = {
    Act.CHECK: "核对户口、收入、住房和大额支出，情况属实。", Act.VERIFY: "入户查看，与户主谈了情况，票据看过。",
    Act.VOTE: "村民代表会议评议。", Act.NOTICE: "公示期满，没有异议。", Act.REVIEW: "材料齐全，同意上报。",
    Act.DECIDE: "同意。", Act.HELP: "已制定一户一策计划并落实措施。", Act.REMOVAL: "收入稳定，住房饮水有保障，风险已消除。",
    Act.REMOVE: "同意消除风险，继续关注。",
}  # fmt: skip
VOTES = {"entitled": 32, "present": 28, "agree": 25, "against": 1, "abstain": 2}
GONE = {"assurances_kept": True, "risk_gone": True, "bars": [], "income_finding": "全家务工两人，月收入稳定已满半年。"}


def fill(session: Session, county: str, on: date) -> dict[str, int]:
    """Counts of what was made; nothing where the village has cases already."""
    if session.scalar(select(func.count()).select_from(Case).where(Case.county == county)):
        return {"cases": 0, "declarations": 0}
    h = Household
    homes = session.scalars(
        select(h).where(h.county == county, func.starts_with(h.region_code, VILLAGE)).order_by(h.household_no).limit(40)
    ).all()
    if len(homes) < len(PLAN):
        return {"cases": 0, "declarations": 0}
    people = {
        name: session.scalar(select(User).where(User.username == name)) for name in ("cunganbu", "xiangzhen", "xianji")
    }
    cases = [_case(session, home, on, people, *plan) for home, plan in zip(homes[::4], PLAN, strict=False)]
    _notice(session, county, on, [case for case in cases if case.step == "notice"], people["cunganbu"])
    _declarations(session, county, on)
    session.flush()
    return {"cases": len(cases), "declarations": len(SAID)}


def _steps(
    session: Session, case: Case, on: date, people: dict[str, User | None], done: int, ago: int
) -> CaseStep | None:
    """The first `done` steps of a case; the last of them."""
    previous: CaseStep | None = None
    for place, step in enumerate(STEPS[case.procedure][:done], 1):
        who = people[
            "xianji" if step.act in (Act.DECIDE, Act.REMOVE) else "xiangzhen" if step.act is Act.REVIEW else "cunganbu"
        ]
        needed = step.act is not Act.SECOND
        more: dict[str, Any] = {
            "details": GONE if step.act is Act.REMOVAL else {"passed": True} if step.act is Act.VOTE else {}
        }
        more |= VOTES if step.act is Act.VOTE else {}
        row = CaseStep(
            county=case.county, region_code=case.region_code, case_id=case.id, procedure=case.procedure, place=place,
            step=step.code, previous_id=previous.id if previous else None, previous_place=previous.place if previous else None,
            needed=needed, done_on=_day(case.opened_on, on, ago, done, place), actor_id=who.id if who and needed else None,
            actor_name=who.name if who and needed else "系统", note=NOTES.get(step.act, "未申报亲属关系，不需要复核"), **more,
        )  # fmt: skip
        session.add(row)
        session.flush()
        previous = row
    return previous


def _case(
    session: Session, home: Household, on: date, people: dict[str, User | None], procedure: Procedure, done: int, ago: int,
    channel: str, clue: str, risks: tuple[str, ...],
) -> Case:  # fmt: skip
    """One case with its first `done` steps, spread over the days since it was opened."""
    steps, opened_on = STEPS[procedure], on - timedelta(days=ago)
    review = procedure is Procedure.REVIEW
    case = Case(
        county=home.county, region_code=home.region_code, household_id=home.id, procedure=procedure, channel=channel,
        clue=clue, risks=list(risks), opened_on=opened_on, opened_by_name="演示", step=steps[done].code, place=done,
        defect="asset_hit" if review else None, kin=False if done else None,
        monitor_class="prevention_target" if done and not review else None,
    )  # fmt: skip
    if done >= _place(procedure, Act.DECIDE):
        case.decision, case.class_before = "include", home.household_class
        case.decided_on = _day(opened_on, on, ago, done, _place(procedure, Act.DECIDE))
        home.household_class = "prevention_target"
    if procedure is Procedure.RISK and done >= _place(procedure, Act.REMOVE):
        case.removed_on = on - timedelta(days=20)
        home.household_class = case.class_before or "ordinary"
    session.add(case)
    session.flush()
    previous = _steps(session, case, on, people, done, ago)
    last = previous.done_on if previous else opened_on
    case.due_on = deadlines.due_on(session, steps[done], case.region_code, opened_on, last)
    return case


def _place(procedure: Procedure, act: Act) -> int:
    return next((place for place, step in enumerate(STEPS[procedure], 1) if step.act is act), 99)


def _day(opened_on: date, on: date, ago: int, done: int, place: int) -> date:
    return min(on - timedelta(days=1), opened_on + timedelta(days=max(1, ago // (done + 1)) * place))


def _notice(session: Session, county: str, on: date, cases: list[Case], by: User | None) -> None:
    """One list for all that stand at their notice, with a question nobody has answered."""
    row = PublicNotice(
        county=county, region_code=VILLAGE, kind="risk.notice", starts_on=on - timedelta(days=2),
        ends_on=on + timedelta(days=3), place="村务公开栏", contact_office="村务监督委员会", contact_phone="0827-7220001",
        posted_by=by.id if by else None, posted_by_name=by.name if by else "村两委",
    )  # fmt: skip
    session.add(row)
    session.flush()
    reasons, classes = (policy.labels(session, name) for name in ("notice_reason", "monitor_class"))
    for sort, case in enumerate(cases, 1):
        home = session.get(Household, (county, case.household_id))
        group = session.scalar(
            select(Region.short_name).where(Region.code == case.region_code, Region.level == "group")
        )
        session.add(
            NoticeLine(
                county=county, region_code=VILLAGE, notice_id=row.id, case_id=case.id, sort=sort, group_name=group,
                head_name=home.head_name if home else "", class_label=classes[case.monitor_class or "prevention_target"],
                reason_label=reasons[notice_text.reason_of(case.risks)],
            )
        )  # fmt: skip
    session.add(
        Objection(
            county=county, region_code=VILLAGE, notice_id=row.id, case_id=cases[0].id if cases else None,
            raised_on=on - timedelta(days=1), text="听说他家在县城买了房，请查一下。", taken_by_name=row.posted_by_name,
        )
    )  # fmt: skip


def _declarations(session: Session, county: str, on: date) -> None:
    for number, (name, group, difficulty, since, words, ago) in enumerate(SAID):
        made, phone = uuid5(NAMESPACE, f"{VILLAGE}-{number}"), f"1989{number}0{number}2026"
        session.add(
            Declaration(
                county=county, region_code=VILLAGE, id=made, name=name, phone=phone, phone_hash=blind_index(phone),
                phone_masked=masked(phone, 3, 4), group_name=group, difficulty=difficulty, since=since, words=words,
                digest=b"-", receipt_hash=doors.receipt_hash(doors.receipt_of(made)), received_on=on - timedelta(days=ago),
                due_on=deadlines.term(session, deadlines.DECLARED, VILLAGE, on - timedelta(days=ago)),
            )
        )  # fmt: skip
