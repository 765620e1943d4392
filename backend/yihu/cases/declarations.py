"""A villager's own declaration: received without account, answered by the office, seen again by receipt."""

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.cases import deadlines, declaration_queries, doors, service, throttle
from yihu.cases.declaration_forms import (
    AcceptForm,
    AnswerDeclaration,
    Ask,
    Candidate,
    DeclarationRead,
    Declare,
    Receipt,
    ReceiptState,
)
from yihu.cases.declaration_models import Declaration, DeclarationState
from yihu.cases.events import DeclarationAnswered, DeclarationReceived
from yihu.cases.forms import OpenForm
from yihu.cases.models import Case, CaseState
from yihu.cases.problems import DeclarationIdTaken, DeclarationNotFound, DeclarationSettled
from yihu.cases.procedures import STEP_TITLES
from yihu.kernel import audit, clock
from yihu.kernel.crypto import blind_index, masked
from yihu.kernel.facts import publish
from yihu.kernel.versions import check_version
from yihu.policy import service as policy

RISKS = {
    "illness": "illness", "disability": "disability", "schooling": "schooling", "disaster": "disaster",
    "job_loss": "job_loss", "farming": "market", "housing": "housing", "water": "water", "accident": "accident",
}  # fmt: skip
"""Code list `difficulty_kind` -> `risk_kind`."""


def declare(session: Session, village: str, address: str, declaration_id: UUID, form: Declare) -> Receipt:
    """Keep it once under the id its page made; a repeat is answered with the same receipt."""
    receipt = doors.receipt_of(declaration_id)
    if form.website:
        return Receipt(receipt=receipt, due_on=None)
    d, county = Declaration, village[:6]
    digest = hashlib.sha256(form.model_dump_json().encode()).digest()
    known = select(d.digest, d.due_on).where(d.county == county, d.id == declaration_id)
    earlier = session.execute(known).one_or_none()
    if earlier is None:
        throttle.check(session, "declared", address, village)
        earlier = session.execute(known).one_or_none()  # its twin held the lock
    if earlier is not None:
        if earlier.digest != digest:
            raise DeclarationIdTaken
        return Receipt(receipt=receipt, due_on=earlier.due_on)
    policy.check_codes(session, {"difficulty": "difficulty_kind", "since": "difficulty_since"}, form.model_dump())
    row = _row(session, village, declaration_id, form, digest)
    made = session.execute(insert(d).values(row).on_conflict_do_nothing().returning(d.id)).one_or_none()
    if made is None:
        raise DeclarationIdTaken
    throttle.note(session, "declared", address, village)
    audit.record(
        session, "declaration.received", county=county, region_code=village, subject=("declaration", declaration_id)
    )
    if row["joined_id"] is None:
        publish(session, DeclarationReceived(county, village, str(declaration_id)))
    return Receipt(receipt=receipt, due_on=row["due_on"])


def _row(session: Session, village: str, declaration_id: UUID, form: Declare, digest: bytes) -> dict[str, Any]:
    today, d = clock.business_date(), Declaration
    hashed = blind_index(form.phone)
    first = session.execute(
        select(d.id, d.due_on)
        .where(d.county == village[:6], d.region_code == village, d.phone_hash == hashed)
        .where(d.state == DeclarationState.RECEIVED, d.joined_id.is_(None))
        .limit(1)
    ).one_or_none()
    due_on = first.due_on if first else deadlines.term(session, deadlines.DECLARED, village, today)
    return {
        "county": village[:6], "region_code": village, "id": declaration_id, "digest": digest, "phone_hash": hashed,
        **form.model_dump(include={"name", "phone", "group_name", "difficulty", "since", "words"}),
        "phone_masked": masked(form.phone, 3, 4), "receipt_hash": doors.receipt_hash(doors.receipt_of(declaration_id)),
        "received_on": today, "due_on": due_on, "joined_id": first.id if first else None,
    }  # fmt: skip


