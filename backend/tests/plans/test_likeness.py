"""Copied plans, from the save to the night."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.make import OTHER_VILLAGE
from tests.plans.make import Author, home
from yihu.plans import likeness
from yihu.plans.likeness_models import PlanLikeness

TEXTS = (
    "养殖肉牛3头，由合作社保底回收，农商行贷款5万元",
    "张三参加电工培训15天，由人社所推荐到县城务工",
    "为张三办理慢性病卡，村医每月随访",
)
COPY = (
    "村医按月随访，为李四办理慢性病卡",
    "农商行贷款8万元，饲养肉牛6头，由合作社保底回收",
    "李四参加电工培训20天；由人社所推荐到县城打工",
)
OWN = ("种植青花椒4亩，果苗款从衔接资金列支", "孙女就读镇中心校，享受寄宿生补助", "加固后墙裂缝，更换屋面瓦")


def written(author, row, texts):
    author.start(row.id)
    for text in texts:
        author.add(text=text)
    return author.plan["id"]


@pytest.fixture
def plans(session, client):
    """One plan, a copy of it for a household with other causes in another village, and one of its own."""
    first, _ = home(session, head="张三")
    other, _ = home(session, head="李四", region_code=OTHER_VILLAGE, main_cause="disaster", other_causes=[])
    third, _ = home(session, head="王五", main_cause="schooling")
    township = Author(client("xiangzhen"))
    return [written(township, row, texts) for row, texts in ((first, TEXTS), (other, COPY), (third, OWN))]


def test_a_copy_is_shown_beside_its_original_with_what_differs(plans, client):
    (found,) = client("xiangzhen").get(f"/plans/{plans[1]}/alike").json()["items"]
    assert (found["plan_id"], found["head_name"], found["likeness"] >= 85) == (plans[0], "张三", True)
    causes = {pair["fact"]: (pair["mine"], pair["theirs"]) for pair in found["differs"]}["causes"]
    assert causes == ("因灾", "因病、缺技术")
    assert found["alike"] == [True, True, True]
    assert client("xiangzhen").get(f"/plans/{plans[2]}/alike").json()["items"] == []


def test_beyond_the_area_not_even_the_words_are_told(plans, client):
    (found,) = client("cunganbu").get(f"/plans/{plans[0]}/alike").json()["items"]
    assert (found["plan_id"], found["head_name"], found["household_id"]) == (None, None, None)
    assert (found["texts"], found["alike"], found["mine_alike"]) == ([], [], [True, True, True])
    assert [word for word in ("李四", "电工", "肉牛") if word in str(found)] == []


def test_the_night_finds_both_and_only_both(plans, session):
    assert likeness.sweep(session, "511921", 2026, TODAY) == 2
    rows = session.execute(select(PlanLikeness.plan_id, PlanLikeness.other_id).where(PlanLikeness.county == "511921"))
    assert {(str(one), str(other)) for one, other in rows} == {(plans[0], plans[1]), (plans[1], plans[0])}
    assert likeness.sweep(session, "511921", 2026, TODAY) == 2, "a second night adds nothing"


def test_a_list_may_touch_more_plans_than_a_statement_takes_parameters(session):
    many = [uuid4() for _ in range(65_536)]
    assert likeness.refresh(session, "511921", many) == len(many)
    likeness.forget(session, "511921", many)


def test_the_same_plan_for_the_same_facts_is_no_copy(session, client):
    township = Author(client("xiangzhen"))
    for head in ("张三", "李四"):
        row, _ = home(session, head=head)
        written(township, row, TEXTS)
    assert likeness.sweep(session, "511921", 2026, TODAY) == 0
