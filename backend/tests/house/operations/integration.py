from tests.house.operation import Op
from yihu.accounts.client_models import ApiClient
from yihu.accounts.models import Role, User
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.integration.models import WebhookEndpoint, WebhookMessage
from yihu.integration.resources import RESOURCES

CLIENT = "0199aaaa-0000-7000-8000-0000000000c1"
WEBHOOK = {"client_id": CLIENT, "url": "https://hooks.example.com/yihu", "resources": ["loan"]}


def plant(session, home, author) -> dict:
    """A system of the village's with an address that was told of something."""
    place = {"county": home.county, "region_code": home.region_code}
    account = User(id=CLIENT, username="system-y", name="系统", role=Role.SYSTEM, region_code=home.region_code, password_hash="-", must_change_password=False)  # fmt: skip
    session.add(account)
    session.flush()
    session.add(
        ApiClient(id=account.id, scopes=["loans:read"], networks=["127.0.0.1/32"], per_minute=60, contact="科技部")
    )
    session.flush()
    endpoint = WebhookEndpoint(
        **place, client_id=account.id, url=WEBHOOK["url"], resources=["loan"], secret="whsec_eA==", xid=0, seq=0
    )
    session.add(endpoint)
    session.flush()
    message = WebhookMessage(**place, endpoint_id=endpoint.id, body="{}", changes=1, state="dead")
    session.add(message)
    session.flush()
    return {"webhook_id": endpoint.id, "message_id": message.id}


RECOVERING = (P.USERS_WRITE, P.WEBHOOKS_RECOVER)
WATCHING = (*RECOVERING, P.AUDIT_READ)
OPERATIONS = {
    "GET /changes": Op(tuple({resource.needs for resource in RESOURCES.values()})),
    "GET /webhook-resources": Op(WATCHING, owner="guanli"),
    "GET /webhooks": Op(WATCHING, owner="guanli"),
    "POST /webhooks": Op((P.USERS_WRITE,), WEBHOOK, owner="guanli"),
    "PATCH /webhooks/{webhook_id}": Op((P.USERS_WRITE,), {"disabled": True}, owner="guanli"),
    "POST /webhooks/{webhook_id}:rotate-secret": Op((P.USERS_WRITE,), owner="guanli"),
    "GET /webhooks/{webhook_id}/messages": Op(WATCHING, owner="guanli"),
    "GET /webhooks/{webhook_id}/failures": Op(WATCHING, owner="guanli"),
    "POST /webhooks/{webhook_id}:redeliver-failed": Op(
        RECOVERING, {"since": "2026-11-20T08:00:00+08:00"}, owner="guanli"
    ),
    "GET /webhook-messages/{message_id}": Op(WATCHING, owner="guanli"),
    "POST /webhook-messages/{message_id}:redeliver": Op(RECOVERING, owner="guanli"),
}
