"""Records that somebody else holds, on connections of their own: what is written here is committed, to a database of its own."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from tests.browser import Browser
from tests.conftest import rules_of_loans
from tests.households.make import household
from tests.make import VILLAGE, ReadsInTest, run_jobs, token
from tests.operations.make import asked, figures, rows, step
from yihu.households.models import Household
from yihu.kernel import db, jobs
from yihu.kernel.audit import AuditEntry
from yihu.kernel.db import EVERYWHERE, entering, transaction
from yihu.main import create_app
from yihu.operations import working

pytestmark = rules_of_loans


@pytest.fixture
def committed(copy_of, monkeypatch):
    """Sessions that commit, and wait for a lock no longer than a test may."""
    options = db.session_options().replace("lock_timeout=10s", "lock_timeout=100ms")
    monkeypatch.setattr(db, "session_options", lambda: options)
    engine = db.make_engine(copy_of("base"))
    found = sessionmaker(engine, expire_on_commit=False)
    monkeypatch.setattr(jobs, "sessions", lambda: found)
    yield found
    engine.dispose()


@pytest.fixture
def officer(committed, loop):
    application = create_app()
    application.state.sessions, application.state.reads = committed, ReadsInTest(committed)
    browser = Browser(application, loop)
    browser.headers["Authorization"] = f"Bearer {token(committed, 'xiangzhen')}"
    yield browser
    browser.close()


def test_who_holds_one_record_keeps_up_that_one_alone(committed, officer, monkeypatch):
    """First he lets go while the step is tried again; then he does not."""
    with transaction(committed, entering(EVERYWHERE)) as session:
        homes = [household(session, f"51192100{n:02}", VILLAGE, f"户{n}", household_class="ordinary") for n in range(7)]
        ids = [str(one.id) for one in homes]
    wanted = {"household_class": "verge", "source": "通江监测〔2026〕3号"}

    def work():
        return run_jobs(committed)

    def classes():
        with transaction(committed, entering(EVERYWHERE)) as session:
            return session.scalars(select(Household.household_class).order_by(Household.household_no)).all()

    ready = asked(officer, work, "households.reclassify", ids=ids, parameters=wanted)
    pauses = []
    monkeypatch.setattr(working, "TRIES", 2)
    monkeypatch.setattr(working, "SHORT", "50ms")
    with committed() as other:
        entering(EVERYWHERE)(other)
        held = select(Household.id).where(Household.county == homes[4].county, Household.id == homes[4].id)
        other.execute(held.with_for_update())

        def lets_go(seconds):
            pauses.append(seconds)
            other.rollback()

        monkeypatch.setattr(working, "time", SimpleNamespace(sleep=lets_go))
        done = step(officer, work, ready, "start")
        assert (figures(done), len(pauses), classes()) == ({"succeeded": 7}, 1, ["verge"] * 7)

        monkeypatch.setattr(working, "time", SimpleNamespace(sleep=pauses.append))
        entering(EVERYWHERE)(other)
        other.execute(held.with_for_update())
        back = step(officer, work, done, "reverse")
    assert (figures(back), len(pauses)) == ({"reversed": 6, "kept": 1}, 3)
    (kept,) = rows(officer, back, state="kept")
    assert (kept.target_id, kept.code) == (homes[4].id, "busy")
    assert kept.message == "记录一直被其他办理占用，没有处理，请稍后再办"
    assert classes() == ["verge" if n == 4 else "ordinary" for n in range(7)]
    with transaction(committed, entering(EVERYWHERE)) as session:
        told = session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "household.reclassified")).all()
    assert sorted(told) == sorted(2 * [one.id for n, one in enumerate(homes) if n != 4] + [homes[4].id])
