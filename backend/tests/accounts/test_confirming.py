"""Step-up: what needs a password given just now, and how it is given."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from tests.households.make import household
from tests.make import PASSWORD, VILLAGE
from yihu.accounts.models import SignIn
from yihu.kernel import clock
from yihu.kernel.audit import UNMASKED, AuditEntry

REASON = "核对电话"
SYSTEM = {
    "name": "信贷系统",
    "region_code": "511921",
    "scopes": ["loans:read"],
    "networks": ["127.0.0.1"],
    "contact": "科技部",
}


@pytest.fixture
def earlier(client, session):
    """A browser whose user gave his password so many minutes ago; so has everybody by now."""

    def signed_in(username, minutes=16):
        browser = client(username)
        session.execute(update(SignIn).values(confirmed_at=clock.now() - timedelta(minutes=minutes)))
        session.commit()
        return browser

    return signed_in


def refusal(answer):
    return answer.status_code, answer.json()["code"]


WANTED = (403, "password_confirmation_required")


def test_personal_data_in_the_clear_wants_a_password_given_just_now(earlier, session):
    home = household(session, "5119210099", VILLAGE, "曾小贤", phone="13800001111")
    session.commit()
    officer = earlier("xianji")

    def look():
        return officer.post(f"/households/{home.id}:unmask", json={"field": "phone", "reason": REASON})

    def take():
        form = {"list": "/households", "format": "csv", "clear": True, "reason": REASON}
        return officer.post("/exports", json=form, headers={"Idempotency-Key": "a" * 16})

    assert refusal(look()) == WANTED
    assert refusal(take()) == WANTED
    assert refusal(officer.post("/auth/confirm-password", json={"password": "wrong"})) == (403, "password_wrong")
    assert refusal(look()) == WANTED
    assert officer.post("/auth/confirm-password", json={"password": PASSWORD}).status_code == 204
    assert look().json() == {"value": "13800001111"}
    assert take().status_code == 202  # the refusal before was not kept under the key
    assert session.scalar(select(func.count()).where(AuditEntry.action == UNMASKED)) == 1
    assert (
        earlier("xianji", 14)
        .post(f"/households/{home.id}:unmask", json={"field": "phone", "reason": REASON})
        .is_success
    )


def test_what_shows_nothing_in_the_clear_does_not_ask(earlier):
    form = {"list": "/households", "format": "csv"}
    answer = earlier("xianji").post("/exports", json=form, headers={"Idempotency-Key": "b" * 16})
    assert answer.status_code == 202


def test_a_key_for_a_system_wants_it_too(earlier):
    administrator = earlier("guanli")
    assert refusal(administrator.post("/api-clients", json=SYSTEM)) == WANTED
    administrator.post("/auth/confirm-password", json={"password": PASSWORD})
    made = administrator.post("/api-clients", json=SYSTEM).json()["client"]["id"]
    assert refusal(earlier("guanli").post(f"/api-clients/{made}:add-secret")) == WANTED
    administrator.post("/auth/confirm-password", json={"password": PASSWORD})
    assert administrator.post(f"/api-clients/{made}:add-secret").status_code == 201


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/auth/confirm-password", {"password": "wrong"}),
        ("/auth/change-password", {"old_password": "wrong", "new_password": "Shan-Shui-88!"}),
    ],
)
def test_guessing_with_a_stolen_token_is_slowed_down_like_signing_in(client, path, form):
    thief = client("cunganbu")
    assert [refusal(thief.post(path, json=form)) for _ in range(6)] == [
        *[(403, "password_wrong")] * 5,
        (429, "too_many_attempts"),
    ]
    right = {**form, next(iter(form)): PASSWORD}
    assert thief.post(path, json=right).status_code == 429
    assert client("xiangzhen").post("/auth/confirm-password", json={"password": PASSWORD}).status_code == 204
