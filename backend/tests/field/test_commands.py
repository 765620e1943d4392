"""What becomes of each command, seen from the phone."""

import json
from uuid import uuid4

import pytest
from sqlalchemy.exc import OperationalError

from tests.field.make import DEVICE, command, contact, days_ago, send
from tests.households.make import household
from tests.loans.make import loan, notices
from tests.loans.test_notices import DELIVERY
from tests.make import COUNTY, OTHER_TOWNSHIP, OTHER_VILLAGE, VILLAGE
from yihu.accounts.models import User
from yihu.field.command import KINDS
from yihu.field.models import FieldCommand
from yihu.households import service
from yihu.households.models import Household
from yihu.kernel.audit import AuditEntry
from yihu.kernel.db import EVERYWHERE, entering
from yihu.loans.models import LoanNotice


@pytest.fixture
def home(session):
    return household(session, "5119210001", VILLAGE, "张三", address="一组")


@pytest.fixture
def cadre(client):
    return client("cunganbu")


@pytest.fixture
def look(session):
    """Everywhere, and with fresh eyes."""

    def rows(table, **by):
        session.expire_all()
        entering(EVERYWHERE)(session)
        return session.query(table).filter_by(**by).all()

    return rows


def test_a_batch_is_done_in_its_order_and_told_one_by_one(cadre, home, session, look):
    loan(session, home, 20)
    notice = next(n for n in notices(session) if n.state == "open")
    session.commit()
    results = send(
        cadre,
        contact(home, address="二组"),
        contact(home, version=home.version + 1, phone="13812345678"),
        command("notice_delivery", notice.id, DELIVERY, base_version=notice.version),
        command("notice_delivery", uuid4(), DELIVERY, base_version=1),
    )
    assert [r["status"] for r in results] == ["applied", "applied", "applied", "quarantined"]
    assert results[0]["subject"] == {"kind": "household", "id": str(home.id), "version": home.version + 1}
    assert results[3]["problem"]["code"] == "notice_not_found"
    (row,) = look(Household)
    assert (row.address, row.phone_masked, row.version) == ("二组", "138****5678", home.version)
    assert [n.state for n in look(LoanNotice, id=notice.id)] == ["delivered"]


def test_a_repeated_command_is_told_what_the_first_was(cadre, home, look):
    good, bad = contact(home, address="二组"), contact(home, phone="12")
    first = send(cadre, good, bad)
    for _ in range(2):
        again = send(cadre, bad, good)
        assert [r["status"] for r in again] == ["duplicate", "duplicate"]
        assert [r["first"] for r in again] == ["quarantined", "applied"]
        assert again[1]["subject"] == first[0]["subject"]
        assert again[0]["problem"] == first[1]["problem"]
    assert len(look(FieldCommand)) == 2
    assert [row.version for row in look(Household)] == [2]


def test_an_id_used_for_something_else_or_by_somebody_else_is_refused_and_not_stored(client, cadre, home, look):
    sent = contact(home, address="二组")
    send(cadre, sent)
    for browser, other in ((cadre, sent | {"patch": {"address": "三组"}}), (client("lincun"), sent)):
        (result,) = send(browser, other)
        assert (result["status"], result["problem"]["code"]) == ("quarantined", "command_id_reused")
        assert result["subject"] is None
    assert len(look(FieldCommand)) == 1
    assert [row.address for row in look(Household)] == ["二组"]


NASTY = [
    {"phone": "1381234"}, {"phone": 13812345678}, {}, {"address": "x" * 300}, {"household_no": "1"}, {"phone": "\x00"},
    {"address": "\ud800"}, {"address": ["x"]}, {"phone": {"$ne": 1}}, {"issue_count": 9, "address": "二组"},
]  # fmt: skip


def test_a_bad_command_never_holds_the_others(cadre, home, look):
    nasty = [contact(home, **patch) for patch in NASTY]
    good = contact(home, address="二组")
    sent = {"device": {"id": DEVICE}, "commands": [*nasty, good]}
    headers = {"Content-Type": "application/json"}
    answer = cadre.post("/field-commands", content=json.dumps(sent).encode("ascii"), headers=headers)
    assert answer.status_code == 200, answer.text
    *bad, last = answer.json()["results"]
    assert {r["status"] for r in bad} == {"quarantined"}
    assert all(r["problem"]["errors"] for r in bad)
    assert last["status"] == "applied"
    assert len(look(FieldCommand)) == len(NASTY) + 1


