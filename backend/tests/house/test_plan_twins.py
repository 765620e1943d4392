"""Two hands at one plan, on real connections: one of them wins, and the numbers of editions stay whole."""

from collections import Counter

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, text

from tests import make
from tests.house.test_twins import TABLES, at_once, browser  # noqa: F401  fixtures
from tests.plans.make import CONSENT, Author, home
from tests.plans.test_plan_life import reviewed
from yihu.kernel.db import EVERYWHERE, entering, make_sessions
from yihu.main import create_app
from yihu.plans.likeness_models import PlanPrint
from yihu.plans.models import Measure, Plan


@pytest.fixture
def real(engine):
    yield make_sessions(engine)
    with engine.connect() as owner, owner.begin():
        owner.execute(text("set local role none"))
        for table in (PlanPrint, Measure, Plan, *TABLES):
            owner.execute(delete(table))
        owner.execute(text("delete from procrastinate_jobs"))


@pytest.fixture
def township(database_url, real):
    with TestClient(create_app(database_url), base_url="http://testserver/api/v1") as officer:
        officer.headers["Authorization"] = f"Bearer {make.token(real, 'xiangzhen')}"
        yield officer


def test_one_hand_wins_at_every_step(browser, township, real):  # noqa: F811
    with real.begin() as session:
        entering(EVERYWHERE)(session)
        row, head = home(session)
        household_id, member_id = row.id, head.id
    form = {"household_id": str(household_id), "year": 2026}
    begun = at_once(4, lambda _: browser.post("/plans", json=form))
    assert Counter(a.status_code for a in begun) == {201: 1, 409: 3}
    author = Author(browser)
    author.plan = next(a.json() for a in begun if a.status_code == 201)
    author.complete(member_id)
    author.verb("confirm", CONSENT)
    author.verb("submit")
    seen = author.plan

    def race(place: int):
        return reviewed(township, seen, "approve") if place % 2 else reviewed(browser, seen, "withdraw")

    raced = at_once(2, race)
    assert sorted(a.status_code for a in raced) == [200, 412]
    won = next(a.json() for a in raced if a.status_code == 200)
    if won["state"] == "draft":
        author.plan = won
        author.verb("submit")
        won = reviewed(township, author.plan, "approve").json()
    assert won["state"] == "active"
    adjusted = at_once(4, lambda _: reviewed(browser, won, "adjust"))
    assert Counter(a.status_code for a in adjusted) == {201: 1, 409: 3}
    with real.begin() as session:
        entering(EVERYWHERE)(session)
        assert session.scalars(select(Plan.edition).order_by(Plan.edition)).all() == [1, 2]
