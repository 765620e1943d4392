"""Systems as callers: made by an administrator, let in by secret, address and scope, counted, written down, ended at once."""

import base64
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from tests.house.operations import OPERATIONS
from tests.households.make import household
from tests.make import COUNTY, TOWNSHIP, VILLAGE
from yihu.accounts.client_models import ApiAccess, ApiClient, ApiUse
from yihu.accounts.jobs import forget_old
from yihu.accounts.models import Role, User
from yihu.kernel import clock
from yihu.kernel.audit import AuditEntry
from yihu.kernel.db import EVERYWHERE, entering
from yihu.kernel.settings import settings

BANK = {
    "name": "农商行核心系统", "region_code": COUNTY, "scopes": ["loans:read", "loans:write"],
    "networks": ["127.0.0.1"], "contact": "科技部 0827-7200000",
}  # fmt: skip
LOAN = OPERATIONS["PUT /loans/{bank_code}/{contract_no}"].body
KEY = {"Idempotency-Key": "0123456789abcdef"}


@pytest.fixture
def system(client):
    """`system(**over)`: a browser with a client's token, the client as it was made, and its secret."""

    def make(**over):
        made = client("guanli").post("/api-clients", json=BANK | over)
        assert made.status_code == 201, made.text
        browser, row = client(), made.json()["client"]
        answer = ask(browser, row["id"], made.json()["client_secret"])
        assert answer.status_code == 200, answer.text
        browser.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return browser, row, made.json()["client_secret"]

    return make


def ask(browser, client_id, secret, **form):
    sent = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret, **form}
    return browser.post("http://testserver/oauth/token", data=sent)


def test_a_bank_records_a_loan_in_its_area_and_everything_is_written_down(client, session, system):
    household(session, LOAN["household_no"], VILLAGE, "单小红")
    session.commit()
    bank, row, _ = system()
    put = bank.put("/loans/rcb/通农信9", json=LOAN)
    assert put.status_code == 201, put.text
    assert put.headers["RateLimit-Policy"] == '"client";q=600;w=60'
    assert put.headers["RateLimit"].startswith('"client";r=599;t=')
    entering(EVERYWHERE)(session)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "loan.recorded")).one()
    assert (str(entry.actor_id), entry.actor_name) == (row["id"], BANK["name"])
    assert bank.get("/households").status_code == 403
    seen = client("shenji").get(f"/api-clients/{row['id']}/accesses").json()["items"]
    assert [(line["method"], line["route"], line["status"], line["address"]) for line in seen] == [
        ("GET", "/api/v1/households", 403, "127.0.0.1"),
        ("PUT", "/api/v1/loans/{bank_code}/{contract_no}", 201, "127.0.0.1"),
        ("POST", "/oauth/token", 200, "127.0.0.1"),
    ]
    use = client("guanli").get(f"/api-clients/{row['id']}/use").json()["items"]
    assert {(line["route"], line["requests"], line["failures"]) for line in use} >= {("/api/v1/households", 1, 1)}
    shown = client("guanli").get("/api-clients").json()["items"][0]
    assert (shown["requests_7_days"], shown["failures_7_days"], shown["last_address"]) == (3, 1, "127.0.0.1")
    assert client("xiangzhen").get("/api-clients").status_code == 403
    # A system is no person: nobody finds it among the users, and it has no settings of its own.
    assert row["id"] not in client("guanli").get("/users").text
    assert client("guanli").post(f"/users/{row['id']}:reset-password").status_code == 404
    assert {bank.get(path).status_code for path in ("/me", "/saved-views?screen=x", "/desk", "/field-kit")} == {403}
    assert bank.post("/auth/logout").status_code == 403


def test_a_system_sees_its_area_and_no_further(client, session, system):
    household(session, "5119210001", VILLAGE, "单小红")
    session.commit()
    near, *_ = system(region_code=TOWNSHIP, scopes=["households:read"])
    far, *_ = system(region_code="511921100", scopes=["households:read"])
    assert [len(one.get("/households").json()["items"]) for one in (near, far)] == [1, 0]
    row = near.get("/households").json()["items"][0]
    assert far.get(f"/households/{row['id']}").status_code == 404
    unmasking = {"field": "phone", "reason": "核对"}
    assert near.post(f"/households/{row['id']}:unmask", json=unmasking).status_code == 403


