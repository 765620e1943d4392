"""Two hundred people at one alert, on real connections: one has it, and the others are told who."""

from collections import Counter

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, text

from tests.conftest import TODAY
from tests.house.test_twins import TABLES, at_once
from tests.households.make import household
from tests.make import COUNTY, VILLAGE
from yihu.accounts.access import access_token
from yihu.accounts.models import Role, SignIn, User
from yihu.kernel import clock
from yihu.kernel.db import EVERYWHERE, entering, make_sessions
from yihu.main import create_app
from yihu.monitoring.models import Alert, AlertStep

PEOPLE = 200


@pytest.fixture
def real(engine):
    yield make_sessions(engine)
    with engine.connect() as owner, owner.begin():
        owner.execute(text("set local role none"))
        for table in (AlertStep, *TABLES):
            owner.execute(delete(table))
        owner.execute(delete(User).where(User.username.like("renling%")))
        owner.execute(text("delete from procrastinate_jobs"))


def crowd(session) -> list[str]:
    """Tokens of so many cadres of one village."""
    people = [
        User(username=f"renling{n:03}", name=f"村干部{n}", role=Role.VILLAGE_CADRE, region_code=VILLAGE, password_hash="-", must_change_password=False)
        for n in range(PEOPLE)
    ]  # fmt: skip
    session.add_all(people)
    session.flush()
    now = clock.now()
    signed_in = [SignIn(user_id=one.id, refresh_hashes=[], last_used_at=now, expires_at=now) for one in people]
    session.add_all(signed_in)
    session.flush()
    return [access_token(one, door) for one, door in zip(people, signed_in, strict=True)]


def test_one_of_two_hundred_claims_it(database_url, real):
    with real.begin() as session:
        entering(EVERYWHERE)(session)
        home = household(session)
        row = Alert(
            county=COUNTY, region_code=VILLAGE, household_id=home.id, subject_id=home.id, rule="visit_finding_clue",
            subject_kind="finding", severity="warning", facts={}, raised_on=TODAY,
        )  # fmt: skip
        session.add(row)
        session.flush()
        alert_id, tokens = row.id, crowd(session)
    with TestClient(create_app(database_url), base_url="http://testserver/api/v1") as browser:

        def click(place: int):
            return browser.post(f"/alerts/{alert_id}:claim", headers={"Authorization": f"Bearer {tokens[place]}"})

        answers = at_once(PEOPLE, click)
    assert Counter(a.status_code for a in answers) == {200: 1, 409: PEOPLE - 1}
    winner = next(a.json()["assignee_name"] for a in answers if a.status_code == 200)
    refused = [a.json() for a in answers if a.status_code == 409]
    assert {(one["code"], one["assignee_name"]) for one in refused} == {("already_claimed", winner)}
    with real.begin() as session:
        entering(EVERYWHERE)(session)
        steps = session.scalars(select(AlertStep.actor_name).where(AlertStep.county == COUNTY)).all()
    assert steps == [winner]
