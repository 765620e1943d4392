import pytest
from sqlalchemy import func, select

from tests.make import PASSWORD
from yihu.accounts.models import LoginAttempt, SignIn
from yihu.kernel import audit


def sign_in(browser, username="cunganbu", password=PASSWORD):
    return browser.post("/auth/login", json={"username": username, "password": password})


def bearer(answer):
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_a_cadre_signs_in_and_sees_who_he_is(client):
    browser = client()
    answer = sign_in(browser)
    assert answer.status_code == 200, answer.text
    assert answer.json()["user"]["region"]["path"].endswith("杨柏镇新桥河村") or answer.json()["user"]["region"]["path"]
    me = browser.get("/me", headers=bearer(answer)).json()
    assert me["role_label"] == "村干部"
    assert "users:write" not in me["permissions"]
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_wrong_password_and_an_unknown_account_look_the_same(client):
    wrong, unknown = sign_in(client(), password="nope"), sign_in(client(), username="nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["code"] == unknown.json()["code"] == "sign_in_refused"


def test_failures_are_remembered_and_throttled(client, session):
    for _ in range(5):
        assert sign_in(client(), password="nope").status_code == 401
    assert session.scalar(select(func.count()).select_from(LoginAttempt)) == 5
    refused = sign_in(client())
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


def test_the_token_before_is_good_until_the_new_one_was_used(client, session):
    browser = client()
    sign_in(browser)
    before = browser.cookies["yihu_refresh"]
    first = browser.post("/auth/refresh")
    assert first.status_code == 200, first.text
    # the reply was lost: the phone comes back with the token before
    browser.cookies.set("yihu_refresh", before, domain="testserver.local", path="/api/v1/auth")
    again = browser.post("/auth/refresh", headers={"Cookie": f"yihu_refresh={before}"})
    assert again.status_code == 200
    current = again.cookies["yihu_refresh"]
    used = client().post("/auth/refresh", headers={"Cookie": f"yihu_refresh={current}"})
    assert used.status_code == 200
    # now the one before is a stolen one: it is refused and takes the whole sign-in with it
    newest = used.cookies["yihu_refresh"]
    assert client().post("/auth/refresh", headers={"Cookie": f"yihu_refresh={before}"}).status_code == 401
    assert client().post("/auth/refresh", headers={"Cookie": f"yihu_refresh={newest}"}).status_code == 401
    assert session.scalar(select(func.count()).where(SignIn.ended_at.is_not(None))) == 1


def test_signing_out_ends_the_access_token_at_once(client):
    browser = client()
    headers = bearer(sign_in(browser))
    assert browser.get("/me", headers=headers).status_code == 200
    assert browser.post("/auth/logout", headers=headers).status_code == 204
    assert browser.get("/me", headers=headers).status_code == 401


def test_a_page_of_another_site_cannot_use_the_cookie(client):
    browser = client()
    sign_in(browser)
    assert browser.post("/auth/refresh", headers={"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("short1A", "password_too_short"),
        ("alllowercase", "password_too_simple"),
        ("Cunganbu-2026", "password_guessable"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(client, new, code):
    browser = client()
    headers = bearer(sign_in(browser))
    answer = browser.post(
        "/auth/change-password", json={"old_password": PASSWORD, "new_password": new}, headers=headers
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == code


def test_changing_the_password_signs_the_other_devices_out(client):
    phone, desk = client(), client()
    phone_headers, desk_headers = bearer(sign_in(phone)), bearer(sign_in(desk))
    form = {"old_password": PASSWORD, "new_password": "Shan-Shui-88!"}
    assert desk.post("/auth/change-password", json=form, headers=desk_headers).status_code == 200
    assert phone.get("/me", headers=phone_headers).status_code == 401
    assert sign_in(client(), password="Shan-Shui-88!").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "eyJhbGciOiJub25lIn0.e30."])
def test_forged_tokens_are_refused(client, token):
    answer = client().get("/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_administrator_makes_a_user_who_must_change_his_password(client, session):
    form = {"username": "liu.min", "name": "刘敏", "role": "village_cadre", "region_code": "511921119204"}
    made = client("guanli").post("/users", json=form)
    assert made.status_code == 201, made.text
    browser = client()
    answer = sign_in(browser, "liu.min", made.json()["password"])
    assert answer.json()["user"]["must_change_password"] is True
    refused = browser.get("/me", headers=bearer(answer))
    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
    assert client("guanli").post("/users", json=form).status_code == 409
    assert session.scalar(select(func.count()).where(audit.AuditEntry.action == "user.created")) == 1


@pytest.mark.parametrize(("role", "code"), [("village_cadre", "511921119"), ("township_officer", "511921")])
def test_nobody_gets_a_wider_area_than_his_role(client, role, code):
    form = {"username": "liu.min", "name": "刘敏", "role": role, "region_code": code}
    answer = client("guanli").post("/users", json=form)
    assert (answer.status_code, answer.json()["code"]) == (422, "area_does_not_fit_role"), answer.text


def test_only_the_administrator_manages_accounts(client):
    assert client("xianji").get("/users").status_code == 403
    assert client().get("/users").status_code == 401


def test_one_first_responsible_person_at_a_time(client):
    form = {
        "region_code": "511921119204",
        "person_name": "向前",
        "kind": "first_responsible",
        "valid_from": "2026-01-01",
    }
    township = client("xiangzhen")
    first = township.post("/responsibilities", json=form)
    assert first.status_code == 201, first.text
    assert township.post("/responsibilities", json=form | {"person_name": "向后"}).status_code == 409
    ended = township.post(f"/responsibilities/{first.json()['id']}:end", json={"valid_to": "2026-06-01"})
    assert ended.json()["valid_to"] == "2026-06-01"
    later = township.post("/responsibilities", json=form | {"person_name": "向后", "valid_from": "2026-06-01"})
    assert later.status_code == 201
    on = township.get("/responsibilities", params={"region_code": "511921119204", "on": "2026-03-01"}).json()
    assert [row["person_name"] for row in on["items"]] == ["向前"]
    assert client("linzhen").post("/responsibilities", json=form).status_code == 403
