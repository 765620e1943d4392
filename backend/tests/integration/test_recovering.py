"""A receiver was away for days: all that it did not take is sent again at once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from tests.accounts.test_clients import BANK, KEY, ask
from tests.integration.receiver import audited, write
from tests.make import COUNTY, PASSWORD, TOWNSHIP, run_jobs
from yihu.accounts.models import Role, User
from yihu.integration import webhooks
from yihu.integration.jobs import tell_webhooks
from yihu.integration.models import WebhookMessage
from yihu.kernel import clock
from yihu.kernel.db import EVERYWHERE, entering, transaction
from yihu.regions.models import Region

M = WebhookMessage
JOBS = text(
    "select priority, args ->> 'message_id' from procrastinate_jobs where task_name = 'send_webhook' order by id"
)


@pytest.fixture
def left(committed, hook):
    """What an outage has left behind, oldest first: dead, dead, hours from its next try, delivered, being tried."""
    now = clock.now()
    told = {
        "old": {"state": "dead", "tries": 10, "created_at": now - timedelta(days=5)},
        "dead": {"state": "dead", "tries": 10, "created_at": now - timedelta(days=3)},
        "retrying": {"tries": 7, "due_at": now + timedelta(hours=14), "created_at": now - timedelta(days=2)},
        "delivered": {"state": "delivered", "tries": 1, "created_at": now - timedelta(days=1)},
        "tried": {"tries": 3, "due_at": now},
    }
    ids = {}
    for number, (name, values) in enumerate(told.items()):
        write(committed, f"511921750{number}")
        tell_webhooks()
        with webhooks.work() as session:
            newest = select(M.id).where(M.county == COUNTY).order_by(M.id.desc()).limit(1)
            ids[name] = session.scalars(newest).one()
            session.execute(update(M).where(M.county == COUNTY, M.id == ids[name]).values({"due_at": None, **values}))
    with transaction(committed, entering(EVERYWHERE)) as session:
        session.execute(text("delete from procrastinate_jobs"))
    return ids


def test_what_an_outage_left_is_sent_again_each_once(committed, hook, left, receiver, signed_in):
    admin, webhook, _ = hook
    path, since = f"/webhooks/{webhook['id']}", str(clock.now() - timedelta(days=4))
    counted = admin.get(f"{path}/failures").json()
    assert (counted["dead"], counted["retrying"]) == (2, 1)
    assert counted["first_at"] < since.replace(" ", "T")
    seen = admin.get(f"{path}/failures", params={"since": since}).json()
    assert (seen["dead"], seen["retrying"]) == (1, 1)

    def press(key=None, browser=admin):
        return browser.post(
            f"{path}:redeliver-failed", json={"since": since}, headers={"Idempotency-Key": key or str(uuid4())}
        )

    (shown,) = admin.get("/webhooks").json()["items"]
    off = change(admin, path, shown, disabled=True)
    refused = press()
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook_disabled")
    assert "请先启用" in refused.json()["detail"]
    assert "管理员停用" in refused.json()["detail"]
    change(admin, path, off, disabled=False)
    assert jobs(committed) == [(-1, left["retrying"]), (-1, left["tried"])], "what waited is due, all in one statement"
    with webhooks.work() as session:
        session.execute(text("delete from procrastinate_jobs"))
        later = clock.now() + timedelta(hours=14)
        session.execute(update(M).where(M.county == COUNTY, M.id == left["retrying"]).values(due_at=later))

    key = str(uuid4())
    assert press(key).json() == {"messages": 2}
    assert press(key).headers["Idempotency-Replayed"] == "true"
    assert press().json() == {"messages": 0}, "pressed twice"
    assert jobs(committed) == [(-1, left["dead"]), (-1, left["retrying"])], "the oldest first, behind whatever is new"
    receiver.answers = [503] * 2
    run_jobs(committed)
    failed = admin.get(f"/webhook-messages/{left['dead']}").json()
    assert (failed["state"], failed["tries"], len(receiver.came)) == ("waiting", 1, 2), (
        "from the first rung, not before its time"
    )
    receiver.came.clear()
    assert press().json() == {"messages": 2}, "they have failed again"
    run_jobs(committed)
    assert [UUID(headers["webhook-id"][4:]) for headers, _ in receiver.came] == [left["dead"], left["retrying"]]
    assert press().json() == {"messages": 0}, "they are delivered"
    states = {UUID(one["id"]): (one["state"], one["tries"]) for one in admin.get(f"{path}/messages").json()["items"]}
    assert states == {
        left["old"]: ("dead", 10), left["dead"]: ("delivered", 1), left["retrying"]: ("delivered", 1),
        left["delivered"]: ("delivered", 1), left["tried"]: ("waiting", 3),
    }  # fmt: skip
    entries = audited(committed, webhook, "webhook.failed_redelivered")
    assert [entry["messages"] for entry in entries] == [2, 2]
    assert press(browser=signed_in("xianji")).status_code == 403
    own, other = system(admin, signed_in, webhook["client_id"]), system(admin, signed_in)
    assert press(browser=own).json() == {"messages": 0}, "a system may do it itself"
    assert press(browser=other).json()["code"] == "webhook_not_found"
    reaches_its_own_only(own, other, path, f"/webhook-messages/{left['dead']}")
    assert press(browser=foreign(committed, signed_in)).json()["code"] == "webhook_not_found"


def reaches_its_own_only(own, other, path, message):
    assert [f"/webhooks/{one['id']}" for one in own.get("/webhooks").json()["items"]] == [path]
    assert own.get(message).json()["state"] == "delivered"
    assert own.patch(path, json={"disabled": True}, headers={"If-Match": '"1"'}).status_code == 403
    assert other.get("/webhooks").json()["items"] == []
    for answer in (other.get(f"{path}/failures"), other.get(f"{path}/messages")):
        assert answer.json()["code"] == "webhook_not_found"
    for answer in (other.get(message), other.post(f"{message}:redeliver", headers=KEY)):
        assert answer.json()["code"] == "message_not_found"


def system(admin, signed_in, client_id=None):
    """A browser of that system, or of a new one in the same township that may recover too."""
    if client_id is None:
        form = BANK | {"region_code": TOWNSHIP, "scopes": ["webhooks:recover"]}
        client_id = admin.post("/api-clients", json=form).json()["client"]["id"]
    secret = admin.post(f"/api-clients/{client_id}:add-secret").json()["client_secret"]
    browser = signed_in("guanli")
    del browser.headers["Authorization"]
    browser.headers["Authorization"] = f"Bearer {ask(browser, client_id, secret).json()['access_token']}"
    return browser


def change(admin, path, webhook, **values):
    answer = admin.patch(path, json=values, headers={"If-Match": f'"{webhook["version"]}"'})
    assert answer.status_code == 200, answer.text
    return answer.json()


def jobs(committed):
    with transaction(committed, entering(EVERYWHERE)) as session:
        return [(priority, UUID(message)) for priority, message in session.execute(JOBS)]


def foreign(committed, signed_in):
    """The administrator of another county."""
    with transaction(committed, entering(EVERYWHERE)) as session:
        session.add(Region(code="511902", name="外地", short_name="外地", level="county", parent_code=None))
        session.flush()
        session.add(
            User(username="waixian", name="外县", role=Role.ADMINISTRATOR, region_code="511902", password_hash=PASSWORD, must_change_password=False)
        )  # fmt: skip
    return signed_in("waixian")