def test_what_nobody_knows_and_what_one_may_not_do_is_kept(client, home, session):
    results = send(client("cunganbu"), command("visit_from_2031", home.id, {"x": 1}))
    assert results[0]["problem"]["code"] == "kind_unknown"
    KINDS["office_only"] = KINDS["household_contact"].__class__(
        KINDS["household_contact"].form, "policy:write", "办公室操作", KINDS["household_contact"].apply
    )
    try:
        (result,) = send(client("cunganbu"), command("office_only", home.id, {"address": "二组"}))
    finally:
        del KINDS["office_only"]
    assert result["problem"]["code"] == "not_allowed"


def test_a_fault_of_the_moment_fails_the_whole_request_and_leaves_nothing(cadre, home, look, monkeypatch):
    def broken(*_args):
        raise OperationalError("select", {}, Exception("canceling statement due to lock timeout"))

    monkeypatch.setattr(service, "change", broken)
    sent = contact(home, address="二组")
    body = {"device": {"id": DEVICE}, "commands": [contact(home, phone="x"), sent]}
    answer = cadre.post("/field-commands", json=body)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert look(FieldCommand) == []
    monkeypatch.undo()
    assert send(cadre, sent)[0]["status"] == "applied"


def test_a_fault_of_ours_is_kept_for_the_office_and_holds_nobody(cadre, home, session, monkeypatch):
    other = household(session, "5119210002", VILLAGE, "李四")
    session.commit()
    monkeypatch.setattr(service, "change", lambda *_: 1 / 0)
    sent = contact(home, address="二组")
    assert send(cadre, sent)[0]["problem"]["code"] == "server_error"
    monkeypatch.undo()
    assert send(cadre, contact(other, address="三组"))[0]["status"] == "applied"
    assert cadre.post(f"/field-commands/{sent['id']}:settle", json={"how": "apply"}).json()["status"] == "resolved"


def test_only_a_broken_envelope_is_refused(cadre, home):
    good = contact(home, address="二组")
    device = {"id": DEVICE}
    broken = [
        {"commands": []}, {"device": {}, "commands": []}, {"device": device, "commands": [{"id": "x"}]},
        {"device": device, "commands": [good] * 51}, {"device": device, "commands": [good | {"made_at": "gestern"}]},
        {"device": device, "commands": [good | {"patch": {"address": "长" * 300_000}}]},
        {"device": device | {"pending": -1}, "commands": []}, {"device": device, "commands": [], "place": "106.8,31.9"},
    ]  # fmt: skip
    for body in broken:
        assert cadre.post("/field-commands", json=body).status_code == 422, body
    assert send(cadre) == []


# What a phone meets that was away for long (R08).


def test_forty_days_late_in_any_order_and_twice(cadre, home, look):
    one = contact(home, address="二组") | {"made_at": days_ago(40)}
    two = contact(home, phone="13812345678") | {"made_at": days_ago(39)}
    assert [r["status"] for r in send(cadre, two, one, two, one)] == ["applied", "merged", "duplicate", "duplicate"]
    (row,) = look(Household)
    assert (row.address, row.phone_masked) == ("二组", "138****5678")
    assert [c.clock_doubtful for c in look(FieldCommand)] == [False, False]


def test_a_household_that_went_elsewhere_or_never_was_is_parked_with_its_reason(client, cadre, home, look):
    township = client("xiangzhen")
    moved = township.patch(
        f"/households/{home.id}", json={"region_code": OTHER_VILLAGE}, headers={"If-Match": f'"{home.version}"'}
    )
    assert moved.status_code == 200, moved.text
    gone = command("household_contact", uuid4(), {"address": "二组"}, base_version=1)
    results = send(cadre, contact(home, address="二组"), gone)
    assert [r["problem"]["code"] for r in results] == ["household_not_found"] * 2
    listed = township.get("/field-commands", params={"status": "quarantined"}).json()["items"]
    assert {(c["user_name"], c["title"], c["head_name"]) for c in listed} <= {
        ("何村", "更正联系方式", None),
        ("何村", "更正联系方式", "张三"),
    }
    settled = township.post(f"/field-commands/{listed[1]['id']}:settle", json={"how": "apply"})
    done = [settled, township.post(f"/field-commands/{listed[0]['id']}:settle", json={"how": "apply"})]
    assert sorted(a.status_code for a in done) == [200, 409], "the office may where the author no longer could"
    (row,) = look(Household)
    assert (row.address, row.region_code) == ("二组", OTHER_VILLAGE)


