"""A041 to A044, terms of cases and declarations unanswered: each finds what it is about, and nothing else."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.households.make import household
from tests.make import COUNTY, VILLAGE
from yihu.accounts.models import User
from yihu.cases.declaration_models import Declaration
from yihu.cases.models import Case, CaseStep
from yihu.cases.notice_models import Objection, PublicNotice
from yihu.files.models import Attachment
from yihu.monitoring import alerts
from yihu.monitoring.models import Alert

HERE = {"county": COUNTY, "region_code": VILLAGE}
YESTERDAY, LONG_AGO = TODAY - timedelta(days=1), TODAY - timedelta(days=16)


@pytest.fixture
def found(session):
    """`found(rule)`: the facts of the rule's open alerts when it is judged today."""

    def judged(rule):
        session.flush()
        alerts.judge_rule(session, alerts.RULES[rule], COUNTY, TODAY)
        open_ones = select(Alert).where(Alert.rule == rule, Alert.closed_on.is_(None))
        return [alert.facts for alert in session.scalars(open_ones.execution_options(populate_existing=True))]

    return judged


@pytest.fixture
def home(session):
    return household(session, "5119217001", VILLAGE, "张三", household_class="verge", status="exited")


def case(session, home, **over):
    about = {
        "procedure": "risk",
        "channel": "cadre",
        "clue": "线索",
        "opened_on": LONG_AGO,
        "opened_by_name": "何村",
        "step": "verify",
    }
    row = Case(**HERE, household_id=home.id, **(about | over))
    session.add(row)
    session.flush()
    return row


def test_a_step_past_its_term(session, found, home):
    row = case(session, home, due_on=TODAY)
    assert found("case_step_overdue") == []
    row.due_on = YESTERDAY
    assert [told["环节"] for told in found("case_step_overdue")] == ["入户核实"]
    row.due_on = None
    assert found("case_step_overdue") == [], "no term, never late"


def test_a_review_that_nobody_has_verified(session, found, home):
    row = case(session, home, procedure="review", opened_on=TODAY - timedelta(days=15))
    assert found("case_review_unverified") == []
    row.opened_on = LONG_AGO
    assert len(found("case_review_unverified")) == 1
    row.place, row.step = 1, "deliberate"
    assert found("case_review_unverified") == []


def test_a_step_whose_photos_never_came(session, found, home):
    row, photo = case(session, home, place=1, step="deliberate"), uuid4()
    about = {"case_id": row.id, "procedure": "risk", "place": 1, "step": "verify", "actor_name": "何村"}
    session.add(Attachment(**HERE, id=photo, kind="photo"))
    step = CaseStep(**HERE, **about, needed=False, done_on=LONG_AGO, attachment_ids=[photo])
    session.add(step)
    assert found("case_step_undocumented") == [], "not needed"
    session.delete(step)
    session.flush()
    cadre = session.scalars(select(User).where(User.username == "cunganbu")).one()
    session.add(CaseStep(**HERE, **about, actor_id=cadre.id, done_on=LONG_AGO, attachment_ids=[photo]))
    assert [told["环节"] for told in found("case_step_undocumented")] == ["入户核实"]
    here = {"media_type": "image/jpeg", "size": 9, "sha256": "a" * 64, "received_sha256": "-"}
    for name, value in here.items():
        setattr(session.get(Attachment, (COUNTY, photo)), name, value)
    assert found("case_step_undocumented") == []


def test_a_notice_that_ends_or_has_an_objection_left(session, found):
    about = {
        "kind": "risk.notice",
        "place": "公开栏",
        "contact_office": "村委会",
        "contact_phone": "-",
        "posted_by_name": "何村",
    }
    row = PublicNotice(**HERE, **about, starts_on=LONG_AGO, ends_on=TODAY + timedelta(days=2))
    session.add(row)
    assert found("notice_needs_answer") == []
    row.ends_on = TODAY + timedelta(days=1)
    assert [told["情况"] for told in found("notice_needs_answer")] == ["公示明天结束"]
    row.ends_on = YESTERDAY
    assert found("notice_needs_answer") == []
    said = Objection(**HERE, notice_id=row.id, raised_on=LONG_AGO, text="他家有车", taken_by_name="何村")
    session.add(said)
    assert [told["未答复异议"] for told in found("notice_needs_answer")] == [1]
    said.answer, said.upheld, said.answered_on = "不属实", False, TODAY
    assert found("notice_needs_answer") == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"unsafe_housing": True}, "住房不安全"),
        ({"water_safe": False}, "饮水没有保障"),
        ({"net_income_per_capita": 2800, "income_year": 2015}, "收入低于当年贫困标准"),
    ],
)
def test_a_removed_household_that_meets_the_criteria(session, found, home, fields, said):
    for name, value in fields.items():
        setattr(home, name, value)
    assert found("household_wrongly_removed") == []
    home.status = "cancelled"
    assert [told["问题"] for told in found("household_wrongly_removed")] == [said]
    case(session, home, procedure="review")
    assert found("household_wrongly_removed") == []


def test_a_declaration_that_nobody_answers(session, found):
    row = Declaration(
        **HERE, name="邓大山", phone="13890907722", phone_hash=b"1", phone_masked="-", group_name="1组", difficulty="water",
        since="month", words="", digest=b"1", receipt_hash=b"1", received_on=date(2026, 11, 10), due_on=TODAY,
    )  # fmt: skip
    session.add(row)
    assert found("declaration_unanswered") == []
    row.due_on = YESTERDAY
    assert [told["困难"] for told in found("declaration_unanswered")] == ["吃水困难"]
    row.state, row.answer = "answered", "已接通自来水"
    assert found("declaration_unanswered") == []
