"""The desk: what an office user has to see first. Every figure is a count of rows that its link lists by name."""

from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.exchange import queries as imports
from yihu.exchange.models import ImportBatch
from yihu.exchange.states import State
from yihu.field import devices, figures  # noqa: F401  every file of `figures/` registers itself
from yihu.field.figure import SUBJECTS
from yihu.field.schemas import Desk, DeskFigure, DeskSubject, RunningImport, UnsetParameter
from yihu.kernel import clock
from yihu.monitoring import rounds
from yihu.pairings import coverage
from yihu.policy.parameters import REGISTRY, unset
from yihu.visits import cadence

WORKING = (State.VALIDATING, State.READY, State.RUNNING, State.REVERSING)


def read(session: Session, user: Caller) -> Desk:
    """The caller's figures, in one statement, and what keeps the system from telling more."""
    today = clock.business_date()
    shown = {one.title: {key: told for key, told in one.figures.items() if told.shown_to(user)} for one in SUBJECTS}
    counts = _count(session, user, frozenset(key for subject in shown.values() for key in subject))
    silent = unset(session, rounds.needed(), user.county, today)
    return Desk(
        subjects=[
            DeskSubject(
                title=title,
                figures=[
                    DeskFigure(key=key, label=told.label, value=counts[key], to=told.to, tone=told.tone)
                    for key, told in subject.items()
                ],
            )
            for title, subject in shown.items()
            if subject
        ],
        running_imports=_imports(session, user),
        unset_parameters=[UnsetParameter(key=key, title=REGISTRY[key].title) for key in silent],
    )


@cache
def _statement(keys: frozenset[str]) -> Select[Any]:
    """Built once for each set of figures that a kind of user sees: there are few, and each takes 100 ms to compile."""
    known = {key: told for one in SUBJECTS for key, told in one.figures.items()}
    return select(*(known[key].query().scalar_subquery().label(key) for key in sorted(keys)))


def _count(session: Session, user: Caller, keys: frozenset[str]) -> dict[str, str]:
    if not keys:
        return {}
    today = clock.business_date()
    binds = {
        **coverage.area(user, None, None, None), **cadence.binds(today), "today": today, "year": today.year,
        "stale_before": devices.stale_before(session, user, today),
    }  # fmt: skip
    return {key: str(value) for key, value in session.execute(_statement(keys), binds).mappings().one().items()}


def _imports(session: Session, user: Caller) -> list[RunningImport]:
    batch = ImportBatch
    query = imports.visible(user).where(batch.state.in_(WORKING)).order_by(batch.created_at.desc()).limit(10)
    return [RunningImport.model_validate(row) for row in session.scalars(query)]
