"""A database of its own, where what is written is committed: the feed tells of nothing else."""

import pytest
from sqlalchemy.orm import sessionmaker

from tests.browser import Browser
from tests.make import ReadsInTest, token
from yihu.kernel import jobs
from yihu.kernel.db import make_engine
from yihu.main import create_app


@pytest.fixture(scope="package")
def engine(copy_of):
    engine = make_engine(copy_of("base"), 12)
    yield engine
    engine.dispose()


@pytest.fixture
def committed(engine, monkeypatch):
    """Sessions that commit."""
    found = sessionmaker(engine, expire_on_commit=False)
    monkeypatch.setattr(jobs, "sessions", lambda: found)
    return found


@pytest.fixture
def signed_in(committed, loop):
    application = create_app()
    application.state.sessions, application.state.reads = committed, ReadsInTest(committed)

    def browser(username):
        found = Browser(application, loop)
        found.headers["Authorization"] = f"Bearer {token(committed, username)}"
        return found

    return browser
