from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from yihu.accounts.access import Db, Place, Reads, area
from yihu.assurances import round_queries, rounds
from yihu.assurances.models import RoundKind
from yihu.assurances.problems import RoundIsClosed, RoundNotFound, RoundTaken
from yihu.assurances.routes import ONCE, STALE, Manager, Reader, Words
from yihu.assurances.schemas import RoundCreate, RoundHousehold, RoundPage, RoundRead, RoundUpdate
from yihu.kernel.idempotency import OnceKey
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import problems
from yihu.kernel.versions import Version, tag

router = APIRouter(tags=["assurances"])


@router.get("/assurance-rounds", response_model=Page[RoundRead], responses=problems(*PAGE_REFUSALS))
def list_rounds(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    kind: Annotated[list[RoundKind] | None, Query()] = None,
    closed: bool | None = None,
    q: Words = None,
) -> Response:
    given = {"kind": kind, "closed": closed, "q": words(q)}
    return page(reads, round_queries.ROUNDS, area(user), given, paging)


@router.post(
    "/assurance-rounds", status_code=201, response_model=RoundPage, responses=problems(RoundTaken, *ONCE)
)  # fmt: skip
def open_round(form: RoundCreate, user: Manager, session: Db, once: OnceKey) -> Response:
    return once.run(session, RoundPage, lambda: rounds.add(session, user, form), 201)


@router.get("/assurance-rounds/{round_id}", responses=problems(RoundNotFound))
def read_round(round_id: UUID, user: Reader, session: Db, response: Response, region_code: Place = None) -> RoundPage:
    """With its progress in the caller's area; of a closed one, as it was on closing."""
    found = rounds.read(session, user, round_id, region_code)
    tag(response, found.version)
    return found


@router.get(
    "/assurance-rounds/{round_id}/households", response_model=Page[RoundHousehold],
    responses=problems(*PAGE_REFUSALS),
)  # fmt: skip
def list_round_households(
    round_id: UUID,
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    done: bool | None = None,
    defect: Annotated[bool | None, Query(description="有未达标项的户")] = None,
    household_class: Codes = None,
    q: Words = None,
) -> Response:
    given = {"done": done, "defect": defect, "household_class": household_class, "q": words(q)}
    return page(reads, round_queries.households(), {**area(user, region_code), "round_id": round_id}, given, paging)


@router.patch("/assurance-rounds/{round_id}", responses=problems(RoundNotFound, RoundIsClosed, *STALE))
def change_round(
    round_id: UUID, form: RoundUpdate, version: Version, user: Manager, session: Db, response: Response
) -> RoundPage:
    found = rounds.change(session, user, round_id, form, version)
    tag(response, found.version)
    return found


@router.post(
    "/assurance-rounds/{round_id}:close", response_model=RoundPage,
    responses=problems(RoundNotFound, RoundIsClosed, *STALE, *ONCE),
)  # fmt: skip
def close_round(round_id: UUID, version: Version, user: Manager, session: Db, once: OnceKey) -> Response:
    """Its figures stay as they are on this day."""
    return once.run(session, RoundPage, lambda: rounds.close(session, user, round_id, version))
