"""Every POST may be repeated when the line breaks: with a key, or because doing it twice is doing it once."""

from yihu.main import create_app

STATE = "a state: saying it again changes nothing"
SECRET = "answers a secret, which is stored nowhere in the clear"
READS = "changes nothing"
WITHOUT = {
    "/api/v1/auth/login": SECRET,
    "/api/v1/auth/refresh": SECRET,
    "/api/v1/auth/logout": STATE,
    "/api/v1/auth/logout-everywhere": STATE,
    "/api/v1/auth/change-password": SECRET,
    "/api/v1/auth/confirm-password": STATE,
    "/oauth/token": SECRET,
    "/api/v1/users": "answers a first password; the user name is taken the second time",
    "/api/v1/users/{user_id}:reset-password": SECRET,
    "/api/v1/users/{user_id}:disable": STATE,
    "/api/v1/users/{user_id}:enable": STATE,
    "/api/v1/users/{user_id}:sign-out": STATE,
    "/api/v1/api-clients": SECRET,
    "/api/v1/api-clients/{client_id}:add-secret": "answers a secret; two may live, the third is refused",
    "/api/v1/api-clients/{client_id}/secrets/{secret_id}:end": STATE,
    "/api/v1/api-clients/{client_id}:end": STATE,
    "/api/v1/webhooks": SECRET,
    "/api/v1/webhooks/{webhook_id}:rotate-secret": SECRET,
    "/api/v1/households:search": READS,
    "/api/v1/households/{household_id}:unmask": "answers personal data; each look leaves its audit row, a repeated one too",
    "/api/v1/public-notices:preview": READS,
    "/api/v1/public/villages/{door}/receipts:look-up": READS,
    "/api/v1/alert-rules/{rule}:preview": READS,
    "/api/v1/field-commands": "each command has an id of its own, under which it is done once",
}


def test_each_post_takes_a_key_or_says_why_not():
    paths = create_app().openapi()["paths"]
    posts = {path: methods["post"] for path, methods in paths.items() if "post" in methods}
    keyless = {
        path for path, post in posts.items()
        if "idempotency-key" not in {one["name"].lower() for one in post.get("parameters", [])}
    }  # fmt: skip
    assert len(posts) > len(WITHOUT), "nothing was looked at"
    assert keyless == set(WITHOUT)
