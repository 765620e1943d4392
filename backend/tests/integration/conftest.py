"""A database of its own, where what is written is committed: the feed tells of nothing else."""

import shutil
import tempfile
from pathlib import Path

import pytest
from sqlalchemy.orm import sessionmaker

from tests import make
from tests.conftest import FAST
from yihu.kernel import jobs, migrate
from yihu.kernel.db import make_engine
from yihu.kernel.embedded import Embedded


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
