"""Plans and measures as phones name them: by ids they made, sometimes of a plan that somebody else had begun before."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, own_rows, within
from yihu.field.command import Done
from yihu.field.models import CommandStatus, FieldCommand
from yihu.field.problems import PlanIsAnother
from yihu.kernel.schemas import Input
from yihu.plans import queries
from yihu.plans.changes import locked
from yihu.plans.models import Measure, MeasureState, Plan, PlanState

START = "plan_start"


class SeenMeasure(Input):
    """A measure as it stood on the phone when the household agreed, or when the plan was handed in."""

    id: UUID
    text: str
    quantity: Decimal | None = None
    unit: str | None = None
    due_on: date | None = None


def named(session: Session, user: Caller, author: Caller, plan_id: UUID) -> Plan:
    """The plan of this id, locked; or the one in work that the author's own start under this id has led to."""
    if session.scalar(select(Plan.id).where(within(Plan, user), Plan.id == plan_id)) is None:
        plan_id = _led_to(session, user, author, plan_id) or plan_id
    return locked(session, user, plan_id)


def _led_to(session: Session, user: Caller, author: Caller, plan_id: UUID) -> UUID | None:
    c = FieldCommand
    mine = (c.county == author.county, c.user_id == author.id, c.kind == START, c.subject_id == plan_id)
    merged = select(c.answer["subject"]["id"].astext).where(*mine, c.status == CommandStatus.MERGED)
    with own_rows(session, user):
        found = session.scalar(merged)
    return UUID(found) if found else None


def in_work(session: Session, user: Caller, household_id: UUID, year: int) -> Plan | None:
    mine = (Plan.household_id == household_id, Plan.year == year, Plan.state.in_(queries.IN_WORK))
    return session.scalar(queries.visible(user).where(*mine))


def in_force(session: Session, user: Caller, row: Measure) -> Measure:
    """The measure itself, or where a later edition has replaced its plan, the same measure there."""
    p = Plan
    old = select(p.household_id, p.year).where(
        p.county == row.county, p.id == row.plan_id, p.state == PlanState.REPLACED
    )
    found = session.execute(old).one_or_none()
    if found is None:
        return row
    mine = (p.household_id == found.household_id, p.year == found.year, p.state == PlanState.ACTIVE)
    current = queries.visible(user).with_only_columns(p.id).where(*mine)
    same = select(Measure).where(within(Measure, user), Measure.root_id == row.root_id, Measure.plan_id.in_(current))
    return session.scalar(same) or row


def check_same(session: Session, plan: Plan, seen: Iterable[SeenMeasure]) -> None:
    """Raise PlanIsAnother, naming what differs, unless the plan has just these measures in these words."""
    told = {one.id: one for one in seen}
    now = {row.id: row for row in session.scalars(queries.measures_of(plan)) if row.state is not MeasureState.CANCELLED}
    words = [f"多了“{row.text[:20]}”" for row in now.values() if row.id not in told]
    words += [f"少了“{one.text[:20]}”" for one in told.values() if one.id not in now]
    words += [f"“{row.text[:20]}”改过" for row in now.values() if row.id in told and _changed(row, told[row.id])]
    if words:
        raise PlanIsAnother("；".join(words))


def _changed(row: Measure, seen: SeenMeasure) -> bool:
    return any(getattr(row, name) != getattr(seen, name) for name in ("text", "quantity", "unit", "due_on"))


def done(session: Session, plan: Plan, *, merged: bool = False) -> Done:
    session.flush()
    return Done("plan", plan.id, plan.version, plan.household_id, merged)


def measure_done(session: Session, row: Measure, *, merged: bool = False) -> Done:
    session.flush()
    return Done("measure", row.id, row.version, row.household_id, merged)
