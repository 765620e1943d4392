"""A database of its own, where what is written is committed: the feed tells of nothing else."""

import shutil
import tempfile
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker

from tests import make
from tests.accounts.test_clients import BANK
from tests.conftest import FAST
from tests.integration.receiver import HERE, Receiver
from tests.make import TOWNSHIP
from yihu.integration.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from yihu.kernel import jobs, migrate
from yihu.kernel.db import EVERYWHERE, entering, make_engine, transaction
from yihu.kernel.embedded import Embedded
from yihu.kernel.settings import settings


@pytest.fixture(scope="package")
def engine():
    """On a server of its own: the horizon is the whole server's, and other tests keep transactions open for long."""
    folder = Path(tempfile.mkdtemp(prefix="yihu-feed-"))
    folder.chmod(0o755)
    server = Embedded(folder / "postgres", FAST)
    server.start()
    server.create_database("base")
    migrate.upgrade(server.url("base"))
    make.base_data(server.url("base"))
    engine = make_engine(server.url("base"), 12)
    yield engine
    engine.dispose()
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def committed(engine, monkeypatch):
    """Sessions that commit."""
    found = sessionmaker(engine, expire_on_commit=False)
    monkeypatch.setattr(jobs, "sessions", lambda: found)
    return found


@pytest.fixture
def receiver(monkeypatch):
    monkeypatch.setattr(settings().webhooks, "webhook_networks", HERE)
    server = Receiver()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(committed, signed_in, receiver):
    """An endpoint of a new system of the township: what the administrator was answered."""
    admin = signed_in("guanli")
    form = BANK | {"region_code": TOWNSHIP, "scopes": ["households:read", "webhooks:recover"]}
    client = admin.post("/api-clients", json=form).json()["client"]
    made = admin.post(
        "/webhooks", json={"client_id": client["id"], "url": receiver.url, "resources": ["household", "loan"]}
    )
    assert made.status_code == 201, made.text
    yield admin, made.json()["webhook"], made.json()["secret"]
    with transaction(committed, entering(EVERYWHERE)) as session:
        session.execute(text("delete from procrastinate_jobs"))
        for table in (WebhookAttempt, WebhookMessage, WebhookEndpoint):
            session.execute(table.__table__.delete().prefix_with("/* every county: */"))
