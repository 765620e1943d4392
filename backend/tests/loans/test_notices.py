from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.conftest import TODAY
from tests.households.make import household
from tests.loans.make import loan, notices
from tests.make import OTHER_VILLAGE
from yihu.kernel.audit import AuditEntry
from yihu.kernel.facts import Fact
from yihu.loans.models import LoanNotice
from yihu.loans.schemas import LoanNoticeRead, LoanRead

DELIVERY = {
    "delivered_on": str(TODAY), "outcome": "received", "receiver_name": "张三", "receiver_relation": "self", "note": None,
    "attachment_ids": [],
}  # fmt: skip


def deliver(browser, notice, version=1, key=None, **over):
    headers = {"If-Match": f'"{version}"'} | ({"Idempotency-Key": key} if key else {})
    return browser.post(f"/loan-notices/{notice.id}:deliver", json=DELIVERY | over, headers=headers)


@pytest.fixture
def written(session):
    """An open written notice of the cadre's village."""
    loan(session, due_in=20)
    (notice,) = notices(session)
    return notice


def test_a_cadre_lists_and_delivers_a_notice(client, session, written):
    cadre = client("cunganbu")
    listed = cadre.get("/loan-notices", params={"state": "open", "include_total": True}).json()
    assert listed["total"] == 1
    row = LoanNoticeRead.model_validate(listed["items"][0])
    assert (row.head_name, row.region_name, row.bank_name, row.days_to_due) == ("张三", "朽石坎村", "农村商业银行", 20)
    assert row.number == "杨柏贷通〔2026〕1号"
    answer = deliver(cadre, written)
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == '"2"'
    assert (answer.json()["state"], answer.json()["delivered_by_name"]) == ("delivered", "何村")
    assert session.scalar(select(func.count()).where(Fact.name == "LoanNoticeDelivered")) == 1
    assert (
        session.scalar(select(AuditEntry.details["outcome"].astext).where(AuditEntry.action == "loan_notice.delivered"))
        == "received"
    )


def test_a_delivery_sent_twice_with_one_key_is_one_delivery(client, written):
    cadre, key = client("cunganbu"), str(uuid4())
    first, second = (deliver(cadre, written, key=key) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert deliver(cadre, written, version=2).json()["code"] == "notice_not_open"


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"delivered_on": str(TODAY + timedelta(days=1))}, "in_the_future"),
        ({"delivered_on": str(TODAY - timedelta(days=1))}, "before_raised"),
        ({"outcome": "by_phone"}, "not_in_writing"),
        ({"outcome": "refused"}, "missing"),
        ({"receiver_name": None}, "missing"),
        ({"receiver_relation": "uncle"}, "code_unknown"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(client, written, over, code):
    answer = deliver(client("cunganbu"), written, **over)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == code


def test_a_photo_may_come_after_the_delivery_it_belongs_to(client, written):
    photo = str(uuid4())
    delivered = deliver(client("cunganbu"), written, attachment_ids=[photo]).json()
    assert delivered["attachments"] == [{"id": photo, "here": False}]


def test_a_stale_or_blind_delivery_is_refused(client, written):
    cadre = client("cunganbu")
    assert deliver(cadre, written, version=7).status_code == 412
    assert cadre.post(f"/loan-notices/{written.id}:deliver", json=DELIVERY).status_code == 428


def test_a_delivery_recorded_by_mistake_is_taken_back(client, session, written):
    cadre = client("cunganbu")
    deliver(cadre, written)
    undo = {"json": {"reason": "登错了户"}, "headers": {"If-Match": '"2"'}}
    answer = cadre.post(f"/loan-notices/{written.id}:undo-delivery", **undo)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["delivered_on"]) == ("open", None)
    assert (
        session.scalar(
            select(AuditEntry.details["reason"].astext).where(AuditEntry.action == "loan_notice.delivery_undone")
        )
        == "登错了户"
    )
    again = cadre.post(
        f"/loan-notices/{written.id}:undo-delivery", json={"reason": "再撤一次"}, headers={"If-Match": '"3"'}
    )
    assert again.json()["code"] == "notice_not_delivered"


def test_a_later_rung_supersedes_the_earlier_one_and_gives_it_back(client, session):
    loan(session, due_in=33)
    reminder, letter = sorted(notices(session), key=lambda n: n.rung)
    cadre = client("cunganbu")
    assert deliver(cadre, letter).status_code == 200
    assert cadre.get(f"/loan-notices/{reminder.id}").json()["cancelled_why"] == "superseded"
    cadre.post(f"/loan-notices/{letter.id}:undo-delivery", json={"reason": "登错了户"}, headers={"If-Match": '"2"'})
    assert cadre.get(f"/loan-notices/{reminder.id}").json()["state"] == "open"


def test_another_village_sees_nothing_of_it(client, session, written):
    for stranger in (client("lincun"), client("linzhen")):
        assert stranger.get("/loan-notices").json()["items"] == []
        assert stranger.get("/loans").json()["items"] == []
        assert stranger.get(f"/loan-notices/{written.id}").status_code == 404
        assert stranger.get(f"/loans/{written.loan_id}").status_code == 404
        assert deliver(stranger, written).status_code == 404
        undo = {"json": {"reason": "登错了户"}, "headers": {"If-Match": '"1"'}}
        assert stranger.post(f"/loan-notices/{written.id}:undo-delivery", **undo).status_code == 404
    assert session.get(LoanNotice, (written.county, written.id), populate_existing=True).version == 1


def test_who_may_not_deliver(client, written):
    for username, status in (("bumen", 403), ("yinhang", 403), ("shenji", 403), ("guanli", 403), (None, 401)):
        assert deliver(client(username), written).status_code == status


def test_lists_filter_and_sort(client, session):
    other = household(session, household_no="5119210099", region_code=OTHER_VILLAGE, head="罗天福")
    for days in (-3, 12, 45, 400):
        loan(session, other, due_in=days)
    notices(session)
    township = client("xiangzhen")
    rows = township.get("/loan-notices", params={"sort": "-due_on"}).json()["items"]
    assert [row["rung"] for row in rows] == ["reminder", "written", "overdue"]
    assert (
        township.get("/loan-notices", params={"overdue": True, "rung": "overdue"}).json()["items"][0]["days_to_due"]
        == -3
    )
    assert len(township.get("/loan-notices", params={"q": "ltf"}).json()["items"]) == 3
    loans = township.get("/loans", params={"overdue": True, "region_code": OTHER_VILLAGE}).json()["items"]
    assert LoanRead.model_validate(loans[0]).days_to_due == -3
    assert loans[0]["principal"] == "50000.00"
    ours = {"bank_code": "rcb", "contract_no": [loans[0]["contract_no"], "别人的"]}
    assert [row["id"] for row in township.get("/loans", params=ours).json()["items"]] == [loans[0]["id"]]
    assert township.get("/loans", params=ours | {"bank_code": "abc"}).json()["items"] == []
    (village,) = township.get("/loan-notices/by-village").json()["items"]
    expected = {
        "open": 3,
        "late": 3,
        "written_open": 1,
        "reminder_open": 1,
        "overdue_loans": 1,
        "overdue_balance": "50000.00",
    }
    assert {key: village[key] for key in expected} == expected
