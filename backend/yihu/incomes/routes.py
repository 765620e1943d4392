from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow
from yihu.accounts.permissions import Permission
from yihu.households.problems import HouseholdNotFound
from yihu.incomes import queries, service
from yihu.incomes.schemas import Basis, IncomeRow, IncomeSummary, IncomeTrace, LineChange, LineStanding, Which
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import problems

router = APIRouter(tags=["incomes"])

Reader = Annotated[Caller, Depends(allow(Permission.HOUSEHOLDS_READ))]
Year = Annotated[int | None, Query(ge=2000, le=2100, description="缺省为上一年")]
Line = Annotated[int | None, Query(ge=1, le=1_000_000, description="假设的线，元；不改变任何数据")]


@router.get("/incomes", response_model=Page[IncomeRow], responses=problems(*PAGE_REFUSALS))
def list_incomes(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    basis: Basis = Basis.YEAR,
    year: Year = None,
    which: Which = Which.MONITORING,
    line: Line = None,
    standing: Annotated[list[LineStanding] | None, Query()] = None,
    falling: bool | None = None,
    change: Annotated[list[LineChange] | None, Query()] = None,
    household_class: Codes = None,
    q: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """Households by name with their income per head, against the line set for their place or another one."""
    given = {
        "standing": standing, "falling": falling, "change": change, "household_class": household_class, "q": words(q)
    }  # fmt: skip
    asked = {**user.binds(region_code), **service.asking(basis, year, which, line)}
    return page(reads, queries.LISTINGS[basis], asked, given, paging)


@router.get("/incomes/summary")
def summarize_incomes(
    user: Reader,
    session: Db,
    region_code: Place = None,
    basis: Basis = Basis.YEAR,
    year: Year = None,
    which: Which = Which.MONITORING,
    line: Line = None,
) -> IncomeSummary:
    """How many are below, near and falling, by township or village; with `line`, who would be below and who no longer."""
    return service.summary(session, user, service.asking(basis, year, which, line), basis, region_code)


@router.get("/households/{household_id}/income-trace", responses=problems(HouseholdNotFound))
def trace_income(household_id: UUID, user: Reader, session: Db) -> IncomeTrace:
    """Line by line how the household's income per head comes about."""
    return service.trace(session, user, household_id)
