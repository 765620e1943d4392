"""Records that somebody else holds."""

from types import SimpleNamespace

from sqlalchemy import select

from tests.conftest import rules_of_loans
from tests.households.make import household
from tests.make import VILLAGE, run_jobs
from tests.operations.make import asked, figures, rows, step
from yihu.households.models import Household
from yihu.kernel.audit import AuditEntry
from yihu.kernel.db import EVERYWHERE, entering, transaction
from yihu.operations import working

pytestmark = rules_of_loans


def test_who_holds_one_record_keeps_up_that_one_alone(committed, signed_in, monkeypatch):
    """First he lets go while the step is tried again; then he does not."""
    with transaction(committed, entering(EVERYWHERE)) as session:
        homes = [household(session, f"51192100{n:02}", VILLAGE, f"户{n}", household_class="ordinary") for n in range(7)]
        ids = [str(one.id) for one in homes]
    officer, wanted = signed_in("xiangzhen"), {"household_class": "verge", "source": "通江监测〔2026〕3号"}

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
