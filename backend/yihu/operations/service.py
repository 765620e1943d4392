"""What people do with a batch: ask for it, look at the preview, start it, take it back. `working.py` does it."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.jobs import service as centre
from yihu.kernel import audit
from yihu.kernel.messages import chinese
from yihu.kernel.paging import Asked
from yihu.kernel.problems import NotAllowed, ValidationFailed
from yihu.kernel.versions import check_version
from yihu.operations import queries
from yihu.operations.models import OperationRun, OperationState
from yihu.operations.operation import OPERATIONS, Operation
from yihu.operations.problems import (
    NotReversible,
    OperationNotFound,
    OperationNotThere,
    OperationUnknown,
    WrongList,
)
from yihu.operations.schemas import OperationCounts, OperationForm, OperationRead

S = OperationState


def told(row: OperationRun) -> OperationRead:
    found = OPERATIONS[row.operation]
    return OperationRead(
        id=row.id, operation=row.operation, title=found.title, state=row.state, job_id=row.job_id,
        counts=OperationCounts.model_validate(row.counts) if row.counts else None,
        reversible=row.state is S.DONE and found.undo is not None and bool(row.counts.get("succeeded")),
        asked_by_name=row.asked_by_name, created_at=row.created_at, version=row.version,
    )  # fmt: skip


def ask(session: Session, user: Caller, form: OperationForm, asked: Asked | None) -> OperationRead:
    """Have it previewed; nothing is done yet. Errors: OperationUnknown, NotAllowed, WrongList; `/parameters/…`."""
    found = _of(user, form.operation)
    parameters = _checked(found, form.parameters)
    if asked is not None and asked.listing is not found.listing:
        raise WrongList
    chosen: dict[str, Any] = {"ids": form.ids}
    if asked is not None:
        chosen = {"list": form.list, "area": asked.area, "filters": asked.filters, "sort": asked.sort}
    row = OperationRun(
        county=user.county, region_code=user.region_code, operation=found.name, chosen=_plain(chosen),
        parameters=parameters, asked_by=user.id, asked_by_name=user.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.refresh(row)
    return _handed_over(session, user, row, "operation.preview")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def _of(user: Caller, name: str) -> Operation:
    found = OPERATIONS.get(name)
    if found is None:
        raise OperationUnknown
    if found.permission not in user.permissions:
        raise NotAllowed
    return found


def _checked(found: Operation, given: dict[str, Any]) -> dict[str, Any]:
    try:
        return found.form.model_validate(given).model_dump(mode="json")
    except ValidationError as problem:
        errors = [
            {"pointer": "/".join(["/parameters", *map(str, error["loc"])]), "code": error["type"],
             "message": chinese(error), "params": {}}
            for error in problem.errors(include_url=False, include_context=True)
        ]  # fmt: skip
        raise ValidationFailed(errors=errors) from None


def find(session: Session, user: Caller, run_id: UUID) -> OperationRun:
    row = session.scalar(queries.visible(user).where(OperationRun.id == run_id))
    if row is None:
        raise OperationNotFound
    return row


def start(session: Session, user: Caller, run_id: UUID, version: int) -> OperationRead:
    """Do what the preview has foreseen; what it has refused is left alone."""
    row = _locked(session, user, run_id, version, S.READY)
    _of(user, row.operation)
    row.state = S.RUNNING
    _leave_trace(session, row, "operation.started")
    return _handed_over(session, user, row, "operation.do")


def reverse(session: Session, user: Caller, run_id: UUID, version: int) -> OperationRead:
    """Give back what was done, except where somebody has gone on since."""
    row = _locked(session, user, run_id, version, S.DONE)
    if _of(user, row.operation).undo is None:
        raise NotReversible
    row.state = S.REVERSING
    _leave_trace(session, row, "operation.reversal_started")
    return _handed_over(session, user, row, "operation.reverse")


def _locked(session: Session, user: Caller, run_id: UUID, version: int, state: OperationState) -> OperationRun:
    row = session.scalar(queries.visible(user).where(OperationRun.id == run_id).with_for_update())
    if row is None:
        raise OperationNotFound
    check_version(row, version)
    if row.state is not state:
        raise OperationNotThere
    return row


def _handed_over(session: Session, user: Caller, row: OperationRun, work: str) -> OperationRead:
    row.job_id = centre.start(
        session, user, work, about=OPERATIONS[row.operation].title, region_code=row.region_code,
        subject=("operation", row.id), lock=f"operations of {row.county}",
    )  # fmt: skip
    session.flush()
    return told(row)


def _leave_trace(session: Session, row: OperationRun, action: str) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("operation", row.id),
        operation=row.operation, parameters=row.parameters, counts=row.counts,
    )  # fmt: skip
