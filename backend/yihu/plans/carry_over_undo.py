"""撤销结转: a run's drafts taken back, in sets, one township and one transaction at a time.

A draft goes only while nobody has had a hand in it, and of that the audit rows tell: a carry-over leaves none, every change
by a person leaves one. What goes holds nothing that last year's plan does not. The outcome of each household is rewritten, so
that the drafts that stay are listed; a township that has been gone through has none left to judge, so a run may be taken up again.
"""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.jobs.kinds import kind
from yihu.jobs.run import Run
from yihu.kernel import audit
from yihu.kernel.facts import tell
from yihu.kernel.versions import check_version
from yihu.plans import carry_over, likeness
from yihu.plans.carry_over_models import CarryOver, CarryOverState
from yihu.plans.carry_over_schemas import CarryOverRead
from yihu.plans.events import PlanRemoved
from yihu.plans.models import Plan
from yihu.plans.problems import CarryOverNotDone, CarryOverNotFound

UNTOUCHED = text(
    """
    select p.id from carry_over_row r
    join plan p on p.county = :county and p.id = r.plan_id and p.state = 'draft'
    where r.county = :county and r.run_id = :run_id and r.region_code >= :lo and r.region_code < :hi
      and r.outcome = 'carried'
      and not exists (select from audit_entry a where a.county = :county and a.subject_id = p.id and a.subject_kind = 'plan')
    for update of p
    """
)
REMOVE = (
    text("delete from measure where county = :county and plan_id = any(:ids)"),
    text("delete from plan where county = :county and id = any(:ids)"),
)
JUDGED = text(
    """
    update carry_over_row r
    set outcome = case when exists (select from plan p where p.county = :county and p.id = r.plan_id) then 'kept'
                       else 'taken_back' end, updated_at = now()
    where r.county = :county and r.run_id = :run_id and r.region_code >= :lo and r.region_code < :hi and r.outcome = 'carried'
    """
)


def ask(session: Session, user: Caller, run_id: UUID, version: int) -> CarryOverRead:
    """Have the drafts of a finished run taken back. Errors: CarryOverNotFound, CarryOverNotDone, VersionConflict."""
    row = session.get(CarryOver, (user.county, run_id), with_for_update=True)
    if row is None or not row.region_code.startswith(user.region_code):
        raise CarryOverNotFound
    check_version(row, version)
    if row.state not in (CarryOverState.DONE, CarryOverState.FAILED):
        raise CarryOverNotDone
    row.state = CarryOverState.UNDOING
    session.flush()
    audit.record(
        session, "plan.carry_over_undone", county=row.county, region_code=row.region_code, subject=("carry_over", row.id),
        year=row.year,
    )  # fmt: skip
    carry_over.hand_over(session, user, row, "plan.undo_carry_over")
    return carry_over.read(session, user, row.id)


@kind(
    "plan.undo_carry_over", "撤销年度结转", Permission.PLANS_REVIEW,
    stopped=carry_over.stopped, disturbed=carry_over.DISTURBED,
)  # fmt: skip
def undo_carry_over(run: Run) -> None:
    carry_over.by_township(run, CarryOverState.UNDOING, CarryOverState.UNDONE, take_back)


def take_back(session: Session, run: CarryOver, place: str) -> None:
    """The drafts of one place."""
    area = {"county": run.county, "run_id": run.id, "lo": place, "hi": f"{place}:"}
    ids = list(session.scalars(UNTOUCHED, area))
    if ids:
        likeness.forget(session, run.county, ids)
        tell(session, PlanRemoved.__name__, Plan, run.county, ids)
        for step in REMOVE:
            session.execute(step, {"county": run.county, "ids": ids})
    session.execute(JUDGED, area)
