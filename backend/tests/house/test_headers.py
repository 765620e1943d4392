"""What every answer carries, whatever happened inside."""

import re

import pytest

from tests.make import PASSWORD
from yihu.households import service
from yihu.kernel.web import SECURITY_HEADERS

PLACES = {
    "/api/v1/health": 200,
    "/api/v1/me": 401,
    "/api/v1/nowhere": 404,
    "/api/v1/auth/login": 405,
    "/api/v1/regions?q=%00": 400,
    "/api/openapi.json": 200,
    "/api/docs": 200,
}


@pytest.mark.parametrize(("place", "status"), PLACES.items())
def test_every_answer_is_sealed(client, place, status):
    answer = client().get(f"http://testserver{place}")
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch(r"[A-Za-z0-9_\-]{8,64}", answer.headers["x-request-id"])


def test_a_fault_tells_nothing_of_the_inside(client, world, monkeypatch):
    def fail(*_):
        raise RuntimeError("secret/path.py says select 1")

    monkeypatch.setattr(service, "change", fail)
    answer = client("cunganbu").patch(f"/households/{world.ids['household_id']}", json={}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert answer.headers["content-type"] == "application/problem+json"
    assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert not re.search(r"secret|select|Traceback|\.py|/", answer.json()["title"] + (answer.json()["detail"] or ""))


@pytest.mark.parametrize("given", ["x", "a b", "a" * 65, "lo\tg", "<script>"])
def test_a_request_id_that_could_forge_a_log_line_is_replaced(client, given):
    assert client().get("/health", headers={"X-Request-Id": given}).headers["x-request-id"] != given


def test_a_photo_cannot_run_scripts(client, world):
    answer = client("cunganbu").get(f"/attachments/{world.ids['attachment_id']}")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == "sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_the_refresh_cookie_stays_with_the_browser_and_the_auth_routes(client):
    answer = client().post("/auth/login", json={"username": "cunganbu", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/api/v1/auth"))
    assert answer.cookies["yihu_refresh"] not in answer.text
