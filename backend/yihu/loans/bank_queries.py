"""What banks report besides the loans themselves: what came back, and what they think of households."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Text, bindparam, func, select
from sqlalchemy.orm import aliased

from yihu.accounts.access import within_binds
from yihu.households.models import Household
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of
from yihu.loans.models import CreditRating, Loan, LoanRepayment
from yihu.policy.models import Code

P, R = LoanRepayment, CreditRating


def _bank(code: Any) -> ColumnElement[str]:
    label = select(Code.label).where(Code.list == "bank", Code.code == code)
    return label.scalar_subquery().label("bank_name")


REPAYMENTS = Listing(
    base=select(
        P.id, P.loan_id, P.household_id, *of_household(P, Household.household_no, Household.head_name), P.region_code,
        village_name(P).label("region_name"), Loan.bank_code,
        _bank(Loan.bank_code), Loan.contract_no, P.paid_on, as_text(P.amount).label("amount"), as_text(P.interest).label("interest"),
        as_text(P.balance_after).label("balance_after"), P.counted, P.receipt_no, P.source, P.version,
    ).join(Loan, (Loan.county == COUNTY) & (Loan.id == P.loan_id)),
    area=within_binds(P),
    filters={
        "loan_id": P.loan_id == bindparam("loan_id"),
        "household_id": P.household_id == bindparam("household_id"),
        "bank_code": any_of(Loan.bank_code, "bank_code"),
        "paid_on_gte": P.paid_on >= bindparam("paid_on_gte", type_=Date),
        "paid_on_lt": P.paid_on < bindparam("paid_on_lt", type_=Date),
        "q": matches(P) | (func.strpos(func.lower(Loan.contract_no), bindparam("q", type_=Text)) > 0),
    },
    sorts={
        "paid_on": (P.paid_on, P.id),
        "region": (P.region_code, P.paid_on, P.id),
        "amount": (P.amount, P.id),
    },
    default_sort="-paid_on",
)  # fmt: skip


def _newest() -> ColumnElement[bool]:
    """No later rating of the household by the same bank."""
    later = aliased(R, name="later")
    same = (later.county == COUNTY, later.household_id == R.household_id, later.bank_code == R.bank_code)
    return ~select(later.id).where(*same, later.rated_on > R.rated_on).correlate(R).exists()


RATINGS = Listing(
    base=select(
        R.id, R.household_id, *of_household(R, Household.household_no, Household.head_name), R.region_code,
        village_name(R).label("region_name"), R.bank_code, _bank(R.bank_code), R.rated_on,
        R.grade, as_text(R.score).label("score"), as_text(R.credit_limit).label("credit_limit"), R.valid_to, R.wants_loan,
        R.source, R.version,
    ),
    area=within_binds(R),
    filters={
        "household_id": R.household_id == bindparam("household_id"),
        "bank_code": any_of(R.bank_code, "bank_code"),
        "grade": any_of(R.grade, "grade"),
        "granted": bindparam("granted") == (func.coalesce(R.credit_limit, 0) > 0),
        "wants_loan": R.wants_loan == bindparam("wants_loan"),
        "newest": bindparam("newest") == _newest(),
        "rated_on_gte": R.rated_on >= bindparam("rated_on_gte", type_=Date),
        "rated_on_lt": R.rated_on < bindparam("rated_on_lt", type_=Date),
        "q": matches(R),
    },
    sorts={
        "rated_on": (R.rated_on, R.id),
        "region": (R.region_code, R.rated_on, R.id),
        "credit_limit": (func.coalesce(R.credit_limit, 0), R.id),
    },
    default_sort="-rated_on",
)  # fmt: skip
