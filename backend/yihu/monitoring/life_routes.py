"""The steps of an alert. Claiming takes no version: who comes second is told who was first."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, Db, allow
from yihu.accounts.permissions import Permission
from yihu.kernel.idempotency import IdempotencyKeyReused, Once, OnceKey, StillInProgress
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, check_version
from yihu.monitoring import closing, giving, life, reading, several
from yihu.monitoring.life_schemas import (
    AlertClose,
    AlertsAssign,
    AlertsAssigned,
    MeasureForm,
    ResolveForm,
    VerifyForm,
    WhyForm,
)
from yihu.monitoring.models import Alert
from yihu.monitoring.problems import (
    AlertNotFound,
    AlreadyClaimed,
    ClosedByResolver,
    NeedsNoVerification,
    NotYourAlert,
    WrongStep,
)
from yihu.monitoring.schemas import AlertDetail

router = APIRouter(tags=["monitoring"])

Worker = Annotated[Caller, Depends(allow(Permission.ALERTS_WORK))]
Closer = Annotated[Caller, Depends(allow(Permission.ALERTS_CLOSE))]
ONCE = (IdempotencyKeyReused, StillInProgress)
STEP = problems(AlertNotFound, WrongStep, NotYourAlert, VersionConflict, VersionRequired, *ONCE)


def _run(once: Once, session: Session, user: Caller, verb: Callable[[], Alert]) -> Response:
    return once.run(session, AlertDetail, lambda: reading.read(session, user, verb().id))


@router.post("/alerts/{alert_id}:claim", response_model=AlertDetail, responses=problems(AlertNotFound, AlreadyClaimed, *ONCE))  # fmt: skip
def claim_alert(alert_id: UUID, user: Worker, session: Db, once: OnceKey) -> Response:
    """Exactly one of those who claim an alert at the same moment gets it."""
    return _run(once, session, user, lambda: life.claim(session, user, alert_id))


@router.post("/alerts:assign", response_model=AlertsAssigned, responses=problems(*ONCE))
def assign_alerts(form: AlertsAssign, user: Worker, session: Db, once: OnceKey) -> Response:
    """Claim several, or (township and county) give them to somebody; what cannot be is told row by row."""
    return once.run(session, AlertsAssigned, lambda: several.assign(session, user, form))


@router.post("/alerts/{alert_id}:release", response_model=AlertDetail, responses=STEP)
def release_alert(
    alert_id: UUID, form: WhyForm, version: Version, user: Worker, session: Db, once: OnceKey
) -> Response:
    return _run(once, session, user, lambda: giving.release_one(session, user, alert_id, form, version))


@router.post("/alerts/{alert_id}:verify", response_model=AlertDetail, responses={**STEP, **problems(NeedsNoVerification)})  # fmt: skip
def verify_alert(
    alert_id: UUID, form: VerifyForm, version: Version, user: Worker, session: Db, once: OnceKey
) -> Response:
    """Say whether it is true; unclaimed, it is claimed by this."""

    def verb() -> Alert:
        row = life.locked(session, user, alert_id)
        check_version(row, version)
        life.check_mine(row, user)
        return life.verify(session, user, row, form)

    return _run(once, session, user, verb)


@router.post("/alerts/{alert_id}:add-measure", response_model=AlertDetail, responses=STEP)
def add_measure(
    alert_id: UUID, form: MeasureForm, version: Version, user: Worker, session: Db, once: OnceKey
) -> Response:
    return _run(once, session, user, lambda: life.add_measure(session, user, alert_id, form, version))


@router.post("/alerts/{alert_id}:resolve", response_model=AlertDetail, responses=STEP)
def resolve_alert(
    alert_id: UUID, form: ResolveForm, version: Version, user: Worker, session: Db, once: OnceKey
) -> Response:
    return _run(once, session, user, lambda: life.resolve(session, user, alert_id, form, version))


@router.post("/alerts/{alert_id}:return", response_model=AlertDetail, responses=STEP)
def return_alert(alert_id: UUID, form: WhyForm, version: Version, user: Closer, session: Db, once: OnceKey) -> Response:
    return _run(once, session, user, lambda: life.send_back(session, user, alert_id, form, version))


@router.post("/alerts/{alert_id}:close", response_model=AlertDetail, responses={**STEP, **problems(ClosedByResolver)})  # fmt: skip
def close_alert(
    alert_id: UUID, form: AlertClose, version: Version, user: Closer, session: Db, once: OnceKey
) -> Response:
    """For somebody else than who resolved it."""
    return _run(once, session, user, lambda: closing.close_one(session, user, alert_id, form, version))