def look_up(session: Session, village: str, form: Ask) -> ReceiptState | None:
    """How far the declaration of a receipt is; None when there is none in this village."""
    d = Declaration
    mine = (d.county == village[:6], d.region_code == village)
    row = session.scalar(select(d).where(*mine, d.receipt_hash == doors.receipt_hash(form.receipt)))
    if row is None:
        return None
    told = row if row.joined_id is None else session.scalars(select(d).where(*mine, d.id == row.joined_id)).one()
    state, words = _state(session, told)
    return ReceiptState(
        state=state, words=words, received_on=row.received_on, due_on=told.due_on, answer=told.answer,
        answered_on=told.answered_on,
    )  # fmt: skip


def _state(session: Session, row: Declaration) -> tuple[str, str]:
    if row.state is DeclarationState.RECEIVED:
        return "received", "村里已经收到，会上门核实"
    if row.state is DeclarationState.ANSWERED:
        return "answered", "已经答复"
    case = session.scalars(select(Case).where(Case.county == row.county, Case.id == row.case_id)).one()
    if case.decided_on is None and case.state is CaseState.CLOSED:
        return "ended", "经核实、评议，没有列为帮扶对象；有疑问请到村委会询问"
    if case.removed_on is not None:
        return "done", "帮扶已见效，风险已消除"
    if case.decided_on is not None:
        return "helped", "已列为帮扶对象，正在落实帮扶"
    return "checking", f"正在办理：{STEP_TITLES[case.step or 'verify']}"


def read(session: Session, user: Caller, declaration_id: UUID) -> DeclarationRead:
    row = session.scalar(declaration_queries.one(user, declaration_id))
    if row is None:
        raise DeclarationNotFound
    listing = declaration_queries.DECLARATIONS
    first = row.joined_id or row.id
    binds = {**user.binds(), "today": clock.business_date(), "id": first}
    line = session.execute(listing.rows("id"), binds).mappings().one()
    found = session.execute(declaration_queries.candidates(user, row)).all()
    more = {"words": row.words, "answer": row.answer, "candidates": [Candidate.model_validate(one) for one in found]}
    return DeclarationRead.model_validate({**line, **more}, from_attributes=False)


def accept(session: Session, user: Caller, declaration_id: UUID, form: AcceptForm, version: int) -> DeclarationRead:
    """It becomes a case of the household, or joins the one that is open; what he wrote stays sealed where it is."""
    row = _locked(session, user, declaration_id, version)
    labels = policy.labels(session, "difficulty_kind") | policy.labels(session, "difficulty_since")
    clue = f"自主申报：{labels.get(row.difficulty, '')}，{labels.get(row.since, '')}（{row.group_name}{row.name}）"
    risk = RISKS.get(row.difficulty)
    case = service.open_case(
        session, user, OpenForm(household_id=form.household_id, channel="declared", clue=clue, source_id=row.id, risks=[risk] if risk else [])
    )  # fmt: skip
    row.household_id, row.case_id, row.state = form.household_id, case.id, DeclarationState.ACCEPTED
    _answered(session, user, row, form.answer)
    return read(session, user, row.id)


def answer(
    session: Session, user: Caller, declaration_id: UUID, form: AnswerDeclaration, version: int
) -> DeclarationRead:
    """No case, and why: the words the villager reads under his receipt."""
    row = _locked(session, user, declaration_id, version)
    row.state = DeclarationState.ANSWERED
    _answered(session, user, row, form.answer)
    return read(session, user, row.id)


def _answered(session: Session, user: Caller, row: Declaration, words: str | None) -> None:
    row.answer, row.answered_on, row.answered_by_name = words, clock.business_date(), user.name
    session.flush()
    audit.record(
        session, "declaration.answered", county=row.county, region_code=row.region_code,
        subject=("declaration", row.id), state=row.state, case_id=str(row.case_id) if row.case_id else None,
    )  # fmt: skip
    publish(session, DeclarationAnswered(row.county, row.region_code, str(row.id)))


def _locked(session: Session, user: Caller, declaration_id: UUID, version: int) -> Declaration:
    row = session.scalar(declaration_queries.one(user, declaration_id).with_for_update())
    if row is None:
        raise DeclarationNotFound
    check_version(row, version)
    if row.state is not DeclarationState.RECEIVED or row.joined_id is not None:
        raise DeclarationSettled
    return row
