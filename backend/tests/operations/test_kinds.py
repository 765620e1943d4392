"""Each kind of operation from its preview to its end: whom it refuses and in which words, what it leaves, what comes back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from tests.conftest import TODAY, rules_of_loans
from tests.loans.make import loan, notices
from tests.make import OTHER_TOWNSHIP
from tests.monitoring.test_plan_rules import measure, plan
from tests.operations.make import asked, figures, rows, step
from tests.pairings import make as pairings
from tests.plans.make import home
from yihu.accounts.models import User
from yihu.kernel.audit import AuditEntry
from yihu.kernel.facts import Fact
from yihu.loans.models import LoanNotice
from yihu.monitoring.models import Alert, AlertStep
from yihu.operations.operation import OPERATIONS
from yihu.pairings.models import Pairing
from yihu.plans.models import Measure, MeasureState, Plan

pytestmark = rules_of_loans


@pytest.fixture
def told(session):
    """`told(action, fact)`: the subjects of the audit rows of an action, sorted, and of the facts of that name."""

    def both(action, fact):
        audits = session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == action))
        facts = session.scalars(select(Fact.subject_id).where(Fact.name == fact))
        return sorted(audits), sorted(facts)

    return both


def said(browser, found, **asked):
    """Why each was left alone, by record."""
    return {row.target_id: (row.code, row.message) for row in rows(browser, found, **asked)}


def not_taken_back(browser, found):
    answer = browser.post(f"/operations/{found.id}:reverse", headers={"If-Match": f'"{found.version}"'})
    return (answer.status_code, answer.json()["code"], found.reversible)


def test_pairings_end_on_purpose_and_for_good(session, client, run_jobs, told):
    who, far = pairings.helper(session, name="李帮扶"), pairings.helper(session, f"{OTHER_TOWNSHIP}001")
    mine, meanwhile, young, over = (
        pairings.pairing(session, who, pairings.home(session), **more)
        for more in (
            {},
            {},
            {"valid_from": date(2026, 11, 21)},
            {"valid_to": date(2026, 6, 1), "end_reason": "left_post"},
        )
    )
    theirs = pairings.pairing(session, far, pairings.home(session, f"{OTHER_TOWNSHIP}001"))
    session.commit()
    officer, every = client("xiangzhen"), [str(one.id) for one in (mine, meanwhile, young, over, theirs)]
    offered = {one["operation"] for one in officer.get("/operation-kinds").json()["items"]}
    assert offered == set(OPERATIONS), "whoever adds a kind tells of its journey here"
    ends = {"valid_to": "2026-11-20", "end_reason": "left_post", "end_note": "调离"}

    early = asked(officer, run_jobs, "pairings.end", ids=every, parameters=ends | {"valid_to": "2026-11-24"})
    assert set(said(officer, early).values()) == {
        ("in_future", "结束日期不能晚于今天"), ("pairing_ended_already", "这条结对已经结束"),
    }  # fmt: skip
    found = asked(officer, run_jobs, "pairings.end", ids=every, parameters=ends)
    assert (figures(found), found.counts.total) == ({"foreseen": 2, "refused": 2}, 4), "another township's is not there"
    assert said(officer, found, state="refused") == {
        young.id: ("before_start", "结束日期不能早于开始日期"), over.id: ("pairing_ended_already", "这条结对已经结束"),
    }  # fmt: skip
    own = {"valid_to": "2026-11-22", "end_reason": "left_post"}
    faster = officer.post(f"/pairings/{meanwhile.id}:end", json=own, headers={"If-Match": '"1"'})
    assert faster.status_code == 200, faster.text
    run_jobs()
    found = step(officer, run_jobs, found, "start")
    assert figures(found) == {"succeeded": 1, "failed": 1, "refused": 2}
    assert said(officer, found, state="failed") == {meanwhile.id: ("pairing_ended_already", "这条结对已经结束")}
    session.expire_all()
    assert (mine.valid_to, mine.end_reason, mine.end_note) == (date(2026, 11, 20), "left_post", "调离")
    assert [one.valid_to for one in (meanwhile, young, theirs)] == [date(2026, 11, 22), None, None]
    homes = sorted([mine.household_id, meanwhile.household_id])
    assert told("pairing.ended", "PairingEnded") == (homes, sorted([mine.id, meanwhile.id]))
    assert not_taken_back(officer, found) == (409, "not_reversible", False)
    assert session.scalar(select(Pairing.valid_to).where(Pairing.id == mine.id)) == date(2026, 11, 20)


def test_measures_change_hands_and_go_back_to_whoever_had_them(session, client, run_jobs, told):
    old, new, third, left = (pairings.helper(session, name=name) for name in ("李帮扶", "罗建国", "何春林", "赵离岗"))
    his = {"helper_id": old.id, "owner_name": old.name}
    running, under_review = (plan(session, home(session)[0], state=state) for state in ("active", "submitted"))
    kept, other, passed_on, nobodys, over, already, meanwhile, orphan = (
        measure(session, running, text, **more)
        for text, more in (
            ("养牛", his), ("养蜂", {"helper_id": third.id, "owner_name": third.name}), ("养猪", his), ("务工", {}), ("修路", his | {"state": "done", "done_on": TODAY}),
            ("种药", {"helper_id": new.id, "owner_name": new.name}), ("学艺", his),
            ("养鱼", {"helper_id": left.id, "owner_name": left.name}),
        )
    )  # fmt: skip
    locked = measure(session, under_review, "治病", **his)
    session.commit()
    officer, cadre = client("xiangzhen"), client("cunganbu")
    form = {"list": "/measures?year=2026", "parameters": {"helper_id": str(new.id)}}
    found = asked(officer, run_jobs, "measures.assign", **form)
    assert said(officer, found, state="refused") == {
        over.id: ("measure_ended", "措施已完成或已取消"), already.id: ("measure_same", "原来就由他负责"),
        locked.id: ("measure_closed", "计划正在审核，或已不再执行"),
    }  # fmt: skip
    session.execute(update(Measure).where(Measure.id == meanwhile.id).values(state=MeasureState.DONE, done_on=TODAY))
    session.commit()
    found = step(officer, run_jobs, found, "start")
    assert (figures(found), found.reversible) == ({"succeeded": 5, "failed": 1, "refused": 3}, True)
    assert said(officer, found, state="failed") == {meanwhile.id: ("measure_ended", "措施已完成或已取消")}
    session.expire_all()
    assert {one.owner_name for one in (kept, other, passed_on, nobodys, orphan)} == {"罗建国"}
    assert (meanwhile.owner_name, locked.owner_name) == ("李帮扶", "李帮扶")
    assert told("measure.assigned", "PlanChanged") == ([running.id], [running.id])

    given = {"measure_ids": [str(passed_on.id)], "helper_id": str(third.id)}
    assert cadre.post("/measures:assign", json=given).json()["count"] == 1
    run_jobs()
    left.valid_to = TODAY
    session.commit()
    found = step(officer, run_jobs, found, "reverse")
    assert (found.state, figures(found)) == ("reversed", {"reversed": 2, "kept": 3, "failed": 1, "refused": 3})
    gone_on = ("gone_on", "此后换过责任人，或原来没有责任人，不撤回")
    assert said(officer, found, state="kept") == {
        passed_on.id: gone_on, nobodys.id: gone_on,
        orphan.id: ("gone_on", "原来的责任人已不在岗或账号已停用，不撤回"),
    }  # fmt: skip
    session.expire_all()
    assert [one.owner_name for one in (kept, other, passed_on, nobodys)] == ["李帮扶", "何春林", "何春林", "罗建国"]
    assert [(one.helper_id, one.owner_id) for one in (kept, other)] == [(old.id, None), (third.id, None)]

    stranger = asked(officer, run_jobs, "measures.assign", **form | {"parameters": {"helper_id": str(running.id)}})
    job = officer.get(f"/jobs/{stranger.job_id}").json()
    assert (stranger.state, job["problem"]) == ("failed", "没有这位在岗的帮扶人员")


def test_notices_wait_for_delivery_again_from_the_last_rung_down(session, client, run_jobs, told):
    loan(session, due_in=-3)
    for days in (20, 20, 45, 45):
        loan(session, due_in=days)
    delivery = {"state": "delivered", "delivered_on": TODAY, "outcome": "signed", "receiver_name": "张三"}
    made = notices(session)
    late = [one for one in made if one.rung == "overdue"]
    written = [one for one in made if one.rung == "written"]
    reminders = [one for one in made if one.rung == "reminder"]
    first = LoanNotice(
        **{name: getattr(late[0], name) for name in ("county", "region_code", "loan_id", "household_id", "due_on")},
        rung="written", raised_on=TODAY - timedelta(days=30), deadline_on=TODAY, **delivery,
    )  # fmt: skip
    session.add(first)
    struck, meanwhile, waiting = written[0], written[1], reminders[0]
    for one in (*late, struck, meanwhile):
        for name, value in delivery.items():
            setattr(one, name, value)
    session.commit()
    officer, reason = client("xiangzhen"), {"reason": "送达登记有误，重新送达"}
    every = [str(one.id) for one in (first, struck, meanwhile, waiting)]
    found = asked(officer, run_jobs, "loan-notices.redeliver", ids=every, parameters=reason)
    assert said(officer, found, state="refused") == {
        first.id: ("later_notice_delivered", "此后的通知已送达，请先撤销后一份的登记"),
        waiting.id: ("notice_not_delivered", "通知还没有登记送达"),
    }  # fmt: skip
    undo = {"json": {"reason": "登错了户"}, "headers": {"If-Match": f'"{meanwhile.version}"'}}
    assert officer.post(f"/loan-notices/{meanwhile.id}:undo-delivery", **undo).status_code == 200
    run_jobs()
    found = step(officer, run_jobs, found, "start")
    assert figures(found) == {"succeeded": 1, "failed": 1, "refused": 2}
    assert said(officer, found, state="failed") == {meanwhile.id: ("notice_not_delivered", "通知还没有登记送达")}
    session.expire_all()
    assert (struck.state, struck.delivered_on, struck.receiver_name) == ("open", None, None)
    assert (first.state, late[0].state) == ("delivered", "delivered")
    both = sorted([struck.id, meanwhile.id])
    assert told("loan_notice.delivery_undone", "LoanNoticeDeliveryUndone") == (both, both)
    reasons = select(AuditEntry.details["reason"].astext).where(AuditEntry.subject_id == struck.id)
    assert session.scalars(reasons).all() == [reason["reason"]]
    assert not_taken_back(officer, found) == (409, "not_reversible", False)

    both = [str(one.id) for one in (first, *late)]
    found = asked(officer, run_jobs, "loan-notices.redeliver", ids=both, parameters=reason)
    assert figures(step(officer, run_jobs, found, "start")) == {"succeeded": 2}, "the later of one loan goes with it"
    session.expire_all()
    assert {first.state, late[0].state} == {"open"}


def test_plans_go_back_to_their_authors_but_not_by_whoever_wrote_them(session, client, run_jobs, told):
    officer = client("xiangzhen")
    me = session.scalars(select(User).where(User.username == "xiangzhen")).one()
    back, own, withdrawn, draft = (
        plan(session, home(session)[0], **more)
        for more in (
            {"state": "submitted"}, {"state": "submitted", "author_id": me.id}, {"state": "submitted"}, {"state": "draft"},
        )
    )  # fmt: skip
    session.commit()
    every = [str(one.id) for one in (back, own, withdrawn, draft)]
    found = asked(officer, run_jobs, "plans.return", ids=every, parameters={"note": "措施空泛，请重写"})
    assert said(officer, found, state="refused") == {
        own.id: ("own_plan", "不能审核自己制定、改写或提交的计划"),
        draft.id: ("plan_not_submitted", "计划不在待审状态"),
    }  # fmt: skip
    answer = client("cunganbu").post(f"/plans/{withdrawn.id}:withdraw", headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    run_jobs()
    found = step(officer, run_jobs, found, "start")
    assert figures(found) == {"succeeded": 1, "failed": 1, "refused": 2}
    assert said(officer, found, state="failed") == {withdrawn.id: ("plan_not_submitted", "计划不在待审状态")}
    session.expire_all()
    assert (back.state, back.review_note, back.reviewed_by_name) == ("returned", "措施空泛，请重写", "向镇")
    assert (own.state, withdrawn.state, draft.state) == ("submitted", "draft", "draft")
    assert told("plan.returned", "PlanReturned") == ([back.id], [back.id])
    assert not_taken_back(officer, found) == (409, "not_reversible", False)
    assert session.scalar(select(func.count()).where(Plan.state == "returned")) == 1


def test_resolved_alerts_are_confirmed_by_a_second_person(session, client, run_jobs):
    people = {one.username: one.id for one in session.scalars(select(User))}
    one, _ = home(session)
    here = {
        "county": one.county,
        "region_code": one.region_code,
        "household_id": one.id,
        "severity": "warning",
        "facts": {},
    }
    about = {"subject_kind": "loan", "raised_on": date(2026, 11, 20), "rule": "loan_overdue"}
    done = {"state": "resolved", "resolved_on": date(2026, 11, 22), "resolved_by": people["cunganbu"]}
    true, untrue, his, meanwhile, not_yet = alerts = [
        Alert(**here, **about, subject_id=uuid4(), **more)
        for more in (
            done | {"found_true": True}, done | {"found_true": False}, done | {"resolved_by": people["xiangzhen"]}, done | {"found_true": True},
            {"state": "verified"},
        )
    ]  # fmt: skip
    session.add_all(alerts)
    session.commit()
    officer, form = client("xiangzhen"), {"list": "/alerts?rule=loan_overdue"}
    bare = officer.post("/operations", json={"operation": "alerts.close", **form, "parameters": {}})
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/parameters/note")
    found = asked(officer, run_jobs, "alerts.close", **form, parameters={"note": "已逐条核对台账"})
    assert said(officer, found, state="refused") == {
        his.id: ("closed_by_resolver", "办结的人不能自己复核销号，请由另一人复核"),
        not_yet.id: ("wrong_step", "预警不在这一步，请刷新后再办"),
    }
    back = {"note": "台账上还有欠款", "headers": {"If-Match": f'"{meanwhile.version}"'}}
    answer = officer.post(f"/alerts/{meanwhile.id}:return", json={"note": back["note"]}, headers=back["headers"])
    assert answer.is_success, answer.text
    found = step(officer, run_jobs, found, "start")
    assert figures(found) == {"succeeded": 2, "failed": 1, "refused": 2}
    assert [failed.target_id for failed in rows(officer, found, state="failed")] == [meanwhile.id]
    session.expire_all()
    assert [(row.state, row.closed_on, row.closed_by, row.closed_why) for row in (true, untrue)] == [
        ("closed", TODAY, people["xiangzhen"], why) for why in ("核实属实，已办结", "经核实不属实")
    ]
    assert [row.closed_on for row in (his, meanwhile, not_yet)] == [None] * 3
    steps = session.scalars(select(AlertStep.note).where(AlertStep.kind == "closed"))
    assert list(steps) == ["已逐条核对台账"] * 2
    audits = session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "alert.closed"))
    assert set(audits) == {true.id, untrue.id}
    assert not_taken_back(officer, found) == (409, "not_reversible", False)
