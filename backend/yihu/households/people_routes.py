from typing import Annotated

from fastapi import APIRouter, Query, Response

from yihu.accounts.access import Place, Reads
from yihu.households import people
from yihu.households.people_schemas import PersonRow
from yihu.households.routes import Codes, Reader
from yihu.kernel.paging import PAGE_REFUSALS, Page, PagingParams, page, words
from yihu.kernel.problems import problems

router = APIRouter(tags=["households"])


@router.get("/household-members", response_model=Page[PersonRow], responses=problems(*PAGE_REFUSALS))
def list_household_members(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    household_class: Codes = None,
    status: Codes = None,
    main_cause: Codes = None,
    special_group: Codes = None,
    key_group: bool | None = None,
    has_loan: bool | None = None,
    has_issue: bool | None = None,
    q: Annotated[str | None, Query(max_length=40, description="户主姓名、拼音首字母、户编号或自然村的一部分")] = None,
) -> Response:
    """Everybody of the register with his household beside him, under the filters of the register.

    Exported in the clear it is the national member form, which can be imported again.
    """
    given = {
        "household_class": household_class, "status": status, "main_cause": main_cause, "special_group": special_group,
        "key_group": key_group, "has_loan": has_loan, "has_issue": has_issue, "q": words(q),
    }  # fmt: skip
    return page(reads, people.PEOPLE, user.binds(region_code), given, paging)
