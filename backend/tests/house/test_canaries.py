"""Known ID numbers, phones and bank cards go in by every way; outside the ciphertext they are nowhere to be found."""

import logging
from pathlib import Path

import pytest
import structlog
from sqlalchemy import func, select, text

from tests.exchange import make as lists
from tests.house.conftest import asking
from tests.house.operations import OPERATIONS
from tests.households.make import id_number, member_form
from tests.make import USERS
from yihu.households.models import Member
from yihu.kernel.crypto import blind_index
from yihu.kernel.models import Base

COUNT = 10
IDS = [id_number(f"19{60 + n}-07-{10 + n}", "12"[n % 2], 70 + n) for n in range(2 * COUNT)]
PHONES = [f"1387{n:02}90{n:02}7" for n in range(2 * COUNT)]
CARDS = [f"62284{n:02}0123456789{n:02}"[:19] for n in range(COUNT)]
ILLNESS = "金丝雀病"
"""What a village need not know to verify that somebody has fallen seriously ill."""
SEALED = ("id_sealed", "phone_sealed", "bank_card_sealed")


def canaries(found: str) -> list[str]:
    return [value for value in (*IDS, *PHONES, *CARDS) if value in found]


@pytest.fixture
def logged(caplog, capfd, monkeypatch):
    """All that is logged from here on, as one text."""
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as lines:
        yield lambda: f"{lines}{caplog.text}{''.join(capfd.readouterr())}"


def by_api(browser, n: int) -> str:
    head = member_form(f"甲{n}", "02", "1970-01-01", "1", phone=PHONES[n]) | {"id_number": IDS[n]}
    form = {
        "household_no": f"51192177{n:02}", "region_code": "511921119213", "household_class": "ordinary", "members": [head],
        "phone": PHONES[n],
    }  # fmt: skip
    made = browser.post("/households", json=form)
    assert made.status_code == 201, made.text
    carded = browser.patch(
        f"/households/{made.json()['id']}", json={"bank_card": CARDS[n]}, headers={"If-Match": '"1"'}
    )
    assert carded.status_code == 200, carded.text
    browser.post("/households", json=form | {"household_no": f"51192178{n:02}"})  # refused: the person is there
    browser.post("/households", json=form | {"members": [head | {"relation": "no-code"}]})
    browser.post("/households", json=form | {"members": [head | {"id_number": IDS[n][:-1] + "?"}]})
    return made.json()["id"]


def by_list(browser, run_jobs, folder: Path) -> str:
    rows = lists.member_rows(COUNT)
    for n, row in enumerate(rows, COUNT):
        row["证件号码"], row["联系电话"] = IDS[n], PHONES[n]
    rows[-1]["与户主关系"] = "不认识"  # refused, and its cells kept for the person who mends them
    return lists.checked(browser, run_jobs, lists.workbook(folder, rows))["id"]


def by_push(browser) -> None:
    """Known people, a stranger, and numbers that are none."""
    records = [
        {"kind": "serious_illness", "id_number": number, "happened_on": "2026-11-01", "details": {"illness": ILLNESS}}
        for number in (*IDS, CARDS[0], PHONES[0], IDS[0][:-1])
    ]
    for form in (records, [*records, {"kind": "x", "id_number": IDS[1], "happened_on": IDS[2], IDS[3]: IDS[4]}]):
        answer = browser.post("/department-pushes", json={"department": "health", "batch": "b", "records": form})
        assert answer.status_code == 200, answer.text
        assert canaries(answer.text) == []


@pytest.fixture
def filled(client, session, world, run_jobs, tmp_path):
    """The world with the canaries in it; its ids point at them."""
    home, *_ = [by_api(client("cunganbu"), n) for n in range(COUNT)]
    officer = client("xiangzhen")
    made = by_list(officer, run_jobs, tmp_path)
    officer.post(f"/imports/{made}:start", json={"accept_suspicious": True, "reason": "试验"})
    run_jobs()
    stored = session.scalar(select(func.count()).where(Member.id_hash.in_([blind_index(number) for number in IDS])))
    assert stored == 2 * COUNT - 1, "one row of the list is refused"
    by_push(client("bumen"))
    world.ids.update(household_id=home, import_id=made)
    return world


def test_they_are_nowhere_in_answers_and_logs(logged, client, filled):
    """And what somebody suffers from is read by those alone whose work it is."""
    shown, told = [], set()
    for username in USERS:
        browser = client(username)
        for operation in OPERATIONS:
            if operation.startswith("GET ") and "xlsx" not in operation:
                answer = browser.get(asking(filled.path(operation), page_size=200)).text
                shown += [(username, operation, value) for value in canaries(answer)]
                told |= {username} if ILLNESS in answer else set()
    assert shown == []
    assert told == {"bumen", "xianji", "xiangzhen"}
    browser = client("cunganbu")
    for value in (IDS[0], PHONES[0]):
        for form in (
            {"field": value},
            {"field": "phone", "reason": value, "x": value},
            {"id_number": value + "X"},
            value,
        ):
            for place in (f"/households/{filled.ids['household_id']}:unmask", "/households:search", "/households"):
                assert value not in browser.post(place, json=form).text
    assert canaries(logged()) == []


def test_they_are_nowhere_in_the_database(session, client, filled):
    """Every table as text; a dump is these texts. Opened, they are there for those who may."""
    tables = [t.name for t in Base.metadata.sorted_tables] + ["procrastinate_jobs", "procrastinate_events"]
    found, seen = {}, []
    for table in tables:
        rows = session.scalars(text(f"select t::text from {table} t")).all()
        seen += rows
        hits = canaries("\n".join(rows))
        if hits:
            found[table] = hits
    assert found == {}
    assert any("甲0" in row for row in seen), "names may stand there: the search does see the rows"
    asked = {"field": "phone", "reason": "电话通知到期"}
    answer = client("cunganbu").post(f"/households/{filled.ids['household_id']}:unmask", json=asked)
    assert answer.json() == {"value": PHONES[0]}
