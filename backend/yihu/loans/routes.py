from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow, area
from yihu.accounts.permissions import Permission
from yihu.kernel.documents import PRINTED, Paper, shown
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Numbers, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag
from yihu.loans import letters, queries, service
from yihu.loans.models import LoanState, NoticeState, Rung
from yihu.loans.problems import (
    BorrowerNotFound,
    ContractTaken,
    LaterNoticeDelivered,
    LoanNotFound,
    NothingToPrint,
    NoticeNotDelivered,
    NoticeNotFound,
    NoticeNotOpen,
    TooManyLetters,
)
from yihu.loans.schemas import DeliverForm, LoanNoticeRead, LoanPut, LoanRead, UndoDelivery, VillageNotices
from yihu.regions import zones

router = APIRouter(tags=["loans"])

Reader = Annotated[Caller, Depends(allow(Permission.LOANS_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.LOANS_WRITE))]
Deliverer = Annotated[Caller, Depends(allow(Permission.NOTICES_DELIVER))]
Words = Annotated[str | None, Query(max_length=40, description="姓名、拼音首字母、户编号或合同号的一部分")]
STALE = (NoticeNotFound, VersionConflict, VersionRequired, IdempotencyKeyReused, StillInProgress)


@router.get("/loans", response_model=Page[LoanRead], responses=problems(*PAGE_REFUSALS))
def list_loans(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    state: Annotated[list[LoanState] | None, Query()] = None,
    bank_code: Annotated[list[str] | None, Query(max_length=20)] = None,
    contract_no: Numbers = None,
    due_on_gte: date | None = None,
    due_on_lt: date | None = None,
    overdue: bool | None = None,
    q: Words = None,
) -> Response:
    given = {
        "state": state, "bank_code": bank_code, "contract_no": contract_no, "due_on_gte": due_on_gte, "due_on_lt": due_on_lt, "overdue": overdue,
        "q": words(q),
    }  # fmt: skip
    return page(reads, queries.LOANS, area(user, region_code), given, paging)


@router.get("/loans/{loan_id}", responses=problems(LoanNotFound))
def read_loan(loan_id: UUID, user: Reader, session: Db, response: Response) -> LoanRead:
    found = service.read_loan(session, user, loan_id)
    tag(response, found.version)
    return found


@router.put(
    "/loans/{bank_code}/{contract_no:path}",
    responses=problems(BorrowerNotFound, ContractTaken) | {201: {"description": "新登记", "model": LoanRead}},
)
def put_loan(
    bank_code: str,
    contract_no: Annotated[str, Path(min_length=1, max_length=60)],
    form: LoanPut,
    user: Writer,
    session: Db,
    response: Response,
) -> LoanRead:
    """Record or correct a loan by bank and contract number; sending the same again changes nothing."""
    found, made = service.put_loan(session, user, bank_code, contract_no, form)
    response.status_code = 201 if made else 200
    tag(response, found.version)
    return found


@router.get("/loan-notices", response_model=Page[LoanNoticeRead], responses=problems(*PAGE_REFUSALS))
def list_notices(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    rung: Annotated[list[Rung] | None, Query()] = None,
    state: Annotated[list[NoticeState] | None, Query()] = None,
    loan_id: UUID | None = None,
    deadline_on_lt: date | None = None,
    overdue: Annotated[bool | None, Query(description="过了办理期限仍未送达")] = None,
    q: Words = None,
) -> Response:
    given = {
        "rung": rung, "state": state, "loan_id": loan_id, "deadline_on_lt": deadline_on_lt, "overdue": overdue,
        "q": words(q),
    }  # fmt: skip
    return page(reads, queries.NOTICES, area(user, region_code), given, paging)


@router.get("/loan-notices/by-village")
def count_by_village(user: Reader, session: Db, region_code: Place = None) -> Page[VillageNotices]:
    rows = session.execute(queries.by_village(), area(user, region_code)).all()
    items = [VillageNotices.model_validate(row) for row in rows]
    return Page(items=items, next_cursor=None, total=len(items))


@router.get(
    "/loan-notices/letters.{paper}",
    response_class=Response,
    responses=problems(NothingToPrint, TooManyLetters) | PRINTED,
)
def print_letters(
    paper: Paper,
    user: Reader,
    session: Db,
    region_code: Place = None,
    rung: Annotated[list[Rung] | None, Query(description="缺省只打印书面通知书")] = None,
    state: NoticeState = NoticeState.OPEN,
) -> Response:
    """The letters of a village or township in one file."""
    data = letters.many(session, user, region_code, rung or [Rung.WRITTEN], state, paper)
    return shown(data, f"到期通知书-{zones.title(session, region_code, user.region_code)}", paper)


@router.get(
    "/loan-notices/{notice_id}/letter.{paper}", response_class=Response, responses=problems(NoticeNotFound) | PRINTED
)
def print_letter(notice_id: UUID, paper: Paper, user: Reader, session: Db) -> Response:
    return shown(letters.one(session, user, notice_id, paper), f"通知书-{notice_id}", paper)


@router.get("/loan-notices/{notice_id}", responses=problems(NoticeNotFound))
def read_notice(notice_id: UUID, user: Reader, session: Db, response: Response) -> LoanNoticeRead:
    found = service.read_notice(session, user, notice_id)
    tag(response, found.version)
    return found


@router.post(
    "/loan-notices/{notice_id}:deliver", response_model=LoanNoticeRead,
    responses=problems(*STALE, NoticeNotOpen),
)  # fmt: skip
def deliver_notice(
    notice_id: UUID, form: DeliverForm, version: Version, user: Deliverer, session: Db, once: OnceKey
) -> Response:
    """Record the delivery of a notice, also one made days ago."""
    return once.run(session, LoanNoticeRead, lambda: service.deliver(session, user, notice_id, form, version))


@router.post(
    "/loan-notices/{notice_id}:undo-delivery", response_model=LoanNoticeRead,
    responses=problems(*STALE, NoticeNotDelivered, LaterNoticeDelivered),
)  # fmt: skip
def undo_delivery(
    notice_id: UUID, form: UndoDelivery, version: Version, user: Deliverer, session: Db, once: OnceKey
) -> Response:
    return once.run(session, LoanNoticeRead, lambda: service.undo_delivery(session, user, notice_id, form, version))
