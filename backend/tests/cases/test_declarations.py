"""A villager without account: says what is hard, gets a code, sees the answer. Floods and nasty words do no harm."""

import io
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy import delete, func, select, text

from tests.cases import make
from tests.cases.test_steps import team  # noqa: F401  a fixture
from tests.households.make import household
from tests.make import COUNTY, OTHER_VILLAGE, VILLAGE
from yihu.cases.declaration_models import Declaration, PublicAttempt
from yihu.cases.doors import door_of, receipt_of
from yihu.cases.throttle import LIMITS
from yihu.kernel.audit import AuditEntry
from yihu.kernel.crypto import blind_index
from yihu.kernel.db import EVERYWHERE, entering, make_sessions
from yihu.kernel.facts import Fact
from yihu.main import create_app

DOOR = f"/public/villages/{door_of(VILLAGE)}"
SAID = {
    "name": "邓大山", "phone": "138 9090 7722", "group_name": "2组", "difficulty": "illness", "since": "month",
    "words": "老伴住院，借了两万多",
}  # fmt: skip


def declare(browser, made=None, **over):
    return browser.put(f"{DOOR}/declarations/{made or uuid4()}", json=SAID | over)


def look_up(browser, receipt, door=DOOR):
    return browser.post(f"{door}/receipts:look-up", json={"receipt": receipt})


def test_from_the_poster_to_the_answer(client, session):
    stranger, cadre = client(), client("cunganbu")
    home = household(session, "5119217911", VILLAGE, "邓大山", phone_hash=blind_index("13890907722"))
    session.commit()
    page = stranger.get(DOOR).json()
    assert (page["village_name"], page["notices"]) == ("朽石坎村", [])
    assert {choice["code"] for choice in page["difficulties"]} >= {"illness", "water"}
    made = uuid4()
    told = declare(stranger, made)
    receipt = told.json()["receipt"]
    assert (told.status_code, told.json()["due_on"]) == (200, "2026-11-30"), told.text
    assert len(receipt) == 11
    assert declare(stranger, made).json() == told.json(), "a lost answer is given again"
    assert declare(stranger, made, words="别的").json()["code"] == "declaration_id_taken"
    (row,) = cadre.get("/declarations").json()["items"]
    assert (row["phone_masked"], row["late"], row["state"]) == ("138****7722", False, "received")
    whole = cadre.get(f"/declarations/{row['id']}").json()
    assert (whole["words"], whole["candidates"][0]["why"]) == (SAID["words"], "电话相同")
    assert look_up(stranger, receipt).json()["words"] == "村里已经收到，会上门核实"
    accepted = cadre.post(
        f"/declarations/{row['id']}:accept", json={"household_id": str(home.id)}, headers={"If-Match": '"1"'}
    )
    assert accepted.status_code == 200, accepted.text
    case = cadre.get(f"/cases/{accepted.json()['case_id']}").json()
    assert (case["channel"], case["risks"], case["opened_on"]) == ("declared", ["illness"], "2026-11-23")
    assert SAID["words"] not in case["clue"], "his words stay sealed"
    assert look_up(stranger, receipt.lower().replace("-", " ")).json()["words"] == "正在办理：入户核实"


def test_a_declaration_that_becomes_no_case_is_answered_in_words(client):
    stranger, officer = client(), client("xiangzhen")
    receipt = declare(stranger).json()["receipt"]
    row = officer.get("/declarations?state=received").json()["items"][0]
    said = {"answer": "12月1日上门核实，医药费已报销九成，暂不列入；低保申请已帮您提交。"}
    assert officer.post(f"/declarations/{row['id']}:answer", json=said, headers={"If-Match": '"1"'}).status_code == 200
    assert look_up(stranger, receipt).json()["answer"] == said["answer"]
    again = officer.post(f"/declarations/{row['id']}:answer", json=said, headers={"If-Match": '"2"'})
    assert again.json()["code"] == "declaration_settled"


def test_the_same_person_again_joins_the_first(client):
    stranger, cadre = client(), client("cunganbu")
    first, second = (declare(stranger, words=words).json()["receipt"] for words in ("第一次", "再说一次"))
    (row,) = cadre.get("/declarations").json()["items"]
    assert row["joined"] == 1
    cadre.post(f"/declarations/{row['id']}:answer", json={"answer": "已经上门看过了"}, headers={"If-Match": '"1"'})
    assert [look_up(stranger, code).json()["answer"] for code in (first, second)] == ["已经上门看过了"] * 2


def test_what_is_personal_is_sealed(client, session):
    declare(client())
    rows = "".join(session.scalars(text("select t::text from declaration t")))
    rows += "".join(session.scalars(text("select t::text from audit_entry t")))
    assert not any(value in rows for value in ("13890907722", SAID["words"]))
    assert "13890907722" not in client("cunganbu").get("/declarations").text


