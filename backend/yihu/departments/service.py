"""What is done with departments' records: taking batches in, and settling by hand what could not be matched."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.accounts.models import User
from yihu.departments import matching, queries, taking
from yihu.departments.events import RecordsMatched, RecordsPushed
from yihu.departments.models import DepartmentRecord, PushBatch, RecordState
from yihu.departments.problems import AlreadyMatched, BatchOfAnother, PushedFromBelow, RecordNotFound
from yihu.departments.schemas import (
    Push,
    Pushed,
    PushedRow,
    RecordPut,
    RecordRead,
    Refused,
    RowResult,
    SettleRecord,
    SettleRecords,
    Settling,
)
from yihu.households import identity
from yihu.households.models import Household, Member
from yihu.households.problems import HouseholdNotFound, MemberNotFound
from yihu.households.service import FOLLOWERS
from yihu.kernel import audit, clock
from yihu.kernel.crypto import blind_index, masked
from yihu.kernel.facts import publish
from yihu.kernel.schemas import Count
from yihu.kernel.versions import check_version
from yihu.policy import service as policy

R = DepartmentRecord
HEAD = 4
"""Characters at each end of an ID number that is none, as of one that is."""


def push(session: Session, user: Caller, form: Push) -> Pushed:
    """Take a batch or a part of it: each record once, matched at once; the alert rules look within the minute."""
    policy.check_codes(session, {"department": "department"}, {"department": form.department})
    read, refused = _read(session, form)
    if len(user.region_code) > len(user.county):
        raise PushedFromBelow
    batch = batch_of(session, user.county, (user.id, user.name), form.batch, form.department)
    binds = {"county": user.county, "region": user.county, "batch": batch.id}
    taken = taking.take(session, binds, json.dumps(read))
    stored = taking.as_stored(session, user.county, form.department, taken)
    written = [stored[row["row_no"]].id for row in taken if row["result"] in (RowResult.NEW, RowResult.CHANGED)]
    matching.of_records(session, user.county, written)
    stored = taking.as_stored(session, user.county, form.department, taken)
    told = sorted([*(_told(row, stored) for row in taken), *refused], key=lambda row: row.row)
    counts = {result.value: sum(row.result == result for row in told) for result in RowResult}
    counts["unmatched"] = sum(row.state == RecordState.UNMATCHED for row in told)
    received(session, batch, counts | {"rows": len(told)})
    return Pushed(batch_id=batch.id, rows=told, **counts)


def batch_of(
    session: Session, county: str, sender: tuple[UUID, str], name: str, department: str | None = None,
    import_id: UUID | None = None,
) -> PushBatch:  # fmt: skip
    """The batch of this name or list, made with its first records. Sender: id and name."""
    sent_by, said = sender
    unit = session.scalar(select(User.unit).where(User.id == sent_by))
    by = {"received_by": sent_by, "received_by_name": said, "unit": unit}
    b, known = PushBatch, {"department": department, "name": name, "import_id": import_id}
    made = insert(b).values(county=county, region_code=county, **known, **by)
    session.execute(made.on_conflict_do_nothing())
    own = (b.import_id == import_id,) if import_id else (b.department == department, b.name == name)
    row = session.scalars(select(b).where(b.county == county, *own).with_for_update()).one()
    if row.received_by != sent_by and row.unit != unit and import_id is None:
        raise BatchOfAnother
    return row


def received(session: Session, batch: PushBatch, counts: dict[str, int]) -> None:
    """Add what has come to the batch, and have the rules look if it is anything new."""
    batch.rows += counts["rows"]
    batch.added += counts["new"]
    batch.changed += counts["changed"]
    batch.refused += counts["refused"]
    session.flush()
    audit.record(
        session, "department.pushed", county=batch.county, region_code=batch.region_code,
        subject=("push_batch", batch.id), batch=batch.name, counts=counts,
    )  # fmt: skip
    if counts["new"] or counts["changed"]:
        look_again(session, batch)


def look_again(session: Session, batch: PushBatch) -> None:
    """Have the alert rules look at what the batch has brought or lost."""
    batch.judged = False
    session.flush()
    publish(session, RecordsPushed(batch.county, batch.region_code, str(batch.id)))


Seen = list[tuple[UUID, int]]
"""Batches and the versions in which they were seen."""


def to_judge(session: Session, county: str) -> Seen:
    """Batches that have brought something since the rules last looked.

    Many requests make one batch: the first of their jobs looks at all that has arrived, the others find nothing left.
    """
    b = PushBatch
    return [
        (row.id, row.version) for row in session.execute(select(b.id, b.version).where(b.county == county, ~b.judged))
    ]


def judged(session: Session, county: str, seen: Seen) -> None:
    """Say so last: whoever pushes meanwhile does not wait for the rules, and his batch, changed since, stays to be judged."""
    b = PushBatch
    same = update(b).where(b.county == county, tuple_(b.id, b.version).in_(seen)).values(judged=True)
    session.execute(same, execution_options={"synchronize_session": False})


def _read(session: Session, form: Push) -> tuple[list[dict[str, Any]], list[PushedRow]]:
    kinds, today = policy.labels(session, "push_kind"), clock.business_date()
    read, refused = [], []
    for place, row in enumerate(form.records):
        errors = row.errors if isinstance(row, Refused) else _wrong(row, kinds, today)
        if errors:
            refused.append(_row(place, RowResult.REFUSED, errors=errors))
        else:
            assert isinstance(row, RecordPut)
            read.append({"row_no": place, "department": form.department, **as_given(row)})
    return read, refused


def _wrong(row: RecordPut, kinds: dict[str, str], today: Any) -> list[dict[str, str]]:
    errors = []
    if row.kind not in kinds:
        errors.append({"pointer": "/kind", "code": "code_unknown", "message": f"没有“{row.kind}”这类记录"})
    if row.happened_on > today:
        errors.append({"pointer": "/happened_on", "code": "in_the_future", "message": "发生日期不能晚于今天"})
    return errors


def as_given(row: RecordPut) -> dict[str, Any]:
    """As `taking.GIVEN` has it, the ID number reduced to what finds its person."""
    said = row.model_dump(mode="json", exclude={"id_number", "name", "details"})
    details = row.details.model_dump(mode="json", exclude_none=True)
    return {**said, "person_name": row.name, "details": details, **person(row.id_number)}


def person(number: str | None) -> dict[str, str | None]:
    if not number:
        return {"id_hash": None, "id_masked": None, "id_fault": None}
    try:
        found = identity.parse(number)
    except identity.IdNumberError as error:
        return {"id_hash": None, "id_masked": masked(number, HEAD, HEAD), "id_fault": error.code}
    return {"id_hash": blind_index(found.number).hex(), "id_masked": found.masked, "id_fault": None}


def _told(row: dict[str, Any], stored: dict[int, Any]) -> PushedRow:
    found = stored[row["row_no"]]
    return _row(row["row_no"], RowResult(row["result"]), id=found.id, state=found.state, why=found.why)


def _row(place: int, result: RowResult, **over: Any) -> PushedRow:
    blank: dict[str, Any] = {"id": None, "state": None, "why": None, "errors": []}
    return PushedRow.model_validate({"row": place, "result": result, **blank, **over})


def read(session: Session, user: Caller, record_id: UUID) -> RecordRead:
    return queries.RECORDS.one(session, RecordRead, {**queries.asking(user), "id": record_id}, RecordNotFound)


def settle(session: Session, user: Caller, record_id: UUID, form: SettleRecord, version: int) -> RecordRead:
    """Say whose record it is, or that it is nobody's here, or wrong; or look for its person once more."""
    row = session.scalar(queries.visible(user).where(R.id == record_id).with_for_update())
    if row is None:
        raise RecordNotFound
    check_version(row, version)
    if form.how is Settling.NOT_OURS and row.state is RecordState.MATCHED:
        raise AlreadyMatched
    before = row.household_id
    if form.how is Settling.MATCH:
        _match(session, user, row, form)
    else:
        _put_aside(row, form.how)
    row.settled_by_name, row.settled_on, row.settle_note = user.name, clock.business_date(), form.note
    session.flush()
    if form.how is Settling.REOPEN:
        matching.of_records(session, row.county, [row.id])
        session.refresh(row)
    audit.record(
        session, "department_record.settled", county=row.county, region_code=row.region_code,
        subject=("department_record", row.id), how=form.how, kind=row.kind, note=form.note,
    )  # fmt: skip
    for household_id in {before, row.household_id} - {None}:
        publish(session, RecordsMatched(row.county, row.region_code, str(household_id)))
    return read(session, user, row.id)


