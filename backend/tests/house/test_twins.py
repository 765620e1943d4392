"""The same request several times at once, on real connections: one effect, one answer. What is stored is removed again."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, func, select, text

from tests import make
from tests.house.operations.loans import DELIVERY
from tests.households.make import household, id_number, member_form
from tests.loans.make import loan, notices
from tests.make import COUNTY, VILLAGE
from yihu.accounts.models import SignIn
from yihu.households.models import Household, HouseholdHistory, HouseholdIssue, Member
from yihu.kernel.audit import AuditEntry
from yihu.kernel.db import EVERYWHERE, entering, make_sessions
from yihu.kernel.facts import Fact
from yihu.kernel.idempotency import IdempotencyKey
from yihu.loans.models import LetterSeries, Loan, LoanNotice
from yihu.main import create_app
from yihu.monitoring.models import Alert

TABLES = (
    Alert, LoanNotice, Loan, LetterSeries, Fact, AuditEntry, HouseholdIssue, HouseholdHistory, Member, Household, IdempotencyKey,
    SignIn,
)  # fmt: skip
TWINS, ROUNDS = 5, 50


@pytest.fixture
def real(engine):
    """Sessions that commit."""
    yield make_sessions(engine)
    with engine.connect() as owner, owner.begin():
        owner.execute(text("set local role none"))
        for table in TABLES:
            owner.execute(delete(table))
        owner.execute(text("delete from procrastinate_jobs"))


@pytest.fixture
def browser(database_url, real):
    """何村 with a server whose requests each have a connection of their own."""
    with TestClient(create_app(database_url), base_url="http://testserver/api/v1") as browser:
        browser.headers["Authorization"] = f"Bearer {make.token(real, 'cunganbu')}"
        yield browser


def at_once(number: int, ask) -> list:
    gate = Barrier(number)

    def one(place: int):
        gate.wait(10)
        return ask(place)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def form(household_no: str, person: str) -> dict:
    head = member_form("双生", "02", "1970-01-01", "1") | {"id_number": person}
    return {"household_no": household_no, "region_code": VILLAGE, "household_class": "ordinary", "members": [head]}


def count(real, table) -> int:
    with real.begin() as session:
        entering(EVERYWHERE)(session)
        return session.scalar(select(func.count()).select_from(table))


def test_twins_of_one_key_are_one_household_and_one_answer(browser, real):
    for number in range(ROUNDS):
        sent = form(f"5119216{number:03}", id_number("1970-01-01", "1", number))
        headers = {"Idempotency-Key": str(uuid4())}
        answers = at_once(TWINS, lambda _, s=sent, h=headers: browser.post("/households", json=s, headers=h))
        assert [a.status_code for a in answers] == [201] * TWINS
        assert len({a.text for a in answers}) == 1
        assert sum("idempotency-replayed" in a.headers for a in answers) == TWINS - 1
    assert count(real, Household) == count(real, Member) == ROUNDS
    reused = browser.post("/households", json=sent | {"address": "别处"}, headers=headers)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")


def test_one_person_is_registered_in_one_household(browser, real):
    for number in range(10):
        person = id_number("1971-01-01", "2", number)
        answers = at_once(4, lambda n, i=number, p=person: browser.post("/households", json=form(f"51192165{i}{n}", p)))
        assert sorted(a.status_code for a in answers) == [201, 409, 409, 409], [a.text for a in answers]
        assert {a.json()["code"] for a in answers if a.status_code == 409} == {"person_in_another_household"}
    assert count(real, Household) == count(real, Member) == 10


def test_one_of_two_hundred_deliveries_wins(browser, real):
    with real.begin() as session:
        entering(EVERYWHERE)(session)
        loan(session, household(session, "5119216700", VILLAGE, "单小红"), 20)
        (notice,) = [n for n in notices(session, county=COUNTY) if n.state == "open"]
        notice_id, version = notice.id, notice.version
    headers = {"If-Match": f'"{version}"'}
    place = f"/loan-notices/{notice_id}:deliver"
    answers = at_once(20, lambda _: [browser.post(place, json=DELIVERY, headers=headers) for _ in range(10)])
    told = Counter(a.status_code for ten in answers for a in ten)
    assert told[200] == 1
    assert set(told) <= {200, 409, 412}, told
    with real.begin() as session:
        entering(EVERYWHERE)(session)
        assert session.scalar(select(LoanNotice.version)) == version + 1
        delivered = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "loan_notice.delivered")
        assert session.scalar(delivered) == 1
