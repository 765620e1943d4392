"""A few rows taken in at once, by the very plan a list of the same kind has: all of them or none.

They are on file as a list that was sent, checked and started in one transaction, and can be taken back like one.
"""

import shutil
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.exchange import jobs, kept, queries, reading, report
from yihu.exchange.child import liner
from yihu.exchange.direct_schemas import RowTaken, TakenIn
from yihu.exchange.models import ImportBatch, ImportRow
from yihu.exchange.problems import RowsDisturbed
from yihu.exchange.profile import Batch, Profile
from yihu.exchange.sheets import Table
from yihu.exchange.states import State
from yihu.kernel.problems import ValidationFailed

ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('rows ' || :profile || ' ' || :county, 0))")


def take_in(session: Session, user: Caller, name: str, rows: Sequence[dict[str, Any]]) -> TakenIn:
    """`rows`: fields of the profile's form to values as a list would have them.

    Errors: what the list would refuse, as 422 with the place; RowsDisturbed.
    """
    profile = queries.profile_of(user, name)
    session.execute(ONE_AT_A_TIME, {"profile": name, "county": user.county})
    row = ImportBatch(
        county=user.county, region_code=user.region_code, profile=name, direct=True, file_name="接口推送", state=State.RUNNING,
        created_by=user.id, created_by_name=user.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    batch = Batch(row.county, row.id, row.region_code, row.file_name)
    try:
        _write(session, batch, profile, rows)
        kept.load(session, batch, profile)
    finally:
        shutil.rmtree(reading.folder(batch.import_id), ignore_errors=True)
    own = profile.plan(session, batch)
    counts = report.write(session, batch, profile) | own
    kept.forget(session, batch.import_id)
    found = _outcome(session, batch)
    _refuse(found, profile)
    try:
        row.counts = counts | profile.apply(session, batch)
        session.flush()
    except IntegrityError as error:
        raise RowsDisturbed from error
    jobs.leave_trace(session, batch, "import.applied", row.counts)
    row.state = State.SUCCEEDED
    told = [RowTaken(action=one.action, household_id=one.target_id, changes=one.changes) for one in found]
    return TakenIn(import_id=row.id, items=told, counts=row.counts)


def _write(session: Session, batch: Batch, profile: Profile, rows: Sequence[dict[str, Any]]) -> None:
    """As the reading process writes what it reads of a file."""
    form = profile.form
    places = {column.field: place for place, column in enumerate(form.columns)}
    line = liner(form, Table(0, [], places, iter(())), jobs.book(session, batch, form))
    target = reading.rows(batch.import_id)
    target.mkdir(parents=True)
    cells = ([row.get(field) for field in places] for row in rows)
    (target / "0").write_text("".join(line(number, given) for number, given in enumerate(cells, 1)), "utf-8")


def _outcome(session: Session, batch: Batch) -> Sequence[ImportRow]:
    mine = (ImportRow.county == batch.county, ImportRow.import_id == batch.import_id)
    return session.scalars(select(ImportRow).where(*mine).order_by(ImportRow.row_no)).all()


def _refuse(found: Sequence[ImportRow], profile: Profile) -> None:
    fields = {title: name for name, title in profile.form.titles.items()}
    errors = [
        {
            "pointer": "/".join(filter(None, (f"/rows/{row.row_no - 1}", fields.get(error["column"] or "")))),
            "code": error["code"], "message": error["message"], "params": {},
        }
        for row in found for error in row.errors
    ]  # fmt: skip
    if errors:
        raise ValidationFailed(
            f"{len({row.row_no for row in found if row.errors})} 行没有通过，什么都没有写入", errors=errors
        )
