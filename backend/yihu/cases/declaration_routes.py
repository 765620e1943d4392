from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow, area
from yihu.accounts.permissions import Permission
from yihu.cases import declaration_queries, declarations, poster
from yihu.cases.declaration_forms import AcceptForm, AnswerDeclaration, DeclarationRead, DeclarationRow, PosterLink
from yihu.cases.problems import DeclarationNotFound, DeclarationSettled
from yihu.households.problems import HouseholdNotFound
from yihu.kernel import documents
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import NotFound, VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag

router = APIRouter(tags=["declarations"])

Reader = Annotated[Caller, Depends(allow(Permission.CASES_WRITE))]
"""A villager's own words are for those who answer him, not for everybody who reads cases."""
STALE = (
    DeclarationNotFound,
    DeclarationSettled,
    VersionConflict,
    VersionRequired,
    IdempotencyKeyReused,
    StillInProgress,
)


@router.get("/declarations", response_model=Page[DeclarationRow], responses=problems(*PAGE_REFUSALS))
def list_declarations(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    state: Codes = None,
    difficulty: Codes = None,
    late: bool | None = None,
    q: Annotated[str | None, Query(max_length=40, description="姓名的一部分")] = None,
) -> Response:
    given = {"state": state, "difficulty": difficulty, "late": late, "q": words(q)}
    return page(reads, declaration_queries.DECLARATIONS, area(user, region_code), given, paging)


@router.get("/declarations/{declaration_id}", responses=problems(DeclarationNotFound))
def read_declaration(declaration_id: UUID, user: Reader, session: Db, response: Response) -> DeclarationRead:
    found = declarations.read(session, user, declaration_id)
    tag(response, found.version)
    return found


@router.post(
    "/declarations/{declaration_id}:accept", response_model=DeclarationRead,
    responses=problems(HouseholdNotFound, *STALE),
)  # fmt: skip
def accept_declaration(
    declaration_id: UUID, form: AcceptForm, version: Version, user: Reader, session: Db, once: OnceKey
) -> Response:
    """Open a case of the household, or add it to the open one."""
    return once.run(session, DeclarationRead, lambda: declarations.accept(session, user, declaration_id, form, version))


@router.post("/declarations/{declaration_id}:answer", response_model=DeclarationRead, responses=problems(*STALE))
def answer_declaration(
    declaration_id: UUID, form: AnswerDeclaration, version: Version, user: Reader, session: Db, once: OnceKey
) -> Response:
    """Answer without a case; the villager reads the words under his receipt."""
    return once.run(session, DeclarationRead, lambda: declarations.answer(session, user, declaration_id, form, version))


VillageCode = Annotated[str, Path(pattern=r"^\d{12}$")]


@router.get(
    "/declaration-posters/{village_code}.pdf",
    response_class=Response,
    responses=problems(NotFound) | documents.PDF,
)
def print_poster(village_code: VillageCode, user: Reader, session: Db, request: Request) -> Response:
    """The village's QR code as a poster."""
    return documents.shown(poster.render(session, user, village_code, str(request.base_url)), village_code)


@router.get("/declaration-posters/{village_code}", responses=problems(NotFound))
def read_link(village_code: VillageCode, user: Reader, session: Db, request: Request) -> PosterLink:
    """What the QR code leads to, for a message to the village's group."""
    poster.names_of(session, user, village_code)
    return PosterLink(link=poster.address(village_code, str(request.base_url)))