def _match(session: Session, user: Caller, row: R, form: SettleRecord) -> None:
    """To a household of his area; other records of the same person that nobody was found for follow."""
    home = session.scalar(select(Household).where(within(Household, user), Household.id == form.household_id))
    if home is None:
        raise HouseholdNotFound
    m = Member
    mine = (m.county == user.county, m.household_id == home.id, m.id == form.member_id)
    if form.member_id and session.scalar(select(m.id).where(*mine)) is None:
        raise MemberNotFound
    values = {
        "state": RecordState.MATCHED, "why": None, "matched_by": "hand", "household_id": home.id,
        "member_id": form.member_id, "region_code": home.region_code,
    }  # fmt: skip
    if row.id_hash is not None and form.member_id:
        same = (within(R, user), R.id_hash == row.id_hash, R.state == RecordState.UNMATCHED, R.id != row.id)
        session.execute(update(R).where(*same).values(**values, version=R.version + 1))
    for name, value in values.items():
        setattr(row, name, value)


def _put_aside(row: R, how: Settling) -> None:
    row.household_id = row.member_id = row.matched_by = None
    row.state = {Settling.NOT_OURS: RecordState.NOT_OURS, Settling.WRONG: RecordState.WRONG}.get(
        how, RecordState.UNMATCHED
    )
    row.why = "reopened" if row.state is RecordState.UNMATCHED else None


def settle_many(session: Session, user: Caller, form: SettleRecords) -> Count:
    """Put unmatched records aside; those settled meanwhile stay as they are."""
    chosen = queries.visible(user).where(R.id.in_(form.record_ids), R.state == RecordState.UNMATCHED)
    rows = session.scalars(chosen.order_by(R.id).with_for_update()).all()
    for row in rows:
        _put_aside(row, form.how)
        row.settled_by_name, row.settled_on, row.settle_note = user.name, clock.business_date(), form.note
        audit.record(
            session, "department_record.settled", county=row.county, region_code=row.region_code,
            subject=("department_record", row.id), how=form.how, kind=row.kind, note=form.note,
        )  # fmt: skip
    return Count(count=len(rows))


def follow_household(session: Session, county: str, household_id: UUID, region_code: str) -> None:
    mine = update(R).where(R.county == county, R.household_id == household_id)
    session.execute(mine.values(region_code=region_code))


FOLLOWERS.append(follow_household)