def test_oauth_answers_as_rfc_6749_says(client, system, monkeypatch):
    _, row, secret = system()
    stranger = client()
    basic = base64.b64encode(f"{row['id']}:{secret}".encode()).decode()
    url, grant = "http://testserver/oauth/token", {"grant_type": "client_credentials"}
    by_header = stranger.post(url, data=grant | {"scope": "loans:read"}, headers={"Authorization": f"Basic {basic}"})
    assert by_header.json() | {"access_token": ""} == {
        "access_token": "", "token_type": "Bearer", "expires_in": 3600, "scope": "loans:read",
    }  # fmt: skip
    assert by_header.headers["cache-control"] == "no-store"
    narrowed = {"Authorization": f"Bearer {by_header.json()['access_token']}"}
    assert stranger.get("/loans", headers=narrowed).status_code == 200
    assert stranger.put("/loans/rcb/1", json=LOAN, headers=narrowed).status_code == 403
    whole = grant | {"client_id": row["id"], "client_secret": secret}
    wrongs = [
        (stranger.post(url, json=whole), 400, "invalid_request"),
        (stranger.post(url, data={**whole, "grant_type": ["client_credentials"] * 2}), 400, "invalid_request"),
        (stranger.post(url, data=whole, headers={"Authorization": f"Basic {basic}"}), 400, "invalid_request"),
        (stranger.post(url, data=whole | {"grant_type": "password"}), 400, "unsupported_grant_type"),
        (stranger.post(url, data=whole | {"scope": "loans:read users:write"}), 400, "invalid_scope"),
        (stranger.post(url, data=grant), 401, "invalid_client"),
        (stranger.post(url, data=whole | {"client_id": "x\0", "client_secret": "长"}), 401, "invalid_client"),
        (stranger.post(url, data=grant, headers={"Authorization": "Basic ***"}), 401, "invalid_client"),
    ]
    assert [(w.status_code, w.json()["error"]) for w, *_ in wrongs] == [(status, error) for _, status, error in wrongs]
    assert wrongs[-1][0].headers["www-authenticate"].startswith("Basic")
    tries = [ask(stranger, row["id"], "wrong").status_code for _ in range(5)]
    assert (tries[0], tries[-1]) == (401, 429)
    assert ask(stranger, row["id"], secret).status_code == 200  # guessing locks nobody out
    earlier = clock.now() - timedelta(minutes=62)
    monkeypatch.setattr(clock, "now", lambda: earlier)
    old = {"Authorization": f"Bearer {ask(stranger, row['id'], secret).json()['access_token']}"}
    assert stranger.get("/loans", headers=old).json()["code"] == "unauthenticated"


def test_two_secrets_while_changing_over_and_an_end_at_once(client, session, system):
    bank, row, first = system()
    admin, path = client("guanli"), f"/api-clients/{row['id']}"
    second = admin.post(f"{path}:add-secret").json()["client_secret"]
    assert admin.post(f"{path}:add-secret").json()["code"] == "two_secrets_live"
    assert [ask(client(), row["id"], secret).status_code for secret in (first, second)] == [200, 200]
    hints = {secret["hint"]: secret["id"] for secret in admin.get(path).json()["secrets"]}
    assert set(hints) == {first[-4:], second[-4:]}
    assert first not in admin.get(path).text
    assert bank.get("/loans").status_code == 200
    assert admin.post(f"{path}/secrets/{hints[first[-4:]]}:end").status_code == 200
    assert bank.get("/loans").json()["code"] == "client_ended"  # its token was got with the first
    assert [ask(client(), row["id"], secret).status_code for secret in (first, second)] == [401, 200]
    bank.headers["Authorization"] = f"Bearer {ask(client(), row['id'], second).json()['access_token']}"
    changed = admin.patch(path, json={"scopes": ["loans:read"], "name": "新名"}, headers={"If-Match": '"1"'})
    assert (changed.json()["name"], changed.json()["version"]) == ("新名", 2)
    assert bank.get("/loans").status_code == 200
    assert bank.put("/loans/rcb/1", json=LOAN).status_code == 403  # whatever its token says
    assert admin.post(f"{path}:end").json()["secrets"] == []
    assert bank.get("/loans").status_code == 401
    assert admin.post(f"{path}:add-secret").json()["code"] == "client_is_ended"
    entering(EVERYWHERE)(session)
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "api_client")).all()
    assert sorted(actions) == sorted(
        f"api_client.{verb}" for verb in ("created", "secret_added", "secret_ended", "changed", "ended")
    )


