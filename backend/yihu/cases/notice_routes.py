from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow, area
from yihu.accounts.permissions import Permission
from yihu.cases import notice_queries, notice_reading, notice_text, notices
from yihu.cases.notice_forms import (
    AnswerForm,
    NoticeForm,
    NoticeRead,
    NoticeRow,
    NoticeWords,
    ObjectionForm,
    PhotoForm,
    PostForm,
    Withdraw,
)
from yihu.cases.problems import (
    CaseIdTaken,
    CaseNotFound,
    NoticeOver,
    NotReadyForNotice,
    ObjectionAnswered,
    ObjectionNotFound,
    PublicNoticeNotFound,
    SamePerson,
)
from yihu.kernel import documents
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag

router = APIRouter(tags=["public-notices"])

Reader = Annotated[Caller, Depends(allow(Permission.CASES_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.CASES_WRITE))]
Reviewer = Annotated[Caller, Depends(allow(Permission.CASES_REVIEW))]
ONCE = (IdempotencyKeyReused, StillInProgress)
STALE = (VersionConflict, VersionRequired, *ONCE)


@router.get("/public-notices", response_model=Page[NoticeRow], responses=problems(*PAGE_REFUSALS))
def list_notices(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    kind: Codes = None,
    state: Codes = None,
    objected: Annotated[bool | None, Query(description="有没有答复的异议")] = None,
) -> Response:
    given = {"kind": kind, "state": state, "objected": objected}
    return page(reads, notice_queries.NOTICES, area(user, region_code), given, paging)


@router.post("/public-notices:preview", responses=problems(CaseNotFound, NotReadyForNotice))
def preview_notice(form: NoticeForm, user: Writer, session: Db) -> NoticeWords:
    """What it would say, with its last day; nothing is kept."""
    return NoticeWords.model_validate(notice_text.wording(notices.draft(session, user, form)[0]))


@router.post(
    "/public-notices", status_code=201, response_model=NoticeRead,
    responses=problems(CaseNotFound, CaseIdTaken, NotReadyForNotice, *ONCE),
)  # fmt: skip
def post_notice(form: PostForm, user: Writer, session: Db, once: OnceKey) -> Response:
    """Hang up a list of a village."""
    return once.run(session, NoticeRead, lambda: notice_reading.told(session, notices.post(session, user, form)), 201)


@router.get("/public-notices/{public_notice_id}", responses=problems(PublicNoticeNotFound))
def read_notice(public_notice_id: UUID, user: Reader, session: Db, response: Response) -> NoticeRead:
    found = notice_reading.read(session, user, public_notice_id)
    tag(response, found.version)
    return found


@router.get(
    "/public-notices/{public_notice_id}/sheet.pdf",
    response_class=Response,
    responses=problems(PublicNoticeNotFound) | documents.PDF,
)
def print_notice(public_notice_id: UUID, user: Reader, session: Db) -> Response:
    """The paper for the village's board."""
    text = notice_reading.text_of(session, notice_reading.found(session, user, public_notice_id))
    return documents.shown(notice_text.render_pdf(text), f"{text.village_name}公示-{text.starts_on}")


@router.post(
    "/public-notices/{public_notice_id}:withdraw", response_model=NoticeRead,
    responses=problems(PublicNoticeNotFound, NoticeOver, *STALE),
)  # fmt: skip
def withdraw_notice(
    public_notice_id: UUID, form: Withdraw, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    return once.run(
        session,
        NoticeRead,
        lambda: notice_reading.told(session, notices.take_down(session, user, public_notice_id, form, version)),
    )


@router.post(
    "/public-notices/{public_notice_id}:add-photos", response_model=NoticeRead,
    responses=problems(PublicNoticeNotFound, *STALE),
)  # fmt: skip
def add_photos(
    public_notice_id: UUID, form: PhotoForm, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    """Photos of the board."""
    return once.run(
        session,
        NoticeRead,
        lambda: notice_reading.told(session, notices.add_photos(session, user, public_notice_id, form, version)),
    )


@router.post(
    "/public-notices/{public_notice_id}/objections", status_code=201, response_model=NoticeRead,
    responses=problems(PublicNoticeNotFound, *ONCE),
)  # fmt: skip
def object_to_notice(public_notice_id: UUID, form: ObjectionForm, user: Writer, session: Db, once: OnceKey) -> Response:
    """Record what somebody says against it; the cases it concerns wait for the answer."""
    return once.run(
        session,
        NoticeRead,
        lambda: notice_reading.told(session, notices.object_to(session, user, public_notice_id, form)),
        201,
    )


@router.post(
    "/objections/{objection_id}:answer", response_model=NoticeRead,
    responses=problems(ObjectionNotFound, ObjectionAnswered, SamePerson, *STALE),
)  # fmt: skip
def answer_objection(
    objection_id: UUID, form: AnswerForm, version: Version, user: Reviewer, session: Db, once: OnceKey
) -> Response:
    """By somebody who has not worked on the case; an objection that is upheld sends it back."""
    return once.run(
        session,
        NoticeRead,
        lambda: notice_reading.told(session, notices.answer(session, user, objection_id, form, version)),
    )
