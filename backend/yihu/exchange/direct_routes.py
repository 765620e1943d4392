from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from yihu.accounts.access import Caller, Db, allow
from yihu.accounts.permissions import Permission
from yihu.exchange import direct
from yihu.exchange.direct_schemas import RatingRows, RepaymentRows, TakenIn
from yihu.exchange.problems import RowsDisturbed
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.problems import problems

router = APIRouter(tags=["loans"])
Bank = Annotated[Caller, Depends(allow(Permission.LOANS_IMPORT))]
REFUSALS = problems(RowsDisturbed, IdempotencyKeyReused, StillInProgress)


@router.post("/loan-repayments:batch-upsert", response_model=TakenIn, responses=REFUSALS)
def put_repayments(form: RepaymentRows, user: Bank, session: Db, once: OnceKey) -> Response:
    """Payments on loans, up to 200, all or none, each counted once whatever lists or requests name it.

    A payment lowers its loan's balance; a loan that is paid off is settled.
    """
    return once.run(session, TakenIn, lambda: direct.take_in(session, user, "repayments", _cells(form.rows)))


@router.post("/credit-ratings:batch-upsert", response_model=TakenIn, responses=REFUSALS)
def put_ratings(form: RatingRows, user: Bank, session: Db, once: OnceKey) -> Response:
    """Ratings and credit lines, up to 200, all or none; the same household, bank and day is the same rating, corrected."""
    return once.run(session, TakenIn, lambda: direct.take_in(session, user, "credit_ratings", _cells(form.rows)))


def _cells(rows: Any) -> list[dict[str, Any]]:
    """As cells of a list are read: text, and the words for yes and no."""
    spoken = {True: "是", False: "否", None: None}
    return [
        {name: spoken[value] if value is None or isinstance(value, bool) else str(value) for name, value in row}
        for row in rows
    ]