def test_only_from_its_networks_and_a_proxy_is_believed_only_when_trusted(client, system, monkeypatch):
    bank, row, secret = system()
    monkeypatch.setattr(settings().server, "trusted_proxies", ["127.0.0.1"])
    through = {"X-Forwarded-For": "127.0.0.1, 10.9.9.9"}
    assert bank.get("/loans", headers=through).json()["code"] == "address_refused"
    assert bank.get("/loans", headers={"X-Forwarded-For": "10.9.9.9, ::ffff:127.0.0.1"}).status_code == 200
    assert bank.get("/loans", headers={"X-Forwarded-For": "nonsense"}).status_code == 403
    refused = client().post("http://testserver/oauth/token", headers=through, data={
        "grant_type": "client_credentials", "client_id": row["id"], "client_secret": secret,
    })  # fmt: skip
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    monkeypatch.setattr(settings().server, "trusted_proxies", [])
    assert bank.get("/loans", headers=through).status_code == 200
    lines = client("guanli").get(f"/api-clients/{row['id']}/accesses?refused=true").json()["items"]
    assert [(line["address"], line["status"]) for line in lines] == [("10.9.9.9", 401), ("10.9.9.9", 403)]


def test_a_minute_has_its_limit_and_the_next_begins_anew(client, session, system, monkeypatch):
    bank, *_ = system(per_minute=2)
    answers = [bank.get("/loans") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert [a.headers["RateLimit"].split(";")[1] for a in answers] == ["r=1", "r=0", "r=0"]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].json()["code"] == "quota_exceeded"
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert bank.get("/loans").status_code == 200
    assert session.scalar(select(ApiUse.used)) == 1
    assert session.scalar(select(func.count()).select_from(ApiAccess)) == 5
    session.execute(text("set role none"))
    session.execute(update(ApiAccess).where(ApiAccess.status == 429).values(at=clock.now() - timedelta(days=181)))
    session.commit()
    forget_old()
    assert session.scalar(select(func.count()).select_from(ApiAccess)) == 4


def test_a_post_of_a_system_brings_its_key(session, system):
    caller, *_ = system(scopes=["visits:write", "households:read"])
    body = OPERATIONS["POST /visits"].body
    assert caller.post("/visits", json=body).json()["code"] == "idempotency_key_required"
    first, again = (caller.post("/visits", json=body, headers=KEY) for _ in range(2))
    assert first.status_code == 201, first.text
    assert (again.text, again.headers["Idempotency-Replayed"]) == (first.text, "true")
    assert caller.post("/households:search", json=OPERATIONS["POST /households:search"].body).status_code == 200


@pytest.mark.parametrize(
    ("over", "pointer"),
    [
        ({"networks": []}, "/networks"),
        ({"networks": ["127.0.0.1", "10.12.0.300"]}, "/networks/1"),
        ({"networks": ["10.12.0.1/16"]}, "/networks/0"),
        ({"networks": [2130706433]}, "/networks/0"),
        ({"scopes": ["users:write"]}, "/scopes/0"),
        ({"per_minute": 0}, "/per_minute"),
    ],
)
def test_a_client_without_bounds_is_refused(client, over, pointer):
    answer = client("guanli").post("/api-clients", json=BANK | over)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    wrong = [each for each in over.get("networks", []) if isinstance(each, str)][-1:]
    assert all(f"“{each}”" in answer.json()["errors"][0]["message"] for each in wrong), "which one it is"


def test_in_a_village_a_system_may_no_more_than_its_people(client):
    answers = {
        (code, scope): client("guanli")
        .post("/api-clients", json=BANK | {"region_code": code, "scopes": [scope]})
        .status_code
        for code in (VILLAGE, TOWNSHIP, COUNTY)
        for scope in ("households:read", "loans:write", "departments:push")
    }
    assert [place for place, status in answers.items() if status != 201] == [
        (VILLAGE, "loans:write"), (VILLAGE, "departments:push"), (TOWNSHIP, "departments:push"),
    ]  # fmt: skip


def test_a_person_cannot_be_made_a_system(client, session):
    form = OPERATIONS["POST /users"].body | {"role": "system"}
    assert client("guanli").post("/users", json=form).status_code == 422
    assert session.scalar(select(func.count()).where(User.role == Role.SYSTEM)) == 0
    assert session.scalar(select(func.count()).select_from(ApiClient)) == 0
