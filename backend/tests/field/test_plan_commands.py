"""A plan written on a phone without signal, and what others did meanwhile."""

from uuid import uuid4

import pytest

from tests.conftest import TODAY
from tests.field.make import command, days_ago, send
from tests.plans.make import CONSENT, Author, home, measure
from yihu.kernel.db import EVERYWHERE, entering
from yihu.plans.models import MeasureProgress
from yihu.plans.suggestion_models import RiskSignal


@pytest.fixture
def cadre(client):
    return client("cunganbu")


@pytest.fixture
def township(client):
    return client("xiangzhen")


class Phone:
    """Writes commands in order, with what stood on the screen; `send` gives status and problem or clash of each."""

    def __init__(self, browser, household):
        self.browser, self.household = browser, household
        self.plan, self.measures, self.waiting = str(uuid4()), {}, []

    def does(self, kind, subject, patch, **over):
        self.waiting.append(command(kind, subject, patch, household_id=str(self.household.id), **over))

    def start(self):
        self.does("plan_start", self.plan, {"household_id": str(self.household.id), "year": 2026})

    def add(self, **over):
        new = str(uuid4())
        form = measure(**over)
        self.measures[new] = {name: form[name] for name in ("text", "quantity", "unit", "due_on")} | {"id": new}
        self.does("measure_add", new, {"plan_id": self.plan, **form})
        return new

    def whole(self, head):
        """A complete draft for `home`."""
        self.start()
        self.add(cause="illness", category="health", text="签约村医每月随访一次", quantity="12", unit="次")
        self.add(cause="no_skill", member_id=str(head.id))
        self.add(cause=None, assurance="housing", category="housing", text="加固后墙", quantity="1", unit="处")
        self.does("plan_change", self.plan, {"income_target": "9000", "wish": "想多养几头牛"},
                  base={"income_target": None, "wish": None})  # fmt: skip

    def seen(self):
        return {"measures": list(self.measures.values())}

    def hand_in(self):
        self.does("plan_confirm", self.plan, CONSENT | self.seen())
        self.does("plan_submit", self.plan, self.seen())

    def send(self):
        sent, self.waiting = self.waiting, []
        return send(self.browser, *sent)


