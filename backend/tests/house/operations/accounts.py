from tests.house.operation import STAMP, Op
from tests.make import PASSWORD
from yihu.accounts.client_models import ApiClient, ApiSecret, ApiUse
from yihu.accounts.models import Role, User
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

VIEW = {"screen": "households", "name": "我的视图", "query": {"q": "单"}}
USER = {"username": "xin.ren", "name": "新人", "role": "village_cadre", "region_code": "511921119213"}
RESPONSIBLE = {"region_code": "511921119204", "person_name": "向前", "kind": "first_responsible", "valid_from": STAMP}
CLIENT = {
    "name": "核心系统", "region_code": "511921", "scopes": ["loans:read"], "networks": ["127.0.0.1"], "contact": "科技部",
}  # fmt: skip


def plant(session, home, author) -> dict:
    """A system of the county."""
    account = User(username="system-x", name="系统", role=Role.SYSTEM, region_code=home.county, password_hash="-", must_change_password=False)  # fmt: skip
    session.add(account)
    session.flush()
    system = ApiClient(id=account.id, scopes=["loans:read"], networks=["127.0.0.1/32"], per_minute=60, contact="科技部")
    session.add(system)
    session.flush()
    secret = ApiSecret(client_id=system.id, slot=1, secret_hash=b"-", hint="abcd")
    session.add_all([ApiUse(client_id=system.id), secret])
    session.flush()
    return {"client_id": system.id, "secret_id": secret.id}


WATCHING = (P.USERS_WRITE, P.AUDIT_READ)
OPERATIONS = {
    "GET /api-scopes": Op(WATCHING, owner="guanli"),
    "GET /api-clients": Op(WATCHING, owner="guanli"),
    "POST /api-clients": Op((P.USERS_WRITE,), CLIENT, owner="guanli"),
    "GET /api-clients/{client_id}": Op(WATCHING, owner="guanli"),
    "PATCH /api-clients/{client_id}": Op((P.USERS_WRITE,), {"contact": "新联系人"}, owner="guanli"),
    "POST /api-clients/{client_id}:add-secret": Op((P.USERS_WRITE,), owner="guanli"),
    "POST /api-clients/{client_id}/secrets/{secret_id}:end": Op((P.USERS_WRITE,), owner="guanli"),
    "POST /api-clients/{client_id}:end": Op((P.USERS_WRITE,), owner="guanli"),
    "GET /api-clients/{client_id}/accesses": Op(WATCHING, owner="guanli"),
    "GET /api-clients/{client_id}/use": Op(WATCHING, owner="guanli"),
    "POST /auth/login": Op(None, {"username": "nobody", "password": "wrong"}),
    "POST /auth/refresh": Op(None),
    "POST /auth/logout": Op(),
    "POST /auth/logout-everywhere": Op(),
    "POST /auth/change-password": Op((), {"old_password": "wrong", "new_password": "Shan-Shui-88!"}),
    "POST /auth/confirm-password": Op((), {"password": PASSWORD}),
    "GET /me": Op(),
    "GET /users": Op((P.USERS_WRITE,), owner="guanli"),
    "POST /users": Op((P.USERS_WRITE,), USER, owner="guanli"),
    "PATCH /users/{user_id}": Op((P.USERS_WRITE,), {"name": "新名"}, owner="guanli"),
    "POST /users/{user_id}:reset-password": Op((P.USERS_WRITE,), owner="guanli"),
    "POST /users/{user_id}:disable": Op((P.USERS_WRITE,), owner="guanli"),
    "POST /users/{user_id}:enable": Op((P.USERS_WRITE,), owner="guanli"),
    "POST /users/{user_id}:sign-out": Op((P.USERS_WRITE,), owner="guanli"),
    "GET /colleagues": Op((P.HOUSEHOLDS_READ,)),
    "GET /responsibilities": Op((P.RESPONSIBILITIES_READ,)),
    "POST /responsibilities": Op((P.RESPONSIBILITIES_WRITE,), RESPONSIBLE, owner="xiangzhen"),
    "POST /responsibilities/{row_id}:end": Op((P.RESPONSIBILITIES_WRITE,), {"valid_to": STAMP}, owner="xiangzhen"),
    "GET /saved-views": Op(query="screen=households"),
    "POST /saved-views": Op((), VIEW),
    "DELETE /saved-views/{view_id}": Op(),
}