def test_an_account_that_moved_keeps_its_answers_and_its_commands(client, cadre, home, session, look):
    sent, refused = contact(home, address="二组"), contact(home, phone="1")
    send(cadre, sent, refused)
    session.query(User).filter_by(username="cunganbu").one().region_code = OTHER_VILLAGE
    session.commit()
    moved = client("cunganbu")
    late = contact(home, version=2, phone="13812345678")
    results = send(moved, sent, refused, late)
    assert [r["first"] for r in results[:2]] == ["applied", "quarantined"]
    assert results[2]["problem"]["code"] == "household_not_found"
    assert moved.post(f"/field-commands/{refused['id']}:settle", json={"how": "abandon"}).status_code == 200
    assert {c.region_code for c in look(FieldCommand)} == {VILLAGE, OTHER_VILLAGE}


def test_a_disabled_user_gets_nothing_done_and_loses_nothing(client, cadre, home, session, look):
    user = session.query(User).filter_by(username="cunganbu").one()
    body = {"device": {"id": DEVICE}, "commands": [contact(home, address="二组")]}
    officer = client("guanli")
    tag = {"If-Match": f'"{user.version}"'}
    assert officer.post(f"/users/{user.id}:disable", headers=tag).status_code in (200, 204)
    assert cadre.post("/field-commands", json=body).status_code == 401
    assert look(FieldCommand) == []


@pytest.mark.parametrize(
    ("days", "doubtful"), [(0, False), (89, False), (91, True), (365, True), (-1, True), (-365, True)]
)
def test_a_clock_nobody_believes_is_marked_and_orders_nothing(cadre, home, look, days, doubtful):
    (result,) = send(cadre, contact(home, address="二组") | {"made_at": days_ago(days)})
    assert result["status"] == "applied"
    assert [c.clock_doubtful for c in look(FieldCommand)] == [doubtful]
    rows = cadre.get("/field-commands", params={"sort": "received_at"}).json()["items"]
    assert rows[0]["received_at"] > "2026"


def test_a_corrected_command_settles_the_one_it_replaces(cadre, home, look):
    wrong = contact(home, phone="1")
    send(cadre, wrong)
    right = contact(home, phone="13812345678") | {"replaces": wrong["id"]}
    assert send(cadre, right)[0]["status"] == "applied"
    (old,) = look(FieldCommand, status="resolved")
    assert (str(old.id), old.settled_how, old.settled_by_name) == (wrong["id"], "replaced", "何村")
    assert len(look(AuditEntry, action="field_command.settled")) == 1


def test_each_sees_his_own_and_the_office_its_area(client, cadre, home, session):
    far = household(session, "5119210077", OTHER_TOWNSHIP + "201", "远亲")
    session.commit()
    send(cadre, contact(home, phone="13812345678x"))
    send(client("lincun"), contact(far, address="二组"))

    def seen(username, **params):
        found = client(username).get("/field-commands", params=params).json()["items"]
        return sorted(c["user_name"] for c in found)

    assert seen("cunganbu") == ["何村"]
    assert seen("xiangzhen") == seen("xianji") == ["何村", "邻村"]
    assert seen("xianji", mine=True) == seen("linzhen") == seen("bangfu") == []
    assert seen("xiangzhen", region_code=VILLAGE) == ["何村"]
    (row,) = cadre.get("/field-commands").json()["items"]
    assert row["patch"] == {"phone": "138*****678x"}
    assert client("bangfu").post(f"/field-commands/{row['id']}:settle", json={"how": "abandon"}).status_code == 404
    assert home.county == COUNTY
