"""R02 and R03 over real connections: twins at once, and a line that loses a third of what is said. What is stored is removed again."""

import os
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx2
import pytest
import uvicorn
from sqlalchemy import delete, func, select, text

from tests import make
from tests.conftest import TODAY
from tests.field.make import DEVICE, command, contact
from tests.field.wire import BadLine
from tests.house.test_twins import at_once
from tests.households.make import household
from tests.make import VILLAGE
from yihu.accounts.models import SignIn
from yihu.field.models import FieldCommand, FieldDevice, KitManifest
from yihu.households.models import Household, HouseholdHistory, HouseholdIssue, Member
from yihu.kernel.audit import AuditEntry
from yihu.kernel.db import EVERYWHERE, entering, make_sessions
from yihu.kernel.facts import Fact
from yihu.main import create_app
from yihu.visits.models import Finding, Visit

TABLES = (
    Finding, Visit, FieldCommand, FieldDevice, KitManifest, Fact, AuditEntry, HouseholdIssue, HouseholdHistory, Member,
    Household, SignIn,
)  # fmt: skip
TWINS, ROUNDS = 5, 20
VISITS = int(os.environ.get("YIHU_TEST_VISITS", "200"))
"""1,000 for the figure of the record."""


@pytest.fixture(scope="module")
def real(engine):
    """Sessions that commit."""
    yield make_sessions(engine)
    with engine.connect() as owner, owner.begin():
        owner.execute(text("set local role none"))
        for table in TABLES:
            owner.execute(delete(table))
        owner.execute(text("delete from procrastinate_jobs"))


@pytest.fixture(scope="module")
def port(database_url, real):
    """A server that listens."""
    config = uvicorn.Config(create_app(database_url), port=0, log_level="error", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def home(real):
    with real.begin() as session:
        entering(EVERYWHERE)(session)
        return household(session, "5119217001", VILLAGE, "张三", address="一组")


@pytest.fixture(scope="module")
def bearer(real):
    return {"Authorization": f"Bearer {make.token(real, 'cunganbu')}"}


def visit(home, number: int) -> dict:
    told = {"household_id": str(home.id), "visited_on": str(TODAY), "contact": "home", "purposes": ["routine"]}
    return command("visit", uuid4(), told | {"situation": f"第 {number} 次"})


def stored(real, table, *columns) -> list:
    with real.begin() as session:
        entering(EVERYWHERE)(session)
        return session.execute(select(*(columns or (func.count(),))).select_from(table)).all()


def test_twins_are_one_visit_with_one_answer(port, bearer, home, real):
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}/api/v1", headers=bearer, timeout=30) as browser:
        for number in range(ROUNDS):
            body = {"device": {"id": DEVICE}, "commands": [visit(home, number)]}
            answers = at_once(TWINS, lambda _, b=body: browser.post("/field-commands", json=b))
            assert [a.status_code for a in answers] == [200] * TWINS
            told = [a.json()["results"][0] for a in answers]
            assert Counter(r["status"] for r in told) == {"applied": 1, "duplicate": TWINS - 1}
            assert len({str(r["subject"]) for r in told}) == 1
        assert stored(real, Visit)[0][0] == stored(real, FieldCommand)[0][0] == ROUNDS
        clash = [contact(home, address=f"{n}组") for n in range(TWINS)]
        answers = at_once(TWINS, lambda n: browser.post("/field-commands", json={"device": {"id": str(uuid4())}, "commands": [clash[n]]}))  # fmt: skip
        told = Counter(a.json()["results"][0]["status"] for a in answers)
        assert told == {"applied": 1, "conflict": TWINS - 1}, "of five who change one field one wins and four are asked"


def test_a_line_that_loses_a_third_loses_no_visit(port, bearer, home, real):
    line = BadLine(port, cut=0.10, lost=0.20, hole=0.05, seed=3)
    before = {row.id for row in stored(real, Visit, Visit.id)}
    visits = [visit(home, number) for number in range(VISITS)]
    headers = bearer | {"Connection": "close"}

    def phone(mine: list[dict]) -> list[int]:
        """Sends one after the other, each until it is told what became of it."""
        with httpx2.Client(base_url=f"http://127.0.0.1:{line.port}/api/v1", headers=headers, timeout=1.5) as browser:
            return [until_told(browser, sent) for sent in mine]

    with ThreadPoolExecutor(8) as phones:
        tries = [n for one in phones.map(phone, [visits[i::8] for i in range(8)]) for n in one]
    line.close()
    now = {row.id for row in stored(real, Visit, Visit.id)} - before
    print(f"visits {VISITS}, rows {len(now)}, tries at most {max(tries)}, {line.counts}")
    assert {str(one) for one in now} == {sent["subject_id"] for sent in visits}
    assert all(line.counts.values())


def until_told(browser: httpx2.Client, sent: dict) -> int:
    body = {"device": {"id": str(uuid4())}, "commands": [sent]}
    for attempt in range(1, 40):
        try:
            answer = browser.post("/field-commands", json=body)
        except httpx2.HTTPError:
            continue
        if answer.status_code == 200:
            (result,) = answer.json()["results"]
            assert result["status"] in ("applied", "duplicate"), result
            return attempt
    raise AssertionError("never told")
