"""One PostgreSQL per run, one database per worker, one transaction per test, rolled back at its end."""

import asyncio
import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker

from tests import make
from tests.browser import Browser
from tests.house.statements import Watch
from yihu.kernel import db, jobs, migrate
from yihu.kernel.db import EVERYWHERE, entering, make_engine
from yihu.kernel.embedded import Embedded
from yihu.kernel.settings import settings
from yihu.main import create_app
from yihu.monitoring import alerts

TODAY = date(2026, 11, 23)
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}


def pytest_configure() -> None:
    """A home of its own before any test file is read: tests never see or touch a developer's data or keys."""
    settings().storage.home = Path(tempfile.mkdtemp(prefix="yihu-home-"))
    settings().clock.business_date = TODAY


def pytest_unconfigure() -> None:
    shutil.rmtree(settings().storage.home, ignore_errors=True)


@pytest.fixture(autouse=True)
def chosen_rules(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test marked `rules` is about can be told one by one, and soon: a round of all of them takes seconds."""
    if marked := request.node.get_closest_marker("rules"):
        monkeypatch.setattr(alerts, "RULES", {code: alerts.RULES[code] for code in marked.args})


rules_of_loans = pytest.mark.rules("loan_overdue", "loan_notice_missed", "loan_notice_undelivered")


@pytest.fixture(scope="session")
def watch() -> Watch:
    return Watch()


@pytest.fixture(autouse=True)
def every_statement_names_its_county(watch: Watch) -> Iterator[None]:
    """Whatever the application sends during a test keeps a county table to one county."""
    yield
    assert watch.take() == {}


@pytest.fixture(scope="session")
def postgres(testrun_uid: str) -> Iterator[Embedded]:
    """One server for all workers of a run; when the last has done with it, each stops it: it is the child of one of them.

    `nobody`, as whom it runs under root, enters its folder.
    """
    folder = Path(tempfile.gettempdir(), f"yihu-test-{testrun_uid}")
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    server = Embedded(folder / "postgres", FAST)
    with (folder / "users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server.start()
        yield server
        fcntl.flock(users, fcntl.LOCK_EX)
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def copy_of(postgres: Embedded) -> Callable[[str], str]:
    """`copy_of("migrated")`: URL of a database of one's own, empty; `"base"` has code lists, regions and one user of each role."""
    with (postgres.root / "templates").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if postgres.create_database("migrated"):
            migrate.upgrade(postgres.url("migrated"))
        if postgres.create_database("base", template="migrated"):
            make.base_data(postgres.url("base"))

    def copy(template: str) -> str:
        name = f"{template}_{uuid4().hex}"
        postgres.create_database(name, template=template)
        return postgres.url(name)

    return copy


@pytest.fixture(scope="session")
def database_url(copy_of: Callable[[str], str]) -> str:
    return copy_of("base")


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def application(database_url: str) -> FastAPI:
    return create_app(database_url)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def sessions(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> sessionmaker[Session]:
    """Sessions inside the test's transaction, for requests and for jobs alike."""
    found = sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
    monkeypatch.setattr(jobs, "sessions", lambda: found)
    return found


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """For arranging and looking: sees every area."""
    with sessions() as session:
        entering(EVERYWHERE)(session)
        yield session


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


Client = Callable[..., Browser]


@pytest.fixture
def client(application: FastAPI, sessions: sessionmaker[Session], loop: asyncio.AbstractEventLoop) -> Iterator[Client]:
    """`client("xiangzhen")` is a signed-in browser of that demo user; `client()` a stranger's."""
    application.state.sessions = sessions
    application.state.reads = make.ReadsInTest(sessions)
    opened: list[Browser] = []

    def sign_in(username: str | None = None) -> Browser:
        browser = Browser(application, loop)
        opened.append(browser)
        if username:
            browser.headers["Authorization"] = f"Bearer {make.token(sessions, username)}"
        return browser

    yield sign_in
    for browser in opened:
        browser.close()


@pytest.fixture
def committed(copy_of: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[sessionmaker[Session]]:
    """Sessions that commit, of requests and jobs alike, to a database of the test's own; they wait for a lock no longer than a
    test may.
    """
    options = db.session_options().replace("lock_timeout=10s", "lock_timeout=200ms")
    monkeypatch.setattr(db, "session_options", lambda: options)
    engine = db.make_engine(copy_of("base"))
    found = sessionmaker(engine, expire_on_commit=False)
    monkeypatch.setattr(jobs, "sessions", lambda: found)
    yield found
    engine.dispose()


@pytest.fixture
def signed_in(committed: sessionmaker[Session], loop: asyncio.AbstractEventLoop) -> Iterator[Client]:
    """`signed_in("xiangzhen")` is that user's browser; what he does is committed."""
    application = create_app()
    application.state.sessions, application.state.reads = committed, make.ReadsInTest(committed)
    opened: list[Browser] = []

    def browser(username: str) -> Browser:
        found = Browser(application, loop)
        found.headers["Authorization"] = f"Bearer {make.token(committed, username)}"
        opened.append(found)
        return found

    yield browser
    for one in opened:
        one.close()


@pytest.fixture
def run_jobs(sessions: sessionmaker[Session]) -> Callable[[], int]:
    """Do what the worker would do: run every queued job once, in order; returns how many."""
    return lambda: make.run_jobs(sessions)


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).parents[2]
