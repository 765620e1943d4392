"""Webhooks against a receiver of our own that sleeps, fails, redirects and answers 410."""

import base64
import hmac
import json
import time
from datetime import timedelta
from ipaddress import IPv4Address
from uuid import UUID

import pytest
from sqlalchemy import text, update

from tests.integration.receiver import audited, write
from yihu.accounts.scopes import GRANTED, permissions_of
from yihu.integration import posting, webhooks
from yihu.integration.jobs import forget_facts, send_webhook, tell_webhooks
from yihu.integration.models import WebhookMessage
from yihu.integration.resources import RESOURCES
from yihu.kernel import clock
from yihu.kernel.db import EVERYWHERE, entering, transaction
from yihu.kernel.settings import settings


def send(admin, hook, times=1):
    """Send what waits, as the worker does when its time has come; the messages afterwards."""
    for _ in range(times):
        for message in admin.get(f"/webhooks/{hook['id']}/messages").json()["items"]:
            with webhooks.work() as session:
                row = session.get_one(WebhookMessage, ("511921", UUID(message["id"])))
                row.due_at = row.due_at and clock.now()
            send_webhook("511921", message["id"])
    return admin.get(f"/webhooks/{hook['id']}/messages").json()["items"]


def signatures(secrets, headers, body):
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    macs = [hmac.digest(base64.b64decode(s.removeprefix("whsec_")), content, "sha256") for s in secrets]
    return " ".join(f"v1,{base64.b64encode(mac).decode()}" for mac in macs)


def test_what_changes_is_told_signed_and_without_personal_data(committed, hook, receiver):
    admin, webhook, secret = hook
    write(committed, *(f"51192171{n:02}" for n in range(webhooks.PER_MESSAGE + 1)))
    tell_webhooks()
    tell_webhooks()
    sent = send(admin, webhook)
    assert [(m["state"], m["tries"], m["last_status"]) for m in sent] == [("delivered", 1, 204)] * 2
    told = [change for _, body in receiver.came for change in json.loads(body)["data"]["changes"]]
    assert len({change["id"] for change in told}) == len(told) == webhooks.PER_MESSAGE + 1
    for headers, body in receiver.came:
        assert headers["webhook-signature"] == signatures([secret], headers, body)
        assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
        assert len(body) <= 20_000
        assert "单小红" not in body.decode()
    rotated = admin.post(f"/webhooks/{webhook['id']}:rotate-secret").json()["secret"]
    again = admin.post(f"/webhook-messages/{sent[0]['id']}:redeliver").json()
    assert (again["state"], len(again["attempts"])) == ("waiting", 1)
    send(admin, webhook)
    assert audited(committed, webhook, "webhook.redelivered") == [{"message": sent[0]["id"]}]
    headers, body = receiver.came[-1]
    assert headers["webhook-signature"] == signatures([rotated, secret], headers, body)
    assert headers["webhook-id"] in {before["webhook-id"] for before, _ in receiver.came[:-1]}


def test_failures_climb_the_ladder_under_one_id_until_they_are_dead(committed, hook, receiver, monkeypatch):
    admin, webhook, _ = hook
    monkeypatch.setattr(posting, "TIMEOUT", 0.5)
    receiver.answers = [500, "trickle", "hang up", 302, *[503] * 6]
    write(committed, "5119217201")
    tell_webhooks()
    (message,) = send(admin, webhook)
    due = admin.get(f"/webhooks/{webhook['id']}/messages").json()["items"][0]["due_at"]
    assert due > message["last_at"]
    (message,) = send(admin, webhook, len(webhooks.LADDER))
    assert (message["state"], message["tries"], message["due_at"]) == ("dead", 10, None)
    attempts = admin.get(f"/webhook-messages/{message['id']}").json()["attempts"]
    assert [attempt["status"] for attempt in attempts] == [500, None, None, 302, *[503] * 6]
    assert "没有答复" in attempts[1]["error"]
    assert len({headers["webhook-id"] for headers, _ in receiver.came}) == 1
    assert len({body for _, body in receiver.came}) == 1
    assert len(receiver.came) == 10  # the redirect led nowhere
    with transaction(committed, entering(EVERYWHERE)) as session:
        waits = session.scalars(
            text(
                "select extract(epoch from scheduled_at - now()) from procrastinate_jobs where scheduled_at is not null order by scheduled_at"
            )
        ).all()
    assert len(waits) == len(webhooks.LADDER)
    for wait, rung in zip(waits, webhooks.LADDER, strict=True):
        assert rung.total_seconds() - 60 <= float(wait) <= rung.total_seconds() * 1.2 + 1
    assert admin.get("/webhooks").json()["items"][0]["dead"] == 1


