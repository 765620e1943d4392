from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from yihu.accounts.access import Place, Reads, area
from yihu.kernel.paging import PAGE_REFUSALS, Page, PagingParams, page, words
from yihu.kernel.problems import problems
from yihu.loans import bank_queries
from yihu.loans.routes import Reader, Words
from yihu.loans.schemas import CreditRatingRead, LoanRepaymentRead

router = APIRouter(tags=["loans"])
Banks = Annotated[list[str] | None, Query(max_length=20)]


@router.get("/loan-repayments", response_model=Page[LoanRepaymentRead], responses=problems(*PAGE_REFUSALS))
def list_repayments(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    loan_id: UUID | None = None,
    household_id: UUID | None = None,
    bank_code: Banks = None,
    paid_on_gte: date | None = None,
    paid_on_lt: date | None = None,
    q: Words = None,
) -> Response:
    """What came back on loans; it arrives by the import `repayments`."""
    given = {
        "loan_id": loan_id, "household_id": household_id, "bank_code": bank_code, "paid_on_gte": paid_on_gte,
        "paid_on_lt": paid_on_lt, "q": words(q),
    }  # fmt: skip
    return page(reads, bank_queries.REPAYMENTS, area(user, region_code), given, paging)


@router.get("/credit-ratings", response_model=Page[CreditRatingRead], responses=problems(*PAGE_REFUSALS))
def list_ratings(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    household_id: UUID | None = None,
    bank_code: Banks = None,
    grade: Annotated[list[Annotated[str, Query(max_length=20)]] | None, Query(max_length=20)] = None,
    granted: Annotated[bool | None, Query(description="有授信额度")] = None,
    wants_loan: bool | None = None,
    newest: Annotated[bool | None, Query(description="每户每家银行最近一次")] = None,
    rated_on_gte: date | None = None,
    rated_on_lt: date | None = None,
    q: Words = None,
) -> Response:
    """What banks think of households; it arrives by the import `credit_ratings`."""
    given = {
        "household_id": household_id, "bank_code": bank_code, "grade": grade, "granted": granted, "wants_loan": wants_loan,
        "newest": newest, "rated_on_gte": rated_on_gte, "rated_on_lt": rated_on_lt, "q": words(q),
    }  # fmt: skip
    return page(reads, bank_queries.RATINGS, area(user, region_code), given, paging)