def read(browser, plan_id):
    answer = browser.get(f"/plans/{plan_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def approved(township, plan_id):
    plan = read(township, plan_id)
    answer = township.post(f"/plans/{plan_id}:approve", json={}, headers={"If-Match": f'"{plan["version"]}"'})
    assert answer.is_success, answer.text
    return answer.json()


def statuses(results):
    return [one["status"] for one in results]


def test_a_whole_draft_written_without_signal_is_handed_in_and_approved(session, cadre, township):
    row, head = home(session)
    phone = Phone(cadre, row)
    suggested = cadre.get(f"/households/{row.id}/plan-suggestions").json()["items"]
    phone.whole(head)
    signature = str(uuid4())
    signed = {"consent_on": "2026-11-20", "consent_kind": "signature", "consent_name": "张三"}
    phone.does("plan_confirm", phone.plan, {**signed, "consent_attachment_id": signature, **phone.seen()})
    phone.does("plan_submit", phone.plan, phone.seen())
    assert statuses(phone.send()) == ["applied"] * 7
    plan = approved(township, phone.plan)
    assert (plan["state"], plan["completeness"], plan["consent_attachment_id"]) == ("active", 100, signature)
    assert {one["id"] for one in plan["measures"]} == set(phone.measures)
    assert suggested == []


def test_what_is_incomplete_comes_back_with_its_gaps_named(session, cadre):
    row, _ = home(session)
    phone = Phone(cadre, row)
    phone.start()
    phone.add(cause="illness", quantity=None, unit=None, owner_name=None, due_on=None)
    phone.measures.clear()
    phone.hand_in()
    *_, confirmed, refused = phone.send()
    assert confirmed["problem"]["code"] == refused["problem"]["code"] == "plan_is_another"
    assert "多了“养殖肉牛3头" in confirmed["problem"]["detail"]
    phone.does("plan_submit", phone.plan, {"measures": [{"id": read(cadre, phone.plan)["measures"][0]["id"],
                                                         "text": measure()["text"]}]})  # fmt: skip
    (refused,) = phone.send()
    assert (refused["status"], refused["problem"]["code"]) == ("quarantined", "plan_incomplete")
    assert "没有数量和单位" in refused["problem"]["detail"]
    assert read(cadre, phone.plan)["state"] == "draft"


def test_nothing_is_agreed_to_that_did_not_arrive(session, cadre):
    row, head = home(session)
    phone = Phone(cadre, row)
    phone.whole(head)
    phone.add(category="no_such_category", text="买保险")
    phone.hand_in()
    results = phone.send()
    assert statuses(results)[-3:] == ["quarantined"] * 3
    assert results[-2]["problem"]["detail"] == "少了“买保险”"


def test_a_field_two_have_changed_is_shown_to_both(session, cadre, township):
    row, _ = home(session)
    office = Author(township)
    office.start(row.id)
    one = office.add()
    phone = Phone(cadre, row)
    answer = township.patch(
        f"/measures/{one['id']}", json={"quantity": "5", "unit": "只"}, headers={"If-Match": f'"{one["version"]}"'}
    )
    assert answer.is_success, answer.text
    seen = {"base_version": one["version"], "base": {"quantity": "3.00", "text": one["text"]}}
    phone.does("measure_change", one["id"], {"quantity": "4", "text": "养殖肉牛4头"}, **seen)
    phone.does("measure_change", one["id"], {"text": "养殖肉牛，合作社保底"}, base={"text": one["text"]})
    clash, beside = phone.send()
    assert clash["conflict"]["fields"] == {"quantity": {"base": "3.00", "mine": "4", "theirs": "5.00"}}
    assert beside["status"] == "applied"
    now = read(cadre, office.plan["id"])["measures"][0]
    assert (now["quantity"], now["unit"], now["text"]) == ("5.00", "只", "养殖肉牛，合作社保底")
    phone.does("plan_change", office.plan["id"], {"wish": "养羊"}, base={"wish": None})
    phone.does("plan_change", office.plan["id"], {"wish": "养鸡"}, base={"wish": None})
    assert statuses(phone.send()) == ["applied", "conflict"]
    phone.does("measure_drop", one["id"], {"text": one["text"]})
    phone.does("measure_drop", one["id"], {"text": now["text"]})
    assert statuses(phone.send()) == ["conflict", "applied"]
    assert read(cadre, office.plan["id"])["measures"] == []


def test_two_who_began_the_same_plan_end_in_one(session, cadre, township):
    row, head = home(session)
    office = Author(township)
    office.start(row.id)
    phone = Phone(cadre, row)
    phone.whole(head)
    assert statuses(phone.send())[:4] == ["merged", "applied", "applied", "applied"]
    plan = read(cadre, office.plan["id"])
    assert {one["id"] for one in plan["measures"]} == set(phone.measures)
    assert plan["wish"] == "想多养几头牛"


def test_a_plan_handed_in_meanwhile_takes_no_more(session, cadre, township):
    row, head = home(session)
    phone = Phone(cadre, row)
    phone.whole(head)
    phone.hand_in()
    phone.send()
    one = next(iter(phone.measures))
    late = [("measure_add", str(uuid4()), {"plan_id": phone.plan, **measure()}), ("measure_change", one, {"text": "改了"}),
            ("measure_drop", one, {"text": "x"}), ("plan_change", phone.plan, {"wish": "别的"})]  # fmt: skip
    for kind, subject, patch in late:
        phone.does(kind, subject, patch, base={"text": measure()["text"], "wish": "想多养几头牛"})
    phone.does("plan_submit", phone.plan, phone.seen())
    *refused, again = phone.send()
    assert {one["status"] for one in refused} == {"quarantined"}
    assert {one["problem"]["code"] for one in refused} == {"plan_not_in_work"}
    assert again["status"] == "merged"


def test_progress_told_after_forty_days_reaches_the_edition_in_force(session, cadre, township):
    row, head = home(session)
    phone = Phone(cadre, row)
    phone.whole(head)
    phone.hand_in()
    phone.send()
    plan = approved(township, phone.plan)
    old = plan["measures"][0]
    village = Author(cadre)
    village.plan = plan
    assert village.verb("adjust", {"why": "adjusted"}).is_success
    assert village.verb("confirm", CONSENT).is_success
    assert village.verb("submit").is_success
    edition = approved(township, village.plan["id"])
    (new,) = (one for one in edition["measures"] if one["root_id"] == old["id"])
    assert new["id"] != old["id"]
    told = {"state": "going", "progress": 40, "told_on": "2026-10-14", "spent": "300", "note": "已随访5次"}
    seen = {"base": {"state": "planned", "progress": 0, "spent": None}, "made_at": days_ago(40)}
    phone.does("measure_progress", old["id"], told | {"attachment_ids": [str(uuid4())]}, **seen)
    phone.does("measure_progress", old["id"], told | {"progress": 50})
    (done, more) = phone.send()
    assert more["status"] == "applied"
    other = Phone(township, row)
    other.does("measure_progress", new["id"], told | {"progress": 20}, **seen)
    (clash,) = other.send()
    assert (done["status"], done["subject"]["id"]) == ("applied", new["id"])
    assert clash["conflict"]["fields"]["progress"] == {"base": 0, "mine": 20, "theirs": 50}
    entering(EVERYWHERE)(session)
    assert session.query(MeasureProgress).filter_by(county="511921").count() == 2


def test_the_office_applies_in_the_cadres_name(session, cadre, township):
    row, head = home(session)
    phone = Phone(cadre, row)
    phone.whole(head)
    refused = phone.waiting[0]
    refused["patch"]["year"] = "二〇二六"
    assert phone.send()[0]["status"] == "quarantined"
    answer = township.post(f"/field-commands/{refused['id']}:settle", json={"how": "apply"})
    assert answer.status_code == 409
    phone.start()
    phone.waiting[0]["patch"]["household_id"] = str(uuid4())
    (lost,) = phone.send()
    assert lost["problem"]["code"] == "household_not_found"


def test_a_declined_suggestion_is_gone(session, cadre):
    row, _ = home(session)
    phone = Phone(cadre, row)
    for _ in range(2):
        phone.does("suggestion_decline", row.id, {"key": "cause:illness:x", "reason": "已有同类措施"})
    assert statuses(phone.send()) == ["applied", "applied"]


def todos(browser):
    return {
        one["kind"]: one
        for one in browser.get("/field-kit").json()["todos"]
        if "plan" in one["kind"] or "measure" in one["kind"]
    }


def test_todos_follow_the_life_of_a_plan(session, cadre, township):
    row, head = home(session)
    other, _ = home(session)
    assert todos(cadre) == {}
    phone = Phone(cadre, row)
    phone.whole(head)
    phone.send()
    found = todos(cadre)
    assert set(found) == {"plan_missing", "plan_unconfirmed"}
    assert found["plan_missing"]["household_id"] != str(row.id)
    assert (found["plan_unconfirmed"]["id"], found["plan_unconfirmed"]["verb"]) == (phone.plan, "确认")
    assert todos(township) == {}
    phone.hand_in()
    phone.send()
    assert set(todos(cadre)) == {"plan_missing"}
    plan = read(township, phone.plan)
    form = {"note": "内容太笼统", "measures": [{"measure_id": plan["measures"][0]["id"], "note": "写明频次"}]}
    township.post(f"/plans/{phone.plan}:return", json=form, headers={"If-Match": f'"{plan["version"]}"'})
    assert todos(cadre)["plan_returned"]["title"] == "计划被退回：内容太笼统"
    phone.hand_in()
    phone.send()
    approved(township, phone.plan)
    due = todos(cadre)["measure_due"]
    assert (due["id"] in phone.measures, due["due_on"], due["ref"]["plan_id"]) == (True, "2026-11-30", phone.plan)
    signal = RiskSignal(
        county=row.county, region_code=row.region_code, household_id=other.id, kind="job_loss", happened_on=TODAY,
        note="工地停工", source="走访",
    )  # fmt: skip
    session.add(signal)
    session.flush()
    shock = todos(cadre)["plan_adjust"]
    assert (shock["id"], shock["title"]) == (str(signal.id), "失业或务工中断：请调整计划")
