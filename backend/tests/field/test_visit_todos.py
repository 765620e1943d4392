from datetime import timedelta

import pytest

from tests.conftest import TODAY
from tests.households.make import household
from tests.make import OTHER_VILLAGE, VILLAGE
from tests.visits import make
from yihu.field.schemas import Todo


def todos(browser, kind: str) -> list[Todo]:
    answer = browser.get("/field-kit")
    assert answer.status_code == 200, answer.text
    return [Todo.model_validate(row) for row in answer.json()["todos"] if row["kind"] == kind]


@pytest.fixture
def homes(session):
    return [
        household(session, "5119210001", VILLAGE, "甲户", household_class="verge"),
        household(session, "5119210002", VILLAGE, "乙户"),
        household(session, "5119210003", OTHER_VILLAGE, "丙户", household_class="verge"),
    ]


def test_a_cadre_owes_his_village_and_a_helper_his_households(client, session, homes):
    me = make.helper(session, "方扶", "county", "bangfu")
    cadre, helper = client("cunganbu"), client("bangfu")
    (due,) = todos(cadre, "visit_due")
    assert (due.head_name, due.title, due.verb, due.due_on) == ("甲户", "村级走访", "走访", TODAY + timedelta(days=6))
    assert (due.ref["cadence"], due.ref["last_visited_on"]) == ("week", None)
    assert todos(helper, "visit_due") == []
    make.pairing(session, me, homes[0])
    make.pairing(session, me, homes[1])  # its class has no cadence
    (mine,) = todos(helper, "visit_due")
    assert (mine.title, mine.ref["cadence"]) == ("县级走访", "quarter")
    make.visit(session, homes[0], level="county")
    assert todos(helper, "visit_due") == []
    assert len(todos(cadre, "visit_due")) == 1
    make.visit(session, homes[0])
    assert todos(cadre, "visit_due") == []


def test_findings_are_for_their_owner_and_for_the_village(client, session, homes):
    officer = make.user_id(session, "xiangzhen")
    mine = make.finding(session, homes[0], 5, owner_id=officer, due_on=TODAY + timedelta(days=2))
    make.finding(session, homes[0], 5, severity="remark")
    make.finding(session, homes[2], 5, due_on=TODAY)
    make.finding(session, homes[0], 5, state="acted", acted_on=TODAY)
    (asked,) = todos(client("xiangzhen"), "finding")
    assert (asked.id, asked.title, asked.verb, asked.group) == (mine.id, "走访发现：住房", "处理", "week")
    assert [one.id for one in todos(client("cunganbu"), "finding")] == [mine.id]
    assert todos(client("bangfu"), "finding") == []