def test_gone_disables_and_an_outage_loses_nothing(committed, hook, receiver):
    admin, webhook, _ = hook
    receiver.answers = [410]
    write(committed, "5119217301")
    tell_webhooks()
    send(admin, webhook)
    (shown,) = admin.get("/webhooks").json()["items"]
    assert "410" in shown["disabled_why"]
    messages = admin.get(f"/webhooks/{webhook['id']}/messages").json()["items"]
    assert [(one["state"], one["due_at"]) for one in messages] == [("waiting", None)]
    again = admin.post(f"/webhook-messages/{messages[0]['id']}:redeliver").json()
    assert (again["state"], again["due_at"]) == ("waiting", None)
    write(committed, "5119217302", "5119217303")
    tell_webhooks()
    send(admin, webhook)
    assert len(receiver.came) == 1  # nothing is sent to who does not want it
    on = admin.patch(
        f"/webhooks/{webhook['id']}", json={"disabled": False}, headers={"If-Match": f'"{shown["version"]}"'}
    )
    assert on.status_code == 200, on.text
    tell_webhooks()
    assert {m["state"] for m in send(admin, webhook)} == {"delivered"}
    told = {change["id"] for _, body in receiver.came for change in json.loads(body)["data"]["changes"]}
    assert len(told) == 3
    with webhooks.work() as session:
        session.execute(
            update(WebhookMessage)
            .where(WebhookMessage.county == "511921")
            .values(created_at=clock.now() - timedelta(days=31))
        )
    forget_facts()
    assert admin.get(f"/webhooks/{webhook['id']}/messages").json()["items"] == []


def test_an_ended_system_is_told_nothing_more(committed, hook, receiver):
    admin, webhook, _ = hook
    write(committed, "5119217401")
    tell_webhooks()
    assert admin.post(f"/api-clients/{webhook['client_id']}:end").status_code == 200
    write(committed, "5119217402")
    tell_webhooks()
    (waiting,) = send(admin, webhook)
    assert (waiting["state"], waiting["due_at"], receiver.came) == ("waiting", None, [])
    again = {"since": waiting["created_at"]}
    assert admin.post(f"/webhooks/{webhook['id']}:redeliver-failed", json=again).json()["code"] == "client_is_ended"


def test_the_form_learns_which_scopes_let_a_system_be_told_of_what(client):
    told = {one["resource"]: one for one in client("guanli").get("/webhook-resources").json()["items"]}
    assert (told["loan_notice"]["label"], told["loan_notice"]["scopes"]) == ("到期通知", ["loans:read"])
    for name, resource in RESOURCES.items():
        scopes = told[name]["scopes"]
        assert [resource.needs in permissions_of([scope]) for scope in scopes] == [True] * len(scopes) != []
        assert resource.needs not in permissions_of(set(GRANTED) - set(scopes)), "another scope would do as well"


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), (str(IPv4Address(0)), False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False),
        ("fd00::1", False), ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
        ("93.184.216.34", True), ("2606:2800:220:1::1", True),
    ],
)  # fmt: skip
def test_which_addresses_may_be_called(address, allowed):
    assert posting.permitted(address) is allowed


def test_a_name_that_leads_inside_is_refused_at_the_try(monkeypatch, receiver):
    inside = f"http://localhost:{receiver.server_port}/"
    assert posting.post(inside, b"{}", {}) == 204
    monkeypatch.setattr(settings().webhooks, "webhook_networks", [])
    for url in (
        receiver.url,
        inside,
        f"https://localhost:{receiver.server_port}/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
    ):
        with pytest.raises((posting.AddressForbidden, posting.NotAnswered)):
            posting.post(url, b"{}", {})
    assert len(receiver.came) == 1


@pytest.mark.parametrize(
    "url", ["ftp://x.example/", "https://", "https://u:p@x.example/", "https://x.example:99999/", "/hook"]
)
def test_what_is_no_address_is_refused(hook, url):
    admin, webhook, _ = hook
    answer = admin.post("/webhooks", json={"client_id": webhook["client_id"], "url": url, "resources": ["loan"]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/url")
