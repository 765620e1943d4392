from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import select

from yihu.accounts.access import Db, Place, Reads, area, within
from yihu.assurances import sector_queries as queries
from yihu.assurances import sectors
from yihu.assurances.routes import ONCE, STALE, Manager, Reader, Words
from yihu.assurances.sector_models import CaseKind, WaterTest
from yihu.assurances.sector_problems import (
    CaseTaken,
    HousingCaseNotFound,
    SourceNotFound,
    SourceTaken,
    TestTaken,
)
from yihu.assurances.sector_schemas import (
    CaseCreate,
    CaseRead,
    CaseWhen,
    SourceCreate,
    SourceRead,
    SourceUpdate,
    TestCreate,
    TestRead,
)
from yihu.households.problems import HouseholdNotFound, VillageUnknown
from yihu.kernel.idempotency import OnceKey
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import problems
from yihu.kernel.versions import Version, tag

router = APIRouter(tags=["assurances"])
Item = Annotated[str, Query(max_length=40)]
PAGED = problems(*PAGE_REFUSALS)


@router.get("/housing-cases", response_model=Page[CaseRead], responses=PAGED)
def list_cases(
    user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None, household_id: UUID | None = None,
    kind: Annotated[list[CaseKind] | None, Query()] = None, stage: Codes = None, old_house: Codes = None,
    overdue: bool | None = None, q: Words = None,
) -> Response:  # fmt: skip
    given = {
        "household_id": household_id, "kind": kind, "stage": stage, "old_house": old_house, "overdue": overdue,
        "q": words(q),
    }  # fmt: skip
    return page(reads, queries.CASES, area(user, region_code), given, paging)


@router.post(
    "/housing-cases", status_code=201, response_model=CaseRead, responses=problems(HouseholdNotFound, CaseTaken, *ONCE)
)
def open_case(form: CaseCreate, user: Manager, session: Db, once: OnceKey) -> Response:
    return once.run(session, CaseRead, lambda: sectors.open_case(session, user, form), 201)


@router.patch("/housing-cases/{case_id}", responses=problems(HousingCaseNotFound, *STALE))
def change_case(
    case_id: UUID, form: CaseWhen, version: Version, user: Manager, session: Db, response: Response
) -> CaseRead:
    found = sectors.change_case(session, user, case_id, form, version)
    tag(response, found.version)
    return found


@router.get("/water-sources", response_model=Page[SourceRead], responses=PAGED)
def list_sources(
    user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None, kind: Codes = None,
    passed: bool | None = None, overdue: bool | None = None, ended: bool | None = None, q: Words = None,
) -> Response:  # fmt: skip
    given = {"kind": kind, "passed": passed, "overdue": overdue, "ended": ended, "q": q and q.strip()}
    return page(reads, queries.sources(), area(user, region_code), given, paging)


@router.post(
    "/water-sources", status_code=201, response_model=SourceRead,
    responses=problems(VillageUnknown, SourceTaken, *ONCE),
)  # fmt: skip
def add_source(form: SourceCreate, user: Manager, session: Db, once: OnceKey) -> Response:
    return once.run(session, SourceRead, lambda: sectors.add_source(session, user, form), 201)


@router.patch("/water-sources/{source_id}", responses=problems(SourceNotFound, SourceTaken, *STALE))
def change_source(
    source_id: UUID, form: SourceUpdate, version: Version, user: Manager, session: Db, response: Response
) -> SourceRead:
    found = sectors.change_source(session, user, source_id, form, version)
    tag(response, found.version)
    return found


@router.get("/water-sources/{source_id}/tests", responses=problems(SourceNotFound))
def list_tests(source_id: UUID, user: Reader, session: Db) -> list[TestRead]:
    sectors.read_source(session, user, source_id)
    mine = select(WaterTest).where(within(WaterTest, user), WaterTest.source_id == source_id)
    return [TestRead.model_validate(row) for row in session.scalars(mine.order_by(WaterTest.tested_on.desc()))]


@router.post(
    "/water-sources/{source_id}/tests", status_code=201, response_model=SourceRead,
    responses=problems(SourceNotFound, TestTaken, *ONCE),
)  # fmt: skip
def add_test(source_id: UUID, form: TestCreate, user: Manager, session: Db, once: OnceKey) -> Response:
    return once.run(session, SourceRead, lambda: sectors.add_test(session, user, source_id, form), 201)
