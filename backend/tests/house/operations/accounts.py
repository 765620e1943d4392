from tests.house.operation import STAMP, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

VIEW = {"screen": "households", "name": "我的视图", "query": {"q": "单"}}
USER = {"username": "xin.ren", "name": "新人", "role": "village_cadre", "region_code": "511921119213"}
RESPONSIBLE = {"region_code": "511921119204", "person_name": "向前", "kind": "first_responsible", "valid_from": STAMP}

OPERATIONS = {
    "POST /auth/login": Op(None, {"username": "nobody", "password": "wrong"}),
    "POST /auth/refresh": Op(None),
    "POST /auth/logout": Op(),
    "POST /auth/logout-everywhere": Op(),
    "POST /auth/change-password": Op((), {"old_password": "wrong", "new_password": "Shan-Shui-88!"}),
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