@pytest.mark.parametrize("door", ["511921119213", "511921119213-aaaaaaaaaa", pytest.param(f"{OTHER_VILLAGE}-{door_of(VILLAGE)[13:]}", id="word of another village"), "x", "5119２1119213-x"])  # fmt: skip
def test_a_door_that_was_not_given_out_is_none(client, door):
    assert client().get(f"/public/villages/{door}").json()["code"] == "door_unknown"
    assert client().put(f"/public/villages/{door}/declarations/{uuid4()}", json=SAID).json()["code"] == "door_unknown"


def test_a_receipt_is_good_in_its_village_alone_and_is_not_guessed(client):
    stranger = client()
    receipt = declare(stranger).json()["receipt"]
    elsewhere = f"/public/villages/{door_of(OTHER_VILLAGE)}"
    assert look_up(stranger, receipt, elsewhere).json()["code"] == "receipt_unknown"
    told = [look_up(stranger, receipt_of(uuid4())).status_code for _ in range(LIMITS["missed"][0])]
    assert Counter(told) == {404: LIMITS["missed"][0] - 1, 429: 1}, "one miss was spent next door"
    assert look_up(stranger, receipt).status_code == 429


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("words", "长" * 10_000), ("words", ["x"]), ("phone", "12345"), ("name", ""), ("name", "张\x00三"),
        ("difficulty", "'; drop table declaration; --"), ("since", "yesterday"), ("group_name", "x" * 41),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(client, session, field, value):
    refused = declare(client(), **{field: value})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] in ("/", f"/{field}")
    assert session.scalar(select(func.count()).select_from(Declaration)) == 0


@pytest.mark.parametrize(
    "words", ["'; drop table declaration; --", "<script>alert(1)</script>", "𠮷\u202e👨‍👩‍👧", "{{7*7}} %s %00"]
)
def test_strange_words_are_kept_as_sent(client, words):
    declare(client(), words=words, name="<b>邓</b>")
    cadre = client("cunganbu")
    (row,) = cadre.get("/declarations").json()["items"]
    assert (row["name"], cadre.get(f"/declarations/{row['id']}").json()["words"]) == ("<b>邓</b>", words)


def test_a_robot_that_fills_in_everything_is_thanked_and_forgotten(client, session):
    assert declare(client(), website="http://x").status_code == 200
    assert session.scalar(select(func.count()).select_from(Declaration)) == 0


def test_who_may_read_them(client):
    declare(client())
    assert client("lincun").get("/declarations").json()["items"] == []
    assert {client(name).get("/declarations").status_code for name in ("bangfu", "bumen", "shenji", "yinhang")} == {403}


def test_the_page_shows_what_hangs_today_and_no_more(client, session, monkeypatch, team):  # noqa: F811
    one = team().to("deliberate")
    make.notice(session, one.case, make.today(), 5)
    answer = client().get(DOOR)
    assert [notice["rows"][0][2] for notice in answer.json()["notices"]] == ["张三"]
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == (
        "public, max-age=60",
        "noindex, nofollow",
    )
    assert "set-cookie" not in answer.headers
    assert client().get(f"/public/villages/{door_of(OTHER_VILLAGE)}").json()["notices"] == []
    make.wait(monkeypatch, 5)
    assert len(client().get(DOOR).json()["notices"]) == 1, "its last day"
    make.wait(monkeypatch, 1)
    assert client().get(DOOR).json()["notices"] == [], "down by itself"


def test_the_poster_leads_to_the_village(client):
    sheet = client("cunganbu").get(f"/declaration-posters/{VILLAGE}.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    (page,) = PdfReader(io.BytesIO(sheet.content)).pages
    assert "朽石坎村" in "".join(page.extract_text().split())
    assert client("cunganbu").get(f"/declaration-posters/{OTHER_VILLAGE}.pdf").status_code == 404
    assert client("xiangzhen").get(f"/declaration-posters/{OTHER_VILLAGE}.pdf").status_code == 200


@pytest.fixture
def crowd(database_url, engine):
    """A server whose requests each have a connection of their own; what they store is removed again."""
    with TestClient(create_app(database_url), base_url="http://testserver/api/v1") as browser:
        yield browser
    with engine.connect() as owner, owner.begin():
        owner.execute(text("set local role none"))
        for table in (Declaration, PublicAttempt, Fact, AuditEntry):
            owner.execute(delete(table))
        owner.execute(text("delete from procrastinate_jobs"))


def test_two_hundred_at_once_do_no_harm(crowd, engine):
    """One address floods: what is within the limit is kept, each once; the rest is told when to come again."""
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: declare(crowd, phone=f"138909{n:05}"), range(200)))
    told = Counter(answer.status_code for answer in answers)
    assert told == {200: LIMITS["declared"][0], 429: 200 - LIMITS["declared"][0]}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert "分钟后再试" in refused.json()["detail"]
    assert int(refused.headers["retry-after"]) > 0
    with make_sessions(engine).begin() as session:
        entering(EVERYWHERE)(session)
        assert session.scalar(select(func.count()).where(Declaration.county == COUNTY)) == LIMITS["declared"][0]
